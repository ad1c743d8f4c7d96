namespace Sidecar.Engine.Flows;

/// <summary>
/// The accounts of <see cref="FlowTable"/>: opened = closed + evicted + unfinished + live, always. Written by the
/// engine thread.
/// </summary>
internal sealed class FlowCounters
{
    public long Opened;

    /// <summary>Ended by their flow record.</summary>
    public long Closed;

    /// <summary>Given up at <see cref="FlowOptions.MaxFlows"/>.</summary>
    public long Evicted;

    /// <summary>Given up otherwise: idle for too long, id reused, end of input.</summary>
    public long Unfinished;

    /// <summary>Times that a flow_id stood for another flow than before; part of the unfinished.</summary>
    public long Reused;

    /// <summary>Transactions that could not wait (<see cref="FlowOptions.MaxTransactions"/>).</summary>
    public long TransactionsNotKept;
}
