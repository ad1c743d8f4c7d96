using Sidecar.Engine.Kernels;
using Xunit;

namespace Sidecar.Tests.Kernels;

/// <summary>Sums of rows beside a plain loop: every length to two vectors and one more, in rows that are longer.</summary>
public sealed class RowSumsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Each_number_is_added_to_that_in_its_place_of_both_rows(int length)
    {
        Random random = new(length);
        double[] added = Row(length), one = Row(length + 3), other = Row(length + 1);
        double[] expectedOne = [.. one], expectedOther = [.. other];
        for (int i = 0; i < length; i++)
        {
            expectedOne[i] += added[i];
            expectedOther[i] += added[i];
        }

        RowSums.AddToBoth(added, one, other);
        Assert.Equal(expectedOne, one);
        Assert.Equal(expectedOther, other);
        double[] Row(int numbers) => [.. Enumerable.Range(0, numbers).Select(_ => random.NextDouble() * 1e6)];
    }

    [Fact]
    public void A_row_that_is_too_short_is_not_written_beyond()
    {
        double[] added = [1, 2, 3], enough = [0, 0, 0], tooShort = [0, 0];
        Assert.Throws<ArgumentOutOfRangeException>(() => RowSums.AddToBoth(added, enough, tooShort));
        Assert.Throws<ArgumentOutOfRangeException>(() => RowSums.AddToBoth(added, tooShort, enough));
        Assert.Equal([0, 0, 0], enough);
    }
}
