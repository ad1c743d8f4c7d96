using Sidecar.Engine.Profiles;

namespace Sidecar.Engine.Learning;

/// <summary>A key that stood in the far cluster and passed every guard of this tick.</summary>
public sealed record HeavyHitter
{
    public required KeySnapshot Key { get; init; }

    public required KeyShares Shares { get; init; }

    /// <summary>The round of the tick that found it, from 1.</summary>
    public required int Round { get; init; }

    /// <summary>1 for the key with the largest volume of the first round that found any.</summary>
    public required int Rank { get; init; }

    /// <summary>Number of its cluster, the farthest; a cluster keeps its number from tick to tick.</summary>
    public required int Cluster { get; init; }

    /// <summary>Euclidean distance of the cluster's centroid to the origin of the space of principal components.</summary>
    public required double Distance { get; init; }

    /// <summary>Its features scaled to 0..1 among the clustered keys, in the view's order.</summary>
    public required IReadOnlyList<double> Scaled { get; init; }

    /// <summary>Which of them are marked.</summary>
    public required AnomalyThresholds Anomaly { get; init; }
}
