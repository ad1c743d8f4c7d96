using Sidecar.Engine.Profiles;

namespace Sidecar.Engine.Learning;

/// <summary>
/// One learning round over one table: min-max scale, reduce to principal components, cluster, rank. A pure function:
/// the same table, options and seed give the same bits on every machine. Any thread; it reads the table only.
/// Small tables give small results and never fail: no keys give no cluster, one key (or keys all alike) gives one
/// cluster at distance 0, so nothing is far; few keys give fewer components and clusters.
/// </summary>
public static class LearningStep
{
    public static LearningResult Run(FeatureTable table, LearningOptions options)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();

        int keyCount = table.Keys.Count;
        double[][] scaled = MinMaxScaler.Scale(table.Columns);
        PrincipalComponents reduced = PrincipalComponents.Fit(scaled, keyCount, options.Components);
        int k = DistinctPoints.CountUpTo(options.Clusters, reduced.Scores, keyCount);
        KMeans clusters = KMeans.Fit(reduced.Scores, keyCount, k, options);
        ClusterRanking ranking = ClusterRanking.Of(clusters);

        return new LearningResult
        {
            Scaled = scaled,
            Components = reduced.Scores,
            Loadings = reduced.Loadings,
            ExplainedVarianceRatio = reduced.ExplainedVarianceRatio,
            K = k,
            Inertia = clusters.Inertia,
            Labels = ranking.Labels,
            CentroidDistances = ranking.Distances,
            Centroids = ranking.Centroids,
        };
    }
}
