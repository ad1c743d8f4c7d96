using Sidecar.Engine.Kernels;

namespace Sidecar.Engine.Learning;

/// <summary>
/// What the learning round of one tick gave; immutable, any thread. Clusters are ranked by distance: 0 is nearest to the
/// origin of the component space, K-1 the farthest, where the heavy hitters are. A cluster has a number too, which it
/// keeps from tick to tick while the ranks change. Distances and inertia are in min-max scaled units (inertia: squared).
/// </summary>
public sealed record TickClusters
{
    /// <summary>How the features were scaled.</summary>
    public required ColumnScale Scale { get; init; }

    /// <summary>Where the keys lie in component space.</summary>
    public required FloatColumns Components { get; init; }

    /// <summary>[component]: its share of the variance of all scaled features; 0 when there is none at all.</summary>
    public required IReadOnlyList<double> ExplainedVarianceRatio { get; init; }

    /// <summary>Clusters made.</summary>
    public required int K { get; init; }

    /// <summary>Sum of squared distances of the keys to their centroids.</summary>
    public required double Inertia { get; init; }

    /// <summary>[key]: rank of its cluster.</summary>
    public required int[] Labels { get; init; }

    /// <summary>[rank]: distance of the centroid to the origin, ascending.</summary>
    public required IReadOnlyList<double> CentroidDistances { get; init; }

    /// <summary>For the next tick; its numbers are by rank.</summary>
    public required ClusterMemory Memory { get; init; }
}
