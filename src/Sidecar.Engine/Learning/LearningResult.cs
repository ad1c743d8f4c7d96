namespace Sidecar.Engine.Learning;

/// <summary>
/// What one round of scale, reduce, cluster gave. Nobody changes it after <see cref="LearningStep.Run"/>; any thread
/// may read it. Clusters are numbered by rank: 0 is nearest to the origin of the component space, K-1 the farthest,
/// where the heavy hitters are. Distances and inertia are in min-max scaled units (inertia: squared).
/// </summary>
public sealed record LearningResult
{
    /// <summary>[feature][key], each column from 0 to 1.</summary>
    public required double[][] Scaled { get; init; }

    /// <summary>[component][key]: where the key lies in component space.</summary>
    public required double[][] Components { get; init; }

    /// <summary>[component][feature]: unit vectors, the entry of largest size positive.</summary>
    public required double[][] Loadings { get; init; }

    /// <summary>[component]: its share of the variance of all scaled features; 0 when there is none at all.</summary>
    public required double[] ExplainedVarianceRatio { get; init; }

    /// <summary>Clusters made.</summary>
    public required int K { get; init; }

    /// <summary>Sum of squared distances of the keys to their centroids.</summary>
    public required double Inertia { get; init; }

    /// <summary>[key]: its cluster.</summary>
    public required int[] Labels { get; init; }

    /// <summary>[cluster]: distance of its centroid to the origin, ascending.</summary>
    public required double[] CentroidDistances { get; init; }

    /// <summary>[cluster][component]</summary>
    public required double[][] Centroids { get; init; }
}
