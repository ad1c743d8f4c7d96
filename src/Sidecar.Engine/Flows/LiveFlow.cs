namespace Sidecar.Engine.Flows;

/// <summary>One live flow as it stood when it was looked at. Times are event time in microseconds.</summary>
public sealed record LiveFlow(
    long FlowId,
    FlowProtocol Protocol,
    FlowState State,
    long FirstSeen,
    long LastSeen,
    long Transactions,
    bool Alerted)
{
    /// <summary>What Suricata said of it, if it was asked.</summary>
    public FlowWeight? Weight { get; init; }

    internal static LiveFlow Of(in FlowRow row) => new(
        row.FlowId, row.Protocol, row.State, row.FirstSeen, row.LastSeen, row.Transactions, (row.Marks & FlowMarks.Alerted) != 0);
}

/// <summary>What a walk over the live flows has found.</summary>
/// <param name="LongestLived">Oldest first.</param>
/// <param name="Heaviest">Most transactions first.</param>
/// <param name="HeaviestByBytes">Most bytes first, of those of which Suricata told; nothing when it is not asked.</param>
public sealed record LiveFlows(IReadOnlyList<LiveFlow> LongestLived, IReadOnlyList<LiveFlow> Heaviest, IReadOnlyList<LiveFlow>? HeaviestByBytes = null);
