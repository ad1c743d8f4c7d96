using Sidecar.Engine.Kernels;
using Sidecar.Engine.Profiles;

namespace Sidecar.Engine.Learning;

/// <summary>
/// The least and the largest value of each feature of a table, which scale to 0 and 1; a constant feature scales to 0, as
/// in <see cref="MinMaxScaler"/>. Immutable; any thread.
/// </summary>
public sealed class ColumnScale
{
    private readonly double[] _least;
    private readonly double[] _span;

    private ColumnScale(double[] least, double[] span)
    {
        _least = least;
        _span = span;
    }

    /// <summary>A key's features, each from 0 to 1.</summary>
    public IReadOnlyList<double> Scaled(IReadOnlyList<double> features)
    {
        ArgumentNullException.ThrowIfNull(features);
        var scaled = new double[features.Count];
        for (int feature = 0; feature < scaled.Length; feature++)
            scaled[feature] = IsConstant(feature) ? 0 : (features[feature] - _least[feature]) / _span[feature];
        return scaled;
    }

    internal static ColumnScale Of(FeatureTable table, int threads)
    {
        var least = new double[table.Columns.Length];
        var span = new double[table.Columns.Length];
        Parallel.For(0, least.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, feature =>
        {
            if (table.Keys.Count > 0)
            {
                (double min, double max) = MinMax(table.Columns[feature]);
                (least[feature], span[feature]) = (min, max - min);
            }
        });
        return new ColumnScale(least, span);
    }

    internal bool IsConstant(int feature) => !(_span[feature] > 0);

    internal double Least(int feature) => _least[feature];

    internal double Span(int feature) => _span[feature];

    /// <summary>Block by block, so that the second look at a value finds it in the cache.</summary>
    private static (double Min, double Max) MinMax(ReadOnlySpan<double> column)
    {
        (double min, double max) = (double.PositiveInfinity, double.NegativeInfinity);
        for (; !column.IsEmpty; column = column[Math.Min(FloatColumns.BlockLength, column.Length)..])
        {
            (double least, double most) = ColumnKernels.MinMax(column[..Math.Min(FloatColumns.BlockLength, column.Length)]);
            (min, max) = (Math.Min(min, least), Math.Max(max, most));
        }

        return (min, max);
    }
}
