using Sidecar.Engine.Kernels;
using Sidecar.Engine.Profiles;

namespace Sidecar.Engine.Learning;

/// <summary>
/// The learning round of a tick: what <see cref="LearningStep"/> does for the playbook, in floats, on several threads, and
/// from where the last tick left off. A pure function: the same table, options, seed and memory give the same bits on
/// every machine, whatever its vectors and the number of threads (<see cref="BlockKernels"/> says why).
/// Small tables give small results and never fail, as there.
/// </summary>
internal static class TickStep
{
    /// <param name="before">What the last tick of the same view left, or nothing.</param>
    public static TickClusters Run(FeatureTable table, LearningOptions options, ClusterMemory? before) =>
        Run(table, options, before, BlockKernels.Chosen);

    public static TickClusters Run(FeatureTable table, LearningOptions options, ClusterMemory? before, BlockKernels kernels)
    {
        options.Validate();
        int features = table.Columns.Length;
        BlockComponents reduced = BlockComponents.Fit(table, options.Components, kernels, options.Threads);
        int k = DistinctPoints.CountUpTo(options.Clusters, reduced.Scores);
        double meanVariance = reduced.Axes.Variances.Length == 0 ? 0 : reduced.Axes.Variances.Average();
        float[]? warm = before?.Warm(reduced, k, features);
        BlockKMeans clusters = BlockKMeans.Fit(reduced.Scores, k, meanVariance, warm, options, kernels);

        float[][] centroids = [.. clusters.Centroids.Chunk(Math.Max(1, reduced.Scores.Count))];
        return new TickClusters
        {
            Scale = reduced.Scale,
            Components = reduced.Scores,
            ExplainedVarianceRatio = reduced.Axes.ExplainedVarianceRatio,
            K = k,
            Inertia = clusters.Inertia,
            Labels = clusters.Labels,
            CentroidDistances = [.. centroids.Select(Length)],
            Memory = new ClusterMemory(
                [.. centroids.Select(centroid => reduced.Features(centroid))],
                before?.NumbersFor(reduced, centroids, features) ?? [.. Enumerable.Range(0, k)]),
        };
    }

    private static double Length(float[] centroid)
    {
        double sum = 0;
        foreach (float coordinate in centroid)
            sum += (double)coordinate * coordinate;
        return Math.Sqrt(sum);
    }
}
