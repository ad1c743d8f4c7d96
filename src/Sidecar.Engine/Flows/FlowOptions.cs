namespace Sidecar.Engine.Flows;

/// <summary>Bounds of the live flows.</summary>
public sealed record FlowOptions
{
    /// <summary>Rows are numbered by an int.</summary>
    private const int MostFlows = 1 << 30;

    public static FlowOptions Default { get; } = new();

    /// <summary>
    /// Memory of the live flows, as Suricata's <c>flow.memcap</c>: <see cref="BytesPerFlow"/> for each. At the bound
    /// emergency time-outs apply, and where they end nothing the flow idle the longest is evicted.
    /// </summary>
    public long MemcapBytes { get; init; } = 128L << 20;

    /// <summary>Transactions that wait for their flow record, over all flows; beyond it they count at once.</summary>
    public int MaxTransactions { get; init; } = 1_000_000;

    public FlowTimeouts Timeouts { get; init; } = FlowTimeouts.Default;

    /// <summary>
    /// Event time that a flow may stay idle beyond its time-out. Long, because packets that make no record keep a flow
    /// alive in Suricata without our seeing it (an hour of one TLS connection is a single record), and because event
    /// time runs hours ahead of Suricata's flow manager when it reads a pcap (hours of packets in a second). Emergency
    /// time-outs have none.
    /// </summary>
    public long SlackSeconds { get; init; } = 86_400;

    /// <summary>Event time by which a record may be late and still count at its own time; later ones are counted.</summary>
    public long MaxDelaySeconds { get; init; } = 600;

    /// <summary>Part of the memcap, in percent, that must be free for the emergency to end (Suricata's <c>flow.emergency-recovery</c>).</summary>
    public int EmergencyRecoveryPercent { get; init; } = 30;

    /// <summary>Of one live flow: its row and its share of the index.</summary>
    public static int BytesPerFlow => FlowRow.Bytes + FlowIndex.BytesPerRow;

    /// <summary>A memcap beyond it would not be used.</summary>
    public static long LargestMemcapBytes => (long)MostFlows * BytesPerFlow;

    /// <summary>Live flows that fit into the memcap.</summary>
    public int MaxFlows => (int)Math.Clamp(MemcapBytes / BytesPerFlow, 1, MostFlows);
}
