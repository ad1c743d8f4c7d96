using Sidecar.Engine.Flows;

namespace Sidecar.Engine.Profiles;

/// <summary>
/// What one key did within one pane of the window, linked with what it did in the panes before and after. Owned by the
/// engine thread.
/// </summary>
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

    /// <summary>The pane that it is in.</summary>
    public required ProfilePane Pane { get; init; }

    /// <summary>Its place in the pane's list.</summary>
    public int Place { get; set; }

    /// <summary>The same key in the latest pane before that has it.</summary>
    public KeyProfile? Older { get; set; }

    /// <summary>The same key in the first pane behind that has it.</summary>
    public KeyProfile? Newer { get; set; }

    /// <summary>Number of the latest watch of its pane (<see cref="ProfilePane.Watch"/>) that has shown it or does not want it.</summary>
    public int Copied { get; set; }

    public ReadOnlySpan<DistinctCounter> Distinct => _distinct;

    public long Records => (long)_totals[FlowSums.Records];

    /// <summary>Flows that drew an alert and have ended.</summary>
    public long Alerts { get; private set; }

    /// <summary>Whether a flow drew an alert, ended or not.</summary>
    public bool Alerted { get; private set; }

    /// <summary>In the columns of <see cref="FlowSums"/>, then the view's own. Sums of doubles are exact up to 2^53.</summary>
    public ReadOnlySpan<double> Totals => _totals;

    /// <summary>The first flows, to look a verdict up in the raw records.</summary>
    public ReadOnlySpan<long> FlowIds => _flowIds.AsSpan(0, (int)Math.Min(_flowsSeen, KeptFlowIds));

    /// <summary>Memory of its distinct counts.</summary>
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

    /// <summary>Counts a transaction, but for its distinct values; the counters of its flow are added once, with the flow's first transaction.</summary>
    /// <param name="added">Gets what was added to the totals.</param>
    /// <returns>Whether the flow is a new one.</returns>
    public bool Add(in Transaction transaction, in FlowEnd end, Span<double> added)
    {
        added.Clear();
        added[FlowSums.Records] = 1;
        for (int own = FlowSums.Count; own < added.Length; own++)
        {
            added[own] = Math.Min(transaction.Values[_distinct.Length + own - FlowSums.Count], FlowSums.MaxCounter);
        }

        bool isNew = end.Number != _latestFlow;
        if (isNew)
        {
            _latestFlow = end.Number;
            FlowSums.AddFlow(added, end);
            AddFlow(end);
        }

        for (int column = 0; column < added.Length; column++)
        {
            _totals[column] += added[column];
        }

        return isNew;
    }

    /// <summary>Becomes what a profile of before was, in a window of the same shape. Numbers of flows are of one run: they begin anew.</summary>
    public void Restore(ProfileState state)
    {
        for (int i = 0; i < _distinct.Length; i++)
        {
            state.Distinct[i].AddTo(_distinct[i]);
        }

        for (int column = 0; column < _totals.Length; column++)
        {
            _totals[column] = state.Totals[column];
        }

        (Alerts, Alerted, _flowsSeen) = (state.Alerts, state.Alerted, Math.Min(KeptFlowIds, state.FlowIds.Count));
        for (int i = 0; i < _flowsSeen; i++)
        {
            _flowIds[i] = state.FlowIds[i];
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
    }
}
