namespace Sidecar.Engine.Flows;

/// <summary>Bounds of the live flows.</summary>
public sealed record FlowOptions
{
    public static FlowOptions Default { get; } = new();

    /// <summary>Live flows; at the bound the one idle the longest is given up and counted as evicted.</summary>
    public int MaxFlows { get; init; } = 1_000_000;

    /// <summary>Transactions that wait for their flow record, over all flows; beyond it they count at once.</summary>
    public int MaxTransactions { get; init; } = 1_000_000;

    /// <summary>
    /// Event time after the last record of a flow when it is given up. Long, because packets that make no record keep
    /// a flow alive in Suricata without our seeing it, and because event time runs hours ahead of Suricata's flow
    /// manager when it reads a pcap (hours of packets in a second).
    /// </summary>
    public long IdleTimeoutSeconds { get; init; } = 86_400;
}
