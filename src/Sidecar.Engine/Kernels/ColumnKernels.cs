using System.Numerics.Tensors;

namespace Sidecar.Engine.Kernels;

/// <summary>
/// Arithmetic over feature columns (one column per feature or component, one element per key). Pure functions, any thread.
/// The result does not depend on the vector width: every operation here is elementwise and rounds once, as IEEE 754
/// says, whichever lane it runs in; a product is rounded before it is added (never fused); minimum and maximum are the
/// same in any order. Sums over a column would depend on the order, so they stand in <see cref="OrderedSums"/>, unvectorised.
/// Specification and test partner: <see cref="ColumnKernelsScalar"/>. No NaN may come in.
/// </summary>
internal static class ColumnKernels
{
    /// <summary>Two blocks of doubles stay in the first-level cache beside the column.</summary>
    private const int BlockLength = 512;

    /// <summary>The smallest and the largest value of a column that is not empty.</summary>
    public static (double Min, double Max) MinMax(ReadOnlySpan<double> column) =>
        (TensorPrimitives.Min(column), TensorPrimitives.Max(column));

    /// <summary>destination = (column - offset) / divisor</summary>
    public static void SubtractThenDivide(
        ReadOnlySpan<double> column, double offset, double divisor, Span<double> destination)
    {
        TensorPrimitives.Subtract(column, offset, destination);
        TensorPrimitives.Divide(destination, divisor, destination);
    }

    /// <summary>destination = column - offset</summary>
    public static void Subtract(ReadOnlySpan<double> column, double offset, Span<double> destination) =>
        TensorPrimitives.Subtract(column, offset, destination);

    /// <summary>accumulator += column * factor</summary>
    public static void AddScaled(ReadOnlySpan<double> column, double factor, Span<double> accumulator)
    {
        Span<double> block = stackalloc double[Math.Min(BlockLength, column.Length)];
        for (int start = 0; start < column.Length; start += BlockLength)
        {
            int length = Math.Min(BlockLength, column.Length - start);
            Span<double> product = block[..length];
            Span<double> sum = accumulator.Slice(start, length);
            TensorPrimitives.Multiply(column.Slice(start, length), factor, product);
            TensorPrimitives.Add(sum, product, sum);
        }
    }

    /// <summary>accumulator += (column - centre) squared: one dimension's part of a squared distance.</summary>
    public static void AddSquaredDifference(ReadOnlySpan<double> column, double centre, Span<double> accumulator)
    {
        Span<double> block = stackalloc double[Math.Min(BlockLength, column.Length)];
        for (int start = 0; start < column.Length; start += BlockLength)
        {
            int length = Math.Min(BlockLength, column.Length - start);
            Span<double> difference = block[..length];
            Span<double> sum = accumulator.Slice(start, length);
            TensorPrimitives.Subtract(column.Slice(start, length), centre, difference);
            TensorPrimitives.Multiply(difference, difference, difference);
            TensorPrimitives.Add(sum, difference, sum);
        }
    }

    /// <summary>destination = the smaller of both, element by element</summary>
    public static void Minimum(ReadOnlySpan<double> left, ReadOnlySpan<double> right, Span<double> destination) =>
        TensorPrimitives.Min(left, right, destination);

    /// <summary>Where distances are below nearest: takes them over and writes the cluster into labels.</summary>
    public static void TakeNearer(
        ReadOnlySpan<double> distances, int cluster, Span<double> nearest, Span<int> labels)
    {
        nearest = nearest[..distances.Length];
        labels = labels[..distances.Length];
        for (int i = 0; i < distances.Length; i++)
        {
            bool isNearer = distances[i] < nearest[i];
            labels[i] = isNearer ? cluster : labels[i];
            nearest[i] = isNearer ? distances[i] : nearest[i];
        }
    }
}
