using Sidecar.Engine.Kernels;
using Sidecar.Engine.Profiles;

namespace Sidecar.Engine.Learning;

/// <summary>
/// Min-max scaling and principal components of a large table in floats, block by block: what <see cref="MinMaxScaler"/> and
/// <see cref="PrincipalComponents"/> do in double precision. The same bits whatever the kernel or the number of threads.
/// </summary>
internal sealed class BlockComponents
{
    private readonly double[] _means;

    private BlockComponents(ColumnScale scale, double[] means, PrincipalAxes axes, FloatColumns scores)
    {
        Scale = scale;
        _means = means;
        Axes = axes;
        Scores = scores;
    }

    public ColumnScale Scale { get; }

    public PrincipalAxes Axes { get; }

    /// <summary>Where the keys lie; the origin is the mean of all keys.</summary>
    public FloatColumns Scores { get; }

    /// <summary>Keeps the wanted number of components, or as many as there are keys or features.</summary>
    public static BlockComponents Fit(FeatureTable table, int wanted, BlockKernels kernels, int threads)
    {
        int keyCount = table.Keys.Count;
        int features = table.Columns.Length;
        int count = Math.Min(wanted, Math.Min(keyCount, features));
        ColumnScale scale = ColumnScale.Of(table, threads);
        FloatColumns columns = new(features, keyCount);
        double[] means = [.. ScaleAll(table, scale, columns, kernels, threads).Select(sum => sum / Math.Max(1, keyCount))];
        double[] products = CentreAll(columns, means, kernels, threads);
        var covariance = new double[features, features];
        for (int row = 0; row < features; row++)
            for (int column = row; column < features; column++)
                covariance[row, column] = covariance[column, row] = products[(row * features) + column] / Math.Max(1, keyCount - 1);

        PrincipalAxes axes = PrincipalAxes.Of(covariance, count);
        FloatColumns scores = new(count, keyCount);
        float[] loadings = [.. axes.Loadings.SelectMany(loading => loading).Select(entry => (float)entry)];
        BlockWork.Run(columns, threads, (from, to) =>
        {
            for (int block = from; block < to; block++)
                kernels.Project(columns, block, loadings, scores);
        });
        return new BlockComponents(scale, means, axes, scores);
    }

    /// <summary>From component space to the features' own units, as far as the kept components tell.</summary>
    public double[] Features(ReadOnlySpan<float> score)
    {
        var features = new double[_means.Length];
        for (int feature = 0; feature < features.Length; feature++)
        {
            double scaled = _means[feature];
            for (int component = 0; component < score.Length; component++)
                scaled += score[component] * Axes.Loadings[component][feature];
            features[feature] = Scale.Least(feature) + (scaled * Scale.Span(feature));
        }

        return features;
    }

    /// <summary>From features in their own units to component space.</summary>
    public float[] Score(IReadOnlyList<double> features)
    {
        IReadOnlyList<double> scaled = Scale.Scaled(features);
        var score = new float[Axes.Loadings.Length];
        for (int component = 0; component < score.Length; component++)
        {
            double sum = 0;
            for (int feature = 0; feature < scaled.Count; feature++)
                sum += (scaled[feature] - _means[feature]) * Axes.Loadings[component][feature];
            score[component] = (float)sum;
        }

        return score;
    }

    /// <returns>[feature]: the sum of the scaled values.</returns>
    private static double[] ScaleAll(FeatureTable table, ColumnScale scale, FloatColumns columns, BlockKernels kernels, int threads)
    {
        var sums = new double[columns.BlockCount * columns.Count];
        BlockWork.Run(columns, threads, (from, to) =>
        {
            for (int block = from; block < to; block++)
                for (int feature = 0; feature < columns.Count; feature++)
                    if (!scale.IsConstant(feature))
                        sums[(block * columns.Count) + feature] = kernels.Scale(
                            Part(table.Columns[feature], block), scale.Least(feature), scale.Span(feature), Part(columns.Writable(feature)[..columns.KeyCount], block));
        });
        return AddBlocks(sums, columns.Count);
    }

    /// <returns>[row * features + column], for row &lt;= column: the sum of the products of the centred values.</returns>
    private static double[] CentreAll(FloatColumns columns, double[] means, BlockKernels kernels, int threads)
    {
        int width = columns.Count * columns.Count;
        var sums = new double[columns.BlockCount * width];
        BlockWork.Run(columns, threads, (from, to) =>
        {
            for (int block = from; block < to; block++)
            {
                for (int feature = 0; feature < columns.Count; feature++)
                    kernels.Subtract(Part(columns.Writable(feature)[..columns.KeyCount], block), (float)means[feature]);
                kernels.AddProducts(columns, block, sums.AsSpan(block * width, width));
            }
        });
        return AddBlocks(sums, width);
    }

    private static double[] AddBlocks(double[] sums, int width)
    {
        var all = new double[width];
        for (int i = 0; i < sums.Length; i++)
            all[i % width] += sums[i];
        return all;
    }

    private static ReadOnlySpan<double> Part(double[] column, int block) =>
        column.AsSpan(block * FloatColumns.BlockLength, Math.Min(FloatColumns.BlockLength, column.Length - (block * FloatColumns.BlockLength)));

    private static Span<float> Part(Span<float> column, int block) =>
        column.Slice(block * FloatColumns.BlockLength, Math.Min(FloatColumns.BlockLength, column.Length - (block * FloatColumns.BlockLength)));
}
