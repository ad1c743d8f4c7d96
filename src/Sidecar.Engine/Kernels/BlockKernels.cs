namespace Sidecar.Engine.Kernels;

/// <summary>
/// What learning does to the columns of a large table, a block of keys at a time: scale, centre, products for the
/// covariance, project, nearest centroid, sums by cluster. Pure functions, any thread.
/// The bits are the same whatever the width and the number of threads. What makes it so: lane i of 16 adds up keys i, i+16,
/// i+32, ... of the block, whatever registers the lanes are in; the lanes are added in the tree of
/// <see cref="IFloatLanes{TSelf}"/>; the caller adds blocks, always of <see cref="FloatColumns.BlockLength"/> keys, in
/// double precision from the first to the last. At most 128 floats are added to one lane, so a sum is good to
/// about 1e-6 of the sum of sizes.
/// </summary>
internal abstract class BlockKernels
{
    private static BlockKernels? s_chosen;

    /// <summary>Those of the process' kernel: the widest, or the one that the environment names.</summary>
    public static BlockKernels Chosen => s_chosen ??= Of(JsonKernels.Chosen);

    public abstract JsonKernel Kernel { get; }

    public static BlockKernels Of(JsonKernel kernel) => kernel switch
    {
        JsonKernel.Vector512 => new BlockKernels<FloatLanes512>(),
        JsonKernel.Vector256 => new BlockKernels<FloatLanes256>(),
        JsonKernel.Vector128 => new BlockKernels<FloatLanes128>(),
        _ => new BlockKernels<FloatLanesScalar>(),
    };

    /// <summary>Writes (source - offset) / divisor, worked out in double precision, into a column's part; both are as long.</summary>
    /// <returns>The sum of what was written.</returns>
    public abstract float Scale(ReadOnlySpan<double> source, double offset, double divisor, Span<float> destination);

    /// <summary>Takes the offset away from each value.</summary>
    public abstract void Subtract(Span<float> values, float offset);

    /// <summary>The sum of left * right; both are as long.</summary>
    public abstract float SumOfProducts(ReadOnlySpan<float> left, ReadOnlySpan<float> right);

    /// <summary>Adds to sums[row * columns + column], for row &lt;= column, the products of both columns over a block.</summary>
    public abstract void AddProducts(FloatColumns columns, int block, Span<double> sums);

    /// <summary>Writes the inner product of each key's values with each row of loadings[component * columns + column].</summary>
    public abstract void Project(FloatColumns columns, int block, ReadOnlySpan<float> loadings, FloatColumns scores);

    /// <summary>
    /// Finds for each key of a block the nearest of the centroids[cluster * columns + column], the first of equally near
    /// ones: its number (as a float) and the squared distance to it.
    /// </summary>
    public abstract void Nearest(FloatColumns points, int block, ReadOnlySpan<float> centroids, Span<float> labels, Span<float> distances);

    /// <summary>
    /// As <see cref="Nearest"/>, without the distances and with half of its additions: the nearest centroid is the one of which
    /// half the squared length less the inner product with the point is least. That is exact to about 1e-7 of the squared
    /// lengths, so the points should lie around the origin, as principal components do.
    /// </summary>
    public abstract void Assign(FloatColumns points, int block, ReadOnlySpan<float> centroids, ReadOnlySpan<float> halfNorms, Span<float> labels);

    /// <summary>
    /// Adds over a block to sums[label * (columns + 1) + column] the values of the keys with the label, and behind them
    /// the sum of their weights.
    /// </summary>
    public abstract void AddByLabel(FloatColumns values, int block, ReadOnlySpan<float> weights, ReadOnlySpan<float> labels, Span<double> sums);
}
