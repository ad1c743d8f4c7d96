namespace Sidecar.Engine.Kernels;

/// <summary>
/// The scalar twin of <see cref="ColumnKernels"/>: what each kernel means, one element at a time. Tests compare the two
/// bit for bit; the engine does not call it.
/// </summary>
internal static class ColumnKernelsScalar
{
    public static (double Min, double Max) MinMax(ReadOnlySpan<double> column)
    {
        double min = column[0];
        double max = column[0];
        foreach (double value in column)
        {
            min = Math.Min(min, value);
            max = Math.Max(max, value);
        }

        return (min, max);
    }

    public static void SubtractThenDivide(
        ReadOnlySpan<double> column, double offset, double divisor, Span<double> destination)
    {
        for (int i = 0; i < column.Length; i++)
            destination[i] = (column[i] - offset) / divisor;
    }

    public static void Subtract(ReadOnlySpan<double> column, double offset, Span<double> destination)
    {
        for (int i = 0; i < column.Length; i++)
            destination[i] = column[i] - offset;
    }

    public static void AddScaled(ReadOnlySpan<double> column, double factor, Span<double> accumulator)
    {
        for (int i = 0; i < column.Length; i++)
        {
            double product = column[i] * factor;
            accumulator[i] += product;
        }
    }

    public static void AddSquaredDifference(ReadOnlySpan<double> column, double centre, Span<double> accumulator)
    {
        for (int i = 0; i < column.Length; i++)
        {
            double difference = column[i] - centre;
            double square = difference * difference;
            accumulator[i] += square;
        }
    }

    public static void Minimum(ReadOnlySpan<double> left, ReadOnlySpan<double> right, Span<double> destination)
    {
        for (int i = 0; i < left.Length; i++)
            destination[i] = Math.Min(left[i], right[i]);
    }
}
