using Sidecar.Engine.Flows;

namespace Sidecar.Engine.Profiles;

/// <summary>What one key did within one pane of the window. Owned by the engine thread.</summary>
internal sealed class KeyProfile
{
    public const int KeptFlowIds = 4;

    private readonly DistinctCounter[] _distinct;
    private readonly double[] _totals;
    private readonly long[] _flowIds = new long[KeptFlowIds];
    private long _latestFlow;
    private long _flowsSeen;

    public KeyProfile(int key, ViewShape shape)
    {
        Key = key;
        _totals = new double[shape.Columns];
        _distinct = new DistinctCounter[shape.Distinct];
        for (int i = 0; i < _distinct.Length; i++)
        {
            _distinct[i] = new DistinctCounter();
        }
    }

    public int Key { get; }

    public IReadOnlyList<DistinctCounter> Distinct => _distinct;

    public long Records => (long)_totals[FlowSums.Records];

    /// <summary>Flows that drew an alert and have ended.</summary>
    public long Alerts { get; private set; }

    /// <summary>Whether a flow drew an alert, ended or not.</summary>
    public bool Alerted { get; private set; }

    /// <summary>
    /// In the columns of <see cref="FlowSums"/>, then the view's own. Sums of doubles: exact up to 2^53, and no counter at
    /// the edge of 64 bits can turn a sum negative.
    /// </summary>
    public ReadOnlySpan<double> Totals => _totals;

    /// <summary>The first flows, to look a verdict up in the raw records.</summary>
    public ReadOnlySpan<long> FlowIds => _flowIds.AsSpan(0, (int)Math.Min(_flowsSeen, KeptFlowIds));

    public int Bytes
    {
        get
        {
            int bytes = 0;
            foreach (DistinctCounter counter in _distinct)
            {
                bytes += counter.Bytes;
            }

            return bytes;
        }
    }

    /// <summary>Counts a transaction; the counters of its flow are added once, with the flow's first transaction.</summary>
    public void Add(in Transaction transaction, in FlowEnd end)
    {
        _totals[FlowSums.Records]++;
        for (int i = 0; i < _distinct.Length; i++)
        {
            _distinct[i].Add(transaction.Values[i]);
        }

        for (int own = FlowSums.Count; own < _totals.Length; own++)
        {
            _totals[own] += transaction.Values[_distinct.Length + own - FlowSums.Count];
        }

        if (end.Number != _latestFlow)
        {
            _latestFlow = end.Number;
            AddFlow(end);
        }
    }

    public void MarkAlert() => Alerted = true;

    private void AddFlow(in FlowEnd end)
    {
        if (_flowsSeen < KeptFlowIds)
        {
            _flowIds[_flowsSeen] = end.FlowId;
        }

        _flowsSeen++;
        Alerts += end.Alerted ? 1 : 0;
        Alerted |= end.Alerted;
        FlowSums.AddFlow(_totals, end);
    }
}
