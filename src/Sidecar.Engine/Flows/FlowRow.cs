using System.Runtime.InteropServices;

namespace Sidecar.Engine.Flows;

/// <summary>
/// One live flow, in native memory. Times are event time in microseconds; the links are row numbers in
/// <see cref="FlowRows"/>, of the flows last seen in the same stretch of time (<see cref="ActivityRing"/>).
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FlowRow
{
    public const int Bytes = 48;

    /// <summary>Where <see cref="Older"/> and <see cref="Newer"/> are.</summary>
    public const int LinksAt = 28;

    public long FlowId;
    public long FirstSeen;
    public long LastSeen;

    /// <summary>Half of a hash of protocol and endpoints: tells a flow from the next with the same id.</summary>
    public uint Tuple;

    public int Older;
    public int Newer;

    /// <summary>Last waiting transaction, a cell in <see cref="TransactionPool"/>, whose next is the first; -1 for none.</summary>
    public int Waiting;

    /// <summary>Transactions that it has had, over all keys.</summary>
    public uint Transactions;

    public FlowProtocol Protocol;
    public FlowState State;
    public FlowMarks Marks;

    /// <summary>Kept zero: the row has no hidden bytes.</summary>
    public byte Unused;
}

/// <summary>What is known of a live flow besides its numbers.</summary>
[Flags]
internal enum FlowMarks : byte
{
    None,

    /// <summary>The row is in use. A row that was never used is zeroed.</summary>
    Live = 1,

    /// <summary>It drew an alert.</summary>
    Alerted = 2,

    /// <summary>A transaction of it belonged to an excluded key when it came.</summary>
    Excluded = 4,

    /// <summary>A transaction has named the service that it is of.</summary>
    Named = 8,

    All = Live | Alerted | Excluded | Named,
}
