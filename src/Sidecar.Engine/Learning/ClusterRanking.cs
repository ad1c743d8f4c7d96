namespace Sidecar.Engine.Learning;

/// <summary>
/// Numbers clusters by the Euclidean distance of their centroids to the origin of component space, the mean of all keys:
/// 0 is the nearest, the last is the farthest and holds the heavy hitters. Of equally far clusters, the one that
/// k-means made first comes first.
/// </summary>
internal sealed class ClusterRanking
{
    private ClusterRanking(int[] labels, double[] distances, double[][] centroids)
    {
        Labels = labels;
        Distances = distances;
        Centroids = centroids;
    }

    /// <summary>[key]: rank of its cluster.</summary>
    public int[] Labels { get; }

    /// <summary>[rank], ascending.</summary>
    public double[] Distances { get; }

    /// <summary>[rank][component]</summary>
    public double[][] Centroids { get; }

    public static ClusterRanking Of(KMeans clusters)
    {
        double[] distances = [.. clusters.Centroids.Select(DistanceToOrigin)];
        int[] order = [.. Enumerable.Range(0, distances.Length).OrderBy(cluster => distances[cluster])];
        var rank = new int[order.Length];
        for (int place = 0; place < order.Length; place++)
            rank[order[place]] = place;

        return new ClusterRanking(
            [.. clusters.Labels.Select(cluster => rank[cluster])],
            [.. order.Select(cluster => distances[cluster])],
            [.. order.Select(cluster => clusters.Centroids[cluster])]);
    }

    private static double DistanceToOrigin(double[] centroid)
    {
        double sum = 0;
        foreach (double coordinate in centroid)
        {
            double square = coordinate * coordinate;
            sum += square;
        }

        return Math.Sqrt(sum);
    }
}
