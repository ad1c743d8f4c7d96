using Sidecar.Engine.Profiles;
using Xunit;

namespace Sidecar.Tests.Profiles;

public sealed class FeatureTableTests
{
    [Fact]
    public void Keys_out_of_byte_order_are_refused() =>
        AssertRefused("Key 1", ["b"u8.ToArray(), "a"u8.ToArray()], [[1, 2]]);

    [Fact]
    public void A_key_twice_is_refused() =>
        AssertRefused("Key 1", ["a"u8.ToArray(), "a"u8.ToArray()], [[1, 2]]);

    [Fact]
    public void Bytes_are_ordered_without_sign() =>
        Assert.Equal(2, new FeatureTable([[0x7f], [0x80]], ["f"], [[1, 2]]).Keys.Count);

    [Fact]
    public void A_column_of_another_length_is_refused() => AssertRefused("Column f", ["a"u8.ToArray()], [[1, 2]]);

    [Fact]
    public void A_column_without_feature_is_refused() => AssertRefused("2 columns", ["a"u8.ToArray()], [[1], [2]]);

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_number_that_is_not_finite_is_refused(double value) => AssertRefused("Column f", ["a"u8.ToArray()], [[value]]);

    private static void AssertRefused(string start, byte[][] keys, double[][] columns) =>
        Assert.StartsWith(start, Assert.Throws<ArgumentException>(() => new FeatureTable(keys, ["f"], columns)).Message, StringComparison.Ordinal);
}
