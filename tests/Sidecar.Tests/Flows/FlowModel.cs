namespace Sidecar.Tests.Flows;

/// <summary>What a flow table is to do, as plainly as it can be said: a list of flows by their last activity.</summary>
internal sealed class FlowModel(int bound, long idleMicroseconds)
{
    // The one idle the longest first.
    private readonly List<Flow> _flows = [];

    public List<(int Key, bool Finished)> Ended { get; } = [];

    public int Live => _flows.Count;

    public void Transaction(long id, ulong tuple, long now, int key)
    {
        Flow? flow = _flows.Find(flow => flow.Id == id);
        if (flow is not null && flow.Tuple != tuple)
        {
            End(flow, finished: false);
            flow = null;
        }

        if (flow is null)
        {
            if (_flows.Count == bound)
                End(_flows[0], finished: false);
            flow = new Flow(id, tuple);
        }

        _flows.Remove(flow);
        _flows.Add(flow);
        flow.LastSeen = now;
        flow.Keys.Add(key);
    }

    public void FlowRecord(long id, ulong tuple, long start)
    {
        if (_flows.Find(flow => flow.Id == id) is Flow flow)
            End(flow, finished: flow.Tuple == tuple && flow.LastSeen >= start);
    }

    public void Expire(long now)
    {
        while (_flows.Count > 0 && _flows[0].LastSeen < now - idleMicroseconds)
            End(_flows[0], finished: false);
    }

    public void EndAll()
    {
        while (_flows.Count > 0)
            End(_flows[0], finished: false);
    }

    private void End(Flow flow, bool finished)
    {
        _flows.Remove(flow);
        Ended.AddRange(flow.Keys.Select(key => (key, finished)));
    }

    private sealed class Flow(long id, ulong tuple)
    {
        public long Id { get; } = id;

        public ulong Tuple { get; } = tuple;

        public long LastSeen { get; set; }

        public List<int> Keys { get; } = [];
    }
}
