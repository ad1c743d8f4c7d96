using Sidecar.Engine.Eve;

namespace Sidecar.Engine.Extraction;

/// <summary>Takes a record that is wanted; its bytes are valid during the call.</summary>
internal delegate void KeptRecordTaker(EventType type, long flowId, ReadOnlySpan<byte> record);

/// <summary>
/// Records of an input that is read once, until it is known whether their flow is wanted: a key may come with its last
/// record. What is wanted leaves in the order in which it came, so it waits for those before it too. Bounded in bytes and
/// in flows; at a bound the oldest are given up, and counted. One thread.
/// </summary>
internal sealed class WaitingRecords(long maxBytes, int maxFlows, KeptRecordTaker keep)
{
    /// <summary>What a record takes beside its bytes: its place in the queue, and the head of an array.</summary>
    private const int Overhead = 64;

    private static readonly WaitingFlow s_wanted = new() { Fate = Fate.Wanted };

    private readonly Queue<WaitingRecord> _records = new();
    private readonly Dictionary<long, WaitingFlow> _undecided = [];
    private long _bytes;

    /// <summary>What is known of a flow.</summary>
    private enum Fate
    {
        Undecided,
        Wanted,
        Unwanted,
        GivenUp,
    }

    /// <summary>Records that could not wait until their flow was known to be wanted or not.</summary>
    public long GivenUp { get; private set; }

    /// <summary>A record of a flow of which nothing is known.</summary>
    public void Wait(EventType type, long flowId, ReadOnlySpan<byte> record)
    {
        if (!_undecided.TryGetValue(flowId, out WaitingFlow? flow))
        {
            if (_undecided.Count == maxFlows)
            {
                // What was decided has left the front of the queue: the oldest flow without a fate is there.
                Decide(_records.Peek().FlowId, Fate.GivenUp);
            }

            _undecided.Add(flowId, flow = new WaitingFlow());
        }

        flow.Records++;
        Queue(type, flowId, record, flow);
    }

    /// <summary>A record of a flow that is wanted from now on at the latest, as are those of it that wait.</summary>
    public void Want(EventType type, long flowId, ReadOnlySpan<byte> record)
    {
        Decide(flowId, Fate.Wanted);
        if (_records.Count == 0)
        {
            keep(type, flowId, record);
        }
        else
        {
            Queue(type, flowId, record, s_wanted);
        }
    }

    /// <summary>The flow has ended, and nothing of it was wanted.</summary>
    public void Drop(long flowId) => Decide(flowId, Fate.Unwanted);

    /// <summary>The input has ended: what still waits is not wanted.</summary>
    public void Finish()
    {
        foreach (WaitingFlow flow in _undecided.Values)
        {
            flow.Fate = Fate.Unwanted;
        }

        _undecided.Clear();
        Release();
    }

    private void Queue(EventType type, long flowId, ReadOnlySpan<byte> record, WaitingFlow flow)
    {
        _records.Enqueue(new WaitingRecord(type, flowId, record.ToArray(), flow));
        _bytes += record.Length + Overhead;
        while (_bytes > maxBytes)
        {
            GiveUpFirst();
        }
    }

    /// <summary>The first record has no fate, or it would have left.</summary>
    private void GiveUpFirst()
    {
        WaitingRecord first = Dequeue();
        GivenUp++;
        if (--first.Flow.Records == 0)
        {
            _undecided.Remove(first.FlowId);
        }

        Release();
    }

    private void Decide(long flowId, Fate fate)
    {
        if (_undecided.Remove(flowId, out WaitingFlow? flow))
        {
            flow.Fate = fate;
            Release();
        }
    }

    /// <summary>Lets go of what is decided, up to the first record that is not.</summary>
    private void Release()
    {
        while (_records.TryPeek(out WaitingRecord first) && first.Flow.Fate != Fate.Undecided)
        {
            Dequeue();
            if (first.Flow.Fate == Fate.Wanted)
            {
                keep(first.Type, first.FlowId, first.Bytes);
            }
            else if (first.Flow.Fate == Fate.GivenUp)
            {
                GivenUp++;
            }
        }
    }

    private WaitingRecord Dequeue()
    {
        WaitingRecord first = _records.Dequeue();
        _bytes -= first.Bytes.Length + Overhead;
        return first;
    }

    /// <summary>A record's copy, in the order of the input.</summary>
    private readonly record struct WaitingRecord(EventType Type, long FlowId, byte[] Bytes, WaitingFlow Flow);

    /// <summary>What the records of one flow share.</summary>
    private sealed class WaitingFlow
    {
        public Fate Fate { get; set; }

        /// <summary>How many of them wait.</summary>
        public int Records { get; set; }
    }
}
