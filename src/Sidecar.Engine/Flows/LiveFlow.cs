namespace Sidecar.Engine.Flows;

/// <summary>One live flow as it stood when it was looked at. Times are event time in microseconds.</summary>
public sealed record LiveFlow(
    long FlowId,
    FlowProtocol Protocol,
    FlowState State,
    long FirstSeen,
    long LastSeen,
    long Transactions,
    bool Alerted);

/// <summary>What a walk over the live flows has found.</summary>
/// <param name="LongestLived">Oldest first.</param>
/// <param name="Heaviest">Most transactions first.</param>
public sealed record LiveFlows(IReadOnlyList<LiveFlow> LongestLived, IReadOnlyList<LiveFlow> Heaviest);
