namespace Sidecar.Engine.Flows;

/// <summary>
/// The accounts of the flows at one moment: opened = closed + evicted + unfinished + live. Times are event time in
/// microseconds.
/// </summary>
public sealed record FlowStats
{
    public required long Opened { get; init; }

    /// <summary>Ended by their flow record.</summary>
    public required long Closed { get; init; }

    public required long Live { get; init; }

    /// <summary>One entry for each protocol, in the order of <see cref="FlowProtocol"/>.</summary>
    public required IReadOnlyList<ProtocolFlowStats> ByProtocol { get; init; }

    /// <summary>When the live flow idle the longest was last seen; none when no flow is live.</summary>
    public long? OldestActivity { get; init; }

    /// <summary>Transactions whose flow ended without its flow record.</summary>
    public required long Orphans { get; init; }

    /// <summary>Records that came later than <see cref="FlowOptions.MaxDelaySeconds"/>.</summary>
    public required long Late { get; init; }

    /// <summary>Whether the memcap was hit and not enough is free again.</summary>
    public required bool IsEmergency { get; init; }

    /// <summary>How often an emergency has begun.</summary>
    public required long Emergencies { get; init; }

    /// <summary>Transactions that wait for their flow record.</summary>
    public required long WaitingTransactions { get; init; }

    public long Evicted => ByProtocol.Sum(protocol => protocol.Evicted);

    public long Unfinished => ByProtocol.Sum(protocol => protocol.Unfinished.Sum());

    internal static FlowStats Of(FlowTable table, FlowCounters counters) => new()
    {
        Opened = counters.Opened,
        Closed = counters.Closed,
        Live = table.Live,
        ByProtocol = [.. Enum.GetValues<FlowProtocol>().Select(protocol => new ProtocolFlowStats
        {
            Protocol = protocol,
            LiveNew = table.LiveOf(protocol, FlowState.New),
            LiveEstablished = table.LiveOf(protocol, FlowState.Established),
            Evicted = counters.EvictedOf(protocol),
            Unfinished = [.. Enum.GetValues<UnfinishedCause>().Select(cause => counters.UnfinishedOf(protocol, cause))],
        })],
        OldestActivity = table.TryOldestActivity(out long oldest) ? oldest : null,
        Orphans = counters.Orphans,
        Late = counters.Late,
        IsEmergency = table.IsEmergency,
        Emergencies = counters.Emergencies,
        WaitingTransactions = table.WaitingTransactions,
    };
}

/// <summary>The accounts of the flows of one protocol.</summary>
public sealed record ProtocolFlowStats
{
    public required FlowProtocol Protocol { get; init; }

    public required long LiveNew { get; init; }

    public required long LiveEstablished { get; init; }

    /// <summary>Given up at the memcap, idle the longest.</summary>
    public required long Evicted { get; init; }

    /// <summary>Given up otherwise, in the order of <see cref="UnfinishedCause"/>.</summary>
    public required IReadOnlyList<long> Unfinished { get; init; }
}
