namespace Sidecar.Engine.Flows;

/// <summary>What Suricata counts of a flow; bytes with the link header.</summary>
public readonly record struct FlowCounts(long PacketsToServer, long BytesToServer, long PacketsToClient, long BytesToClient)
{
    public long Bytes => BytesToServer + BytesToClient;
}

/// <summary>What Suricata said of a flow that still lives.</summary>
/// <param name="FirstSeen">Event time in microseconds: with the id, it tells the flow from a later one of the same id.</param>
/// <param name="TakenAt">Timestamp of the <see cref="TimeProvider"/> when it said so.</param>
public sealed record FlowWeight(long FlowId, long FirstSeen, FlowCounts Counts, long TakenAt);
