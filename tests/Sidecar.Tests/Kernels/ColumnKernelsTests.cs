using Sidecar.Engine.Kernels;
using Xunit;

namespace Sidecar.Tests.Kernels;

/// <summary>
/// Each kernel beside its scalar twin, bit for bit: lengths from nothing to four of the widest vectors and one more, and
/// around the block length; every start within a vector; columns that hold zeros of both signs, subnormals and huge values.
/// </summary>
public sealed class ColumnKernelsTests
{
    private const int WidestVector = 8;

    public static TheoryData<int> Lengths() =>
        [.. Enumerable.Range(0, (4 * WidestVector) + 2), 511, 512, 513, 1023, 1024, 1025, 1500];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Subtract_is_its_scalar_twin(int length) => AssertTwins(length,
        (left, _, factor, destination) => ColumnKernels.Subtract(left, factor, destination),
        (left, _, factor, destination) => ColumnKernelsScalar.Subtract(left, factor, destination));

    [Theory]
    [MemberData(nameof(Lengths))]
    public void SubtractThenDivide_is_its_scalar_twin(int length) => AssertTwins(length,
        (left, _, factor, destination) => ColumnKernels.SubtractThenDivide(left, factor, 3.7, destination),
        (left, _, factor, destination) => ColumnKernelsScalar.SubtractThenDivide(left, factor, 3.7, destination));

    [Theory]
    [MemberData(nameof(Lengths))]
    public void AddScaled_is_its_scalar_twin(int length) => AssertTwins(length,
        (left, _, factor, accumulator) => ColumnKernels.AddScaled(left, factor, accumulator),
        (left, _, factor, accumulator) => ColumnKernelsScalar.AddScaled(left, factor, accumulator));

    [Theory]
    [MemberData(nameof(Lengths))]
    public void AddSquaredDifference_is_its_scalar_twin(int length) => AssertTwins(length,
        (left, _, factor, accumulator) => ColumnKernels.AddSquaredDifference(left, factor, accumulator),
        (left, _, factor, accumulator) => ColumnKernelsScalar.AddSquaredDifference(left, factor, accumulator));

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Minimum_is_its_scalar_twin(int length) => AssertTwins(length,
        (left, right, _, destination) => ColumnKernels.Minimum(left, right, destination),
        (left, right, _, destination) => ColumnKernelsScalar.Minimum(left, right, destination));

    [Theory]
    [MemberData(nameof(Lengths))]
    public void MinMax_is_its_scalar_twin(int length)
    {
        for (int start = 0; start < WidestVector && length > 0; start++)
        {
            double[] column = Column(length + start, seed: length);
            (double min, double max) = ColumnKernels.MinMax(column.AsSpan(start));
            (double expectedMin, double expectedMax) = ColumnKernelsScalar.MinMax(column.AsSpan(start));
            Assert.Equal((Bits(expectedMin), Bits(expectedMax)), (Bits(min), Bits(max)));
        }
    }

    [Fact]
    public void A_product_is_rounded_before_it_is_added()
    {
        // (1 + 2^-30)^2 has a last bit at 2^-60, which a fused operation would keep and a rounded product loses.
        double factor = 1 + Math.ScaleB(1, -30);
        double[] column = [.. Enumerable.Repeat(factor, WidestVector + 1)];
        double[] sum = [.. Enumerable.Repeat(-1.0, WidestVector + 1)];
        ColumnKernels.AddScaled(column, factor, sum);
        Assert.All(sum, value => Assert.Equal(Math.ScaleB(1, -29), value));
        Assert.NotEqual(Math.ScaleB(1, -29), Math.FusedMultiplyAdd(factor, factor, -1));
    }

    [Fact]
    public void TakeNearer_leaves_an_equally_near_point_where_it_is()
    {
        double[] nearest = [5, 2, 2];
        int[] labels = [0, 0, 0];
        ColumnKernels.TakeNearer([4, 2, 3], cluster: 1, nearest, labels);
        Assert.Equal([4, 2, 2], nearest);
        Assert.Equal([1, 0, 0], labels);
    }

    [Fact]
    public void OrderedSums_add_from_the_first_to_the_last()
    {
        // From the left, the ones are lost one by one beside the large number; by lanes or from the right they are not.
        double[] column = [1e16, 1, 1, 1, 1, 1, 1, 1, 1, -1e16];
        Assert.Equal(0, OrderedSums.Sum(column));
        Assert.Equal(0, OrderedSums.SumOfProducts(column, [.. Enumerable.Repeat(1.0, column.Length)]));
    }

    [Fact]
    public void AddByLabel_adds_to_the_sum_of_the_label()
    {
        double[] sums = [100, 0, 0];
        OrderedSums.AddByLabel([1, 2, 3, 4], [0, 2, 2, 0], sums);
        Assert.Equal([105, 0, 5], sums);
    }

    private delegate void Kernel(ReadOnlySpan<double> left, ReadOnlySpan<double> right, double factor, Span<double> destination);

    private static void AssertTwins(int length, Kernel kernel, Kernel twin)
    {
        for (int start = 0; start < WidestVector; start++)
        {
            double[] left = Column(length + start, seed: length);
            double[] right = Column(length + start, seed: length + 100_000);
            double[] actual = Column(length + start + 1, seed: length + 200_000);
            double[] expected = [.. actual];
            double guard = actual[^1];

            kernel(left.AsSpan(start), right.AsSpan(start), 0.3, actual.AsSpan(start, length));
            twin(left.AsSpan(start), right.AsSpan(start), 0.3, expected.AsSpan(start, length));

            Assert.Equal(expected.Select(Bits), actual.Select(Bits));
            Assert.Equal(guard, actual[^1]);
        }
    }

    private static double[] Column(int length, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => random.Next(10) switch
        {
            0 => 0.0,
            1 => -0.0,
            2 => 5e-324 * random.Next(100),
            3 => Math.ScaleB(random.NextDouble(), 300),
            _ => (random.NextDouble() - 0.5) * random.Next(1, 1_000_000),
        })];
    }

    private static long Bits(double value) => BitConverter.DoubleToInt64Bits(value);
}
