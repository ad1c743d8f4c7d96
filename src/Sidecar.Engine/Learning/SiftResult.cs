using Sidecar.Engine.Profiles;

namespace Sidecar.Engine.Learning;

/// <summary>What the rounds of one tick gave.</summary>
/// <param name="Candidates">The keys that were clustered in the first round, sorted by key bytes.</param>
/// <param name="Models">Of each round: scaled values, components and clusters of the keys that were clustered in it.</param>
/// <param name="Passed">Keys of the far clusters that every guard let through, round by round, by volume.</param>
/// <param name="Refused">Keys of the far clusters that were refused, by <see cref="Guard"/>.</param>
/// <param name="Anomaly">Which scaled values are marked.</param>
public sealed record SiftResult(
    KeySubset Candidates,
    IReadOnlyList<TickClusters> Models,
    IReadOnlyList<HeavyHitter> Passed,
    IReadOnlyList<int> Refused,
    AnomalyThresholds Anomaly)
{
    /// <summary>The first round, over all candidates: what a picture shows.</summary>
    public TickClusters Model => Models[0];
}
