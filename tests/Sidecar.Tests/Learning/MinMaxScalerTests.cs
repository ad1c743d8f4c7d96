using Sidecar.Engine.Learning;
using Xunit;

namespace Sidecar.Tests.Learning;

public sealed class MinMaxScalerTests
{
    [Fact]
    public void The_least_value_becomes_0_and_the_largest_1() =>
        Assert.Equal([0.25, 0, 1, 0.5], Assert.Single(MinMaxScaler.Scale([[20, 10, 50, 30]])));

    [Fact]
    public void The_ends_are_exact_where_rounding_is_not_kind() =>
        Assert.Equal([0, 1], Assert.Single(MinMaxScaler.Scale([[0.1, 91822310.7]])));

    [Fact]
    public void A_constant_column_becomes_0() =>
        Assert.Equal([0, 0, 0], Assert.Single(MinMaxScaler.Scale([[7, 7, 7]])));

    [Fact]
    public void No_keys_give_an_empty_column() => Assert.Empty(Assert.Single(MinMaxScaler.Scale([[]])));

    [Fact]
    public void The_input_stays_as_it_was()
    {
        double[] column = [1, 2, 3];
        MinMaxScaler.Scale([column]);
        Assert.Equal([1, 2, 3], column);
    }
}
