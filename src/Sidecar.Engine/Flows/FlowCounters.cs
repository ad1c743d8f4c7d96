namespace Sidecar.Engine.Flows;

/// <summary>Why a flow was given up without its flow record.</summary>
public enum UnfinishedCause : byte
{
    /// <summary>Idle for longer than its time-out and the slack.</summary>
    TimedOut,

    /// <summary>Idle for longer than its emergency time-out, at the memcap.</summary>
    Emergency,

    /// <summary>Its flow_id stands for another flow now.</summary>
    Reused,

    /// <summary>All input has ended.</summary>
    EndOfInput,
}

/// <summary>
/// The accounts of <see cref="FlowTable"/>: opened = closed + evicted + unfinished + live, always. Written by the
/// engine thread.
/// </summary>
internal sealed class FlowCounters
{
    private const int Protocols = 4;
    private const int Causes = 4;

    private readonly long[] _unfinished = new long[Protocols * Causes];
    private readonly long[] _evicted = new long[Protocols];

    public long Opened;

    /// <summary>Of the opened, those that lived when a run before this one was saved.</summary>
    public long Restored;

    /// <summary>Ended by their flow record.</summary>
    public long Closed;

    /// <summary>Of the closed, those with transactions or an alert.</summary>
    public long Joined;

    /// <summary>Transactions whose flow ended without its flow record.</summary>
    public long Orphans;

    /// <summary>Records later than <see cref="FlowOptions.MaxDelaySeconds"/>.</summary>
    public long Late;

    /// <summary>Times that the memcap was hit and the emergency began.</summary>
    public long Emergencies;

    /// <summary>Transactions that could not wait (<see cref="FlowOptions.MaxTransactions"/>).</summary>
    public long TransactionsNotKept;

    /// <summary>Given up at <see cref="FlowOptions.MemcapBytes"/>, idle the longest.</summary>
    public long Evicted => _evicted.Sum();

    /// <summary>Given up otherwise.</summary>
    public long Unfinished => _unfinished.Sum();

    /// <summary>Times that a flow_id stood for another flow than before; part of the unfinished.</summary>
    public long Reused
    {
        get
        {
            long sum = 0;
            for (int protocol = 0; protocol < Protocols; protocol++)
            {
                sum += _unfinished[(protocol * Causes) + (int)UnfinishedCause.Reused];
            }

            return sum;
        }
    }

    /// <summary>Given up at the end of all input; where a state is saved they live on in the next run.</summary>
    public long LeftAtEnd
    {
        get
        {
            long sum = 0;
            for (int protocol = 0; protocol < Protocols; protocol++)
            {
                sum += _unfinished[(protocol * Causes) + (int)UnfinishedCause.EndOfInput];
            }

            return sum;
        }
    }

    public long EvictedOf(FlowProtocol protocol) => _evicted[(int)protocol];

    public long UnfinishedOf(FlowProtocol protocol, UnfinishedCause cause) => _unfinished[((int)protocol * Causes) + (int)cause];

    public void CountEvicted(FlowProtocol protocol) => _evicted[(int)protocol]++;

    public void CountUnfinished(FlowProtocol protocol, UnfinishedCause cause) => _unfinished[((int)protocol * Causes) + (int)cause]++;
}
