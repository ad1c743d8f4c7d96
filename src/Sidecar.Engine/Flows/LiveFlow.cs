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
