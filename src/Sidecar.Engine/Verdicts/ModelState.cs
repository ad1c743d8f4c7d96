using Sidecar.Engine.Learning;

namespace Sidecar.Engine.Verdicts;

/// <summary>What the latest tick of one view left to the next one: immutable, for a restart.</summary>
/// <param name="View">Name of the view.</param>
/// <param name="Memory">Where the clusters of each round were.</param>
/// <param name="Models">What verdicts quote of each round.</param>
public sealed record ModelState(string View, IReadOnlyList<ClusterMemory> Memory, IReadOnlyList<TickModel> Models);
