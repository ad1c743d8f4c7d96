using Sidecar.Engine.Flows;

namespace Sidecar.Tests.Flows;

/// <summary>What was said of a transaction when its flow ended.</summary>
internal readonly record struct Ended(int Transaction, long FlowId, bool Finished, bool Alerted, long Bytes);

/// <summary>
/// What <see cref="FlowTable"/> has to do, in the plainest way: a list of flows, the one idle the longest first, that
/// is searched from end to end.
/// </summary>
internal sealed class FlowModel(int maxFlows, int maxTransactions, long idleTimeout)
{
    private readonly List<ModelFlow> _flows = [];

    public List<Ended> Ended { get; } = [];

    public long Opened { get; private set; }

    public long Closed { get; private set; }

    public long Evicted { get; private set; }

    public long Unfinished { get; private set; }

    public long Reused { get; private set; }

    public long NotKept { get; private set; }

    public int Live => _flows.Count;

    public int Waiting => _flows.Sum(flow => flow.Waiting.Count);

    public bool Knows(long flowId) => Find(flowId) is not null;

    public void Touch(long flowId, ulong tuple, long now)
    {
        ModelFlow? flow = Find(flowId);
        if (flow is not null && flow.Tuple != tuple)
        {
            Reused++;
            GiveUp(flow);
            flow = null;
        }

        if (flow is null)
        {
            if (_flows.Count == maxFlows)
            {
                Evicted++;
                End(_flows[0], finished: false, alerted: _flows[0].Alerted, bytes: 0);
            }

            Opened++;
            flow = new ModelFlow { Id = flowId, Tuple = tuple, LastSeen = now };
        }

        flow.LastSeen = Math.Max(flow.LastSeen, now);
        _flows.Remove(flow);
        _flows.Add(flow);
    }

    public void Wait(long flowId, int transaction)
    {
        ModelFlow flow = Find(flowId)!;
        if (Waiting == maxTransactions)
        {
            NotKept++;
            Ended.Add(new Ended(transaction, flowId, Finished: false, flow.Alerted, Bytes: 0));
        }
        else
        {
            flow.Waiting.Add(transaction);
        }
    }

    public void MarkAlerted(long flowId) => Find(flowId)!.Alerted = true;

    public bool Close(long flowId, ulong tuple, long start, bool alerted, long bytes)
    {
        ModelFlow? flow = Find(flowId);
        if (flow is null)
        {
            return false;
        }

        if (flow.Tuple != tuple || flow.LastSeen < start)
        {
            Reused++;
            GiveUp(flow);
            return false;
        }

        Closed++;
        End(flow, finished: true, alerted: alerted || flow.Alerted, bytes);
        return true;
    }

    public void Expire(long now)
    {
        while (_flows.Count > 0 && now - _flows[0].LastSeen > idleTimeout)
        {
            GiveUp(_flows[0]);
        }
    }

    public void GiveUpAll()
    {
        while (_flows.Count > 0)
        {
            GiveUp(_flows[0]);
        }
    }

    private ModelFlow? Find(long flowId) => _flows.Find(flow => flow.Id == flowId);

    private void GiveUp(ModelFlow flow)
    {
        Unfinished++;
        End(flow, finished: false, alerted: flow.Alerted, bytes: 0);
    }

    private void End(ModelFlow flow, bool finished, bool alerted, long bytes)
    {
        Ended.AddRange(flow.Waiting.Select(transaction => new Ended(transaction, flow.Id, finished, alerted, bytes)));
        _flows.Remove(flow);
    }

    /// <summary>One live flow.</summary>
    private sealed class ModelFlow
    {
        public long Id { get; init; }

        public ulong Tuple { get; init; }

        public long LastSeen { get; set; }

        public bool Alerted { get; set; }

        public List<int> Waiting { get; } = [];
    }
}
