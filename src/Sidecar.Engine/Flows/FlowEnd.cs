namespace Sidecar.Engine.Flows;

/// <summary>
/// How a flow ended: the counters of its <c>flow</c> record, or none when that record never came. What the table knows of
/// the flow it fills in where the record's are, since a copy right behind the writing would wait for it.
/// </summary>
internal record struct FlowEnd
{
    public long FlowId { get; init; }

    /// <summary>Grows by one with each flow that ends: tells transactions of one flow from those of the next.</summary>
    public long Number { get; set; }

    /// <summary>Event time of the flow's first packet, in microseconds.</summary>
    public long Start { get; init; }

    public long BytesToServer { get; init; }

    public long BytesToClient { get; init; }

    public long PacketsToServer { get; init; }

    public long PacketsToClient { get; init; }

    public bool Alerted { get; set; }

    /// <summary>A transaction has named the service that the flow is of.</summary>
    public bool Named { get; set; }

    /// <summary>False when the flow was given up: its counters are unknown.</summary>
    public bool Finished { get; init; }

    public static FlowEnd Unfinished(long flowId, long number, bool alerted) =>
        new() { FlowId = flowId, Number = number, Alerted = alerted };
}

/// <summary>A transaction's flow has drawn an alert and not ended yet.</summary>
internal delegate void TransactionAlerted(in Transaction transaction);

/// <summary>A transaction's flow has ended.</summary>
internal delegate void TransactionEnded(in Transaction transaction, in FlowEnd end);
