namespace Sidecar.Engine.Flows;

/// <summary>One live flow. The links are row numbers in <see cref="FlowTable"/>, by age of the last activity.</summary>
internal struct FlowRow
{
    public long FlowId;
    public ulong Tuple;

    /// <summary>Event time of the latest record that named the flow, in microseconds.</summary>
    public long LastSeen;
    public TransactionList Waiting;
    public int Older;
    public int Newer;
    public bool Alerted;

    /// <summary>Whether a transaction of the flow belonged to an excluded key when it came.</summary>
    public bool Excluded;

    /// <summary>A transaction has named the service that it is of.</summary>
    public bool Named;
}
