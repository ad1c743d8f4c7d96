using Sidecar.Engine.Flows;

namespace Sidecar.Tests.Flows;

/// <summary>What was said of a transaction when its flow ended.</summary>
internal readonly record struct Ended(int Transaction, long FlowId, bool Finished, bool Alerted, long Bytes);

/// <summary>
/// What <see cref="FlowTable"/> has to do, on the collections of .NET: a dictionary by flow_id, and for each protocol
/// and state a sorted set by last activity, in stretches, and order of arrival.
/// </summary>
internal sealed class FlowModel(FlowOptions options, long stretch)
{
    private const long Second = 1_000_000;

    private readonly Dictionary<long, ModelFlow> _flows = [];
    private readonly SortedSet<ModelFlow>[] _byAge = [.. Enumerable.Range(0, 8).Select(_ => new SortedSet<ModelFlow>(ModelFlow.IdleFirst))];

    /// <summary>Rows as the table gives them out: in their order flows are brought back from a time that never was.</summary>
    private readonly Stack<int> _freeRows = [];
    private int _rows;
    private long _now = long.MinValue;
    private long _arrivals;
    private bool _emergency;

    public List<Ended> Ended { get; } = [];

    public long Opened { get; private set; }

    public long Closed { get; private set; }

    public long Evicted { get; private set; }

    public long[] Unfinished { get; } = new long[4];

    public long NotKept { get; private set; }

    public long Late { get; private set; }

    public long Emergencies { get; private set; }

    public long Orphans { get; private set; }

    public int Live => _flows.Count;

    public int Waiting { get; private set; }

    public bool Knows(long flowId) => _flows.ContainsKey(flowId);

    public int LiveOf(FlowProtocol protocol, FlowState state) => _flows.Values.Count(flow => flow.Protocol == protocol && flow.State == state);

    public void Advance(long now)
    {
        if (now < _now)
        {
            foreach (ModelFlow flow in _flows.Values.Where(flow => flow.LastSeen > now).OrderBy(flow => flow.Row).ToList())
                Place(flow, now, flow.State);
        }

        bool moved = _now == long.MinValue || Stretch(now) != Stretch(_now);
        _now = now;
        if (moved)
        {
            while (Overdue(options.SlackSeconds, emergency: false) is ModelFlow flow)
                GiveUp(flow, UnfinishedCause.TimedOut);
        }
    }

    public void Touch(long flowId, uint tuple, long time, FlowProtocol protocol, FlowState state)
    {
        if (time > _now)
            Advance(time);
        long seen = Math.Max(time, _now - (options.MaxDelaySeconds * Second));
        Late += seen == time ? 0 : 1;
        if (_flows.TryGetValue(flowId, out ModelFlow? flow) && IsAnother(flow, tuple))
        {
            GiveUp(flow, UnfinishedCause.Reused);
            flow = null;
        }

        if (flow is null)
        {
            MakeRoom();
            Opened++;
            flow = new ModelFlow { Id = flowId, Tuple = tuple, Protocol = protocol, Row = TakeRow() };
            _flows.Add(flowId, flow);
            Place(flow, seen, state);
        }
        else
        {
            flow.Tuple = flow.Tuple == 0 ? tuple : flow.Tuple;
            FlowState next = state > flow.State ? state : flow.State;
            long last = Math.Max(seen, flow.LastSeen);
            if (next == flow.State && Stretch(last) == flow.Stretch)
                flow.LastSeen = last;
            else
                Place(flow, last, next);
        }
    }

    public void Wait(long flowId, int transaction)
    {
        ModelFlow flow = _flows[flowId];
        if (Waiting == options.MaxTransactions)
        {
            NotKept++;
            Orphans++;
            Ended.Add(new Ended(transaction, flowId, Finished: false, flow.Alerted, Bytes: 0));
        }
        else
        {
            Waiting++;
            flow.Waiting.Add(transaction);
        }
    }

    public void MarkAlerted(long flowId) => _flows[flowId].Alerted = true;

    public bool Close(long flowId, uint tuple, long start, bool alerted, long bytes)
    {
        if (!_flows.TryGetValue(flowId, out ModelFlow? flow))
            return false;
        if (IsAnother(flow, tuple) || flow.LastSeen < start)
        {
            GiveUp(flow, UnfinishedCause.Reused);
            return false;
        }

        Closed++;
        End(flow, finished: true, alerted: alerted || flow.Alerted, bytes);
        return true;
    }

    public void GiveUpAll()
    {
        while (Oldest() is ModelFlow flow)
            GiveUp(flow, UnfinishedCause.EndOfInput);
    }

    /// <summary>0 is a tuple that the record did not name.</summary>
    private static bool IsAnother(ModelFlow flow, uint tuple) => flow.Tuple != tuple && flow.Tuple * (ulong)tuple != 0;

    private int TakeRow() => _freeRows.TryPop(out int row) ? row : _rows++;

    private void MakeRoom()
    {
        _emergency &= _flows.Count > (int)((long)options.MaxFlows * (100 - options.EmergencyRecoveryPercent) / 100);
        if (_flows.Count == options.MaxFlows && !_emergency)
        {
            _emergency = true;
            Emergencies++;
        }

        for (int i = 0; _emergency && i < 4 && Overdue(slack: 0, emergency: true) is ModelFlow overdue; i++)
            GiveUp(overdue, UnfinishedCause.Emergency);
        if (_flows.Count == options.MaxFlows && Oldest() is ModelFlow oldest)
        {
            Evicted++;
            End(oldest, finished: false, alerted: oldest.Alerted, bytes: 0);
        }
    }

    private void Place(ModelFlow flow, long seen, FlowState state)
    {
        _byAge[Class(flow)].Remove(flow);
        flow.State = state;
        flow.LastSeen = seen;
        flow.Stretch = Stretch(seen);
        flow.Arrival = _arrivals++;
        _byAge[Class(flow)].Add(flow);
    }

    private ModelFlow? Overdue(long slack, bool emergency)
    {
        foreach (SortedSet<ModelFlow> flows in _byAge)
        {
            if (flows.Min is ModelFlow flow
                && flow.Stretch < Stretch(_now - ((options.Timeouts.Of(flow.Protocol).Of(flow.State, emergency) + slack) * Second)))
                return flow;
        }

        return null;
    }

    private ModelFlow? Oldest() => _byAge.Select(flows => flows.Min).OfType<ModelFlow>().MinBy(flow => flow.Stretch);

    private void GiveUp(ModelFlow flow, UnfinishedCause cause)
    {
        Unfinished[(int)cause]++;
        End(flow, finished: false, alerted: flow.Alerted, bytes: 0);
    }

    private void End(ModelFlow flow, bool finished, bool alerted, long bytes)
    {
        Ended.AddRange(flow.Waiting.Select(transaction => new Ended(transaction, flow.Id, finished, alerted, bytes)));
        Waiting -= flow.Waiting.Count;
        Orphans += finished ? 0 : flow.Waiting.Count;
        _byAge[Class(flow)].Remove(flow);
        _flows.Remove(flow.Id);
        _freeRows.Push(flow.Row);
    }

    private long Stretch(long time) => (long)Math.Floor((double)time / stretch);

    private static int Class(ModelFlow flow) => ((int)flow.Protocol * 2) + (int)flow.State;

    /// <summary>One live flow.</summary>
    private sealed class ModelFlow
    {
        public static Comparer<ModelFlow> IdleFirst { get; } = Comparer<ModelFlow>.Create((a, b) => (a.Stretch, a.Arrival).CompareTo((b.Stretch, b.Arrival)));

        public long Id { get; init; }

        public uint Tuple { get; set; }

        public FlowProtocol Protocol { get; init; }

        public int Row { get; init; }

        public FlowState State { get; set; }

        public long LastSeen { get; set; }

        public long Stretch { get; set; }

        public long Arrival { get; set; }

        public bool Alerted { get; set; }

        public List<int> Waiting { get; } = [];
    }
}
