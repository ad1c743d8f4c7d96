namespace Sidecar.Engine.Kernels;

/// <summary>
/// Sums over columns, from the first element to the last, one at a time. Floating-point addition depends on its order;
/// a fixed order gives the same bits on every machine, which a vectorised sum (one partial sum per lane) would not.
/// </summary>
internal static class OrderedSums
{
    public static double Sum(ReadOnlySpan<double> column)
    {
        double sum = 0;
        foreach (double value in column)
            sum += value;
        return sum;
    }

    public static double SumOfProducts(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        double sum = 0;
        for (int i = 0; i < left.Length; i++)
        {
            double product = left[i] * right[i];
            sum += product;
        }

        return sum;
    }

    /// <summary>sums[labels[i]] += column[i]</summary>
    public static void AddByLabel(ReadOnlySpan<double> column, ReadOnlySpan<int> labels, Span<double> sums)
    {
        for (int i = 0; i < column.Length; i++)
            sums[labels[i]] += column[i];
    }
}
