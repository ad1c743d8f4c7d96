using Sidecar.Engine.Kernels;

namespace Sidecar.Engine.Learning;

/// <summary>
/// k-means of a tick: the best of several k-means++ starts and of the last tick's centroids, finished on all keys. Starts
/// on a large table run on a <see cref="Coreset"/> of it, so that only the last few iterations see all keys. Each
/// start has a seed of its own and threads share starts, not sums: the same bits whatever the kernel or their number.
/// </summary>
internal sealed class BlockKMeans
{
    /// <summary>Of the mean variance of the components, as in scikit-learn.</summary>
    private const double RelativeTolerance = 1e-4;

    /// <summary>A later start must be better by so much: what is nearly the same stays as it was.</summary>
    private const double RelativeGain = 1e-6;

    private BlockKMeans(int[] labels, float[] centroids, double inertia)
    {
        Labels = labels;
        Centroids = centroids;
        Inertia = inertia;
    }

    /// <summary>[key]: its cluster; clusters are sorted by the distance of their centroids to the origin, nearest first.</summary>
    public int[] Labels { get; }

    /// <summary>[cluster * components + component]</summary>
    public float[] Centroids { get; }

    /// <summary>Sum of squared distances of the points to their centroids.</summary>
    public double Inertia { get; }

    /// <param name="k">At most the number of distinct points.</param>
    /// <param name="meanVariance">Of the components.</param>
    /// <param name="warm">Centroids to start from too, or nothing.</param>
    public static BlockKMeans Fit(FloatColumns points, int k, double meanVariance, float[]? warm, LearningOptions options, BlockKernels kernels)
    {
        var labels = new int[points.KeyCount];
        if (k == 0)
            return new BlockKMeans(labels, [], 0);

        double tolerance = RelativeTolerance * meanVariance;
        WeightedPoints all = new(points);
        bool isSampled = points.KeyCount > options.SampleKeys;
        WeightedPoints sample = isSampled ? Coreset.Draw(points, options.SampleKeys, kernels, options.Threads, new MersenneTwister(options.Seed)) : all;
        float[] best = Best(sample, k, tolerance, warm, options, kernels);
        BlockLloyd lloyd = new(all, k, kernels, options.Threads);
        best.CopyTo(lloyd.Centroids, 0);
        if (isSampled)
            lloyd.Converge(options.MaxIterations, tolerance);
        SortByDistance(lloyd.Centroids, points.Count);
        return new BlockKMeans(labels, lloyd.Centroids, lloyd.Inertia(labels));
    }

    private static float[] Best(WeightedPoints points, int k, double tolerance, float[]? warm, LearningOptions options, BlockKernels kernels)
    {
        int warmStarts = warm is null ? 0 : 1;
        var centroids = new float[warmStarts + options.Starts][];
        var inertias = new double[centroids.Length];
        // A small table is done before another thread has woken up.
        int threads = points.Points.KeyCount < FloatColumns.BlockLength ? 1 : options.Threads;
        Parallel.For(0, centroids.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, start =>
        {
            BlockLloyd lloyd = new(points, k, kernels, threads: 1);
            if (start < warmStarts)
                warm!.CopyTo(lloyd.Centroids, 0);
            else
                new BlockSeeding(points, k, kernels).Choose(lloyd.Centroids, new MersenneTwister(options.Seed + (ulong)(start - warmStarts)));
            lloyd.Converge(options.MaxIterations, tolerance);
            (centroids[start], inertias[start]) = (lloyd.Centroids, lloyd.Inertia());
        });

        int best = 0;
        for (int start = 1; start < centroids.Length; start++)
            if (inertias[start] < inertias[best] * (1 - RelativeGain))
                best = start;
        return centroids[best];
    }

    private static void SortByDistance(float[] centroids, int columns)
    {
        float[][] sorted = [.. centroids.Chunk(columns).OrderBy(SquaredLength)];
        for (int cluster = 0; cluster < sorted.Length; cluster++)
            sorted[cluster].CopyTo(centroids, cluster * columns);
    }

    private static double SquaredLength(float[] centroid)
    {
        double sum = 0;
        foreach (float coordinate in centroid)
            sum += (double)coordinate * coordinate;
        return sum;
    }
}
