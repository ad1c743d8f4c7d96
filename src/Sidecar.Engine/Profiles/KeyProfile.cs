using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Sidecar.Engine.Flows;
using Sidecar.Engine.Kernels;
using Sidecar.Engine.Memory;

namespace Sidecar.Engine.Profiles;

/// <summary>
/// What one key did within one pane of the window, linked with what it did in the panes before and after. All its numbers
/// lie side by side, in native memory: most records meet a key that the processor's cache has forgotten, and an object a key and
/// pane would keep the garbage collector busy. To be used where it stands. Owned by the engine thread.
/// </summary>
internal struct KeyProfile
{
    public const int KeptFlowIds = 4;

    /// <summary>Of as many counters as most views have.</summary>
    private const int CountersBytes = 4 * 32;

    private byte _columns;
    private byte _fields;
    private long _latestFlow;
    private Sums _totals;
    private Counters _distinct;
    private long _flowsSeen;
    private FlowIdsSeen _flowIds;

    public int Key { get; private set; }

    /// <summary>Which pane of the window it is in: its <see cref="ProfilePane.Index"/>.</summary>
    public int Pane { get; private set; }

    /// <summary>Its place in the pane's list.</summary>
    public int Place { get; set; }

    /// <summary>Number of the latest watch of its pane (<see cref="ProfilePane.Watch"/>) that has shown it or does not want it.</summary>
    public int Copied { get; set; }

    /// <summary>The same key in the latest pane before that has it.</summary>
    public Native<KeyProfile> Older { get; set; }

    /// <summary>The same key in the first pane behind that has it.</summary>
    public Native<KeyProfile> Newer { get; set; }

    /// <summary>To be counted in where they stand.</summary>
    [UnscopedRef]
    public Span<DistinctCounter> Distinct => ((Span<DistinctCounter>)_distinct)[.._fields];

    /// <summary>One of them.</summary>
    [UnscopedRef]
    public ref DistinctCounter Counter(int field) => ref _distinct[field];

    public readonly long Records => (long)_totals[FlowSums.Records];

    /// <summary>Flows that drew an alert and have ended.</summary>
    public long Alerts { get; private set; }

    /// <summary>Whether a flow drew an alert, ended or not.</summary>
    public bool Alerted { get; private set; }

    /// <summary>In the columns of <see cref="FlowSums"/>, then the view's own. Sums of doubles are exact up to 2^53.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<double> Totals => ((ReadOnlySpan<double>)_totals)[.._columns];

    /// <summary>The first flows, to look a verdict up in the raw records.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<long> FlowIds => ((ReadOnlySpan<long>)_flowIds)[..(int)Math.Min(_flowsSeen, KeptFlowIds)];

    /// <summary>Memory of its distinct counts.</summary>
    public int Bytes
    {
        get
        {
            int bytes = 0;
            foreach (ref readonly DistinctCounter counter in Distinct)
            {
                bytes += counter.Bytes;
            }

            return bytes;
        }
    }

    /// <summary>Begins where all is zero.</summary>
    public void Begin(int key, ProfilePane pane, ViewShape shape)
    {
        (Key, Pane) = (key, pane.Index);
        (_columns, _fields) = ((byte)shape.Columns, (byte)shape.Distinct);
    }

    /// <summary>It will be asked for. Nothing of it is looked at yet, as a call would: to see that there is something.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Foresee()
    {
        Ahead.Fetch(in _latestFlow);
        Ahead.Fetch(ref _totals[0], FlowSums.Count * sizeof(double));
        Ahead.Fetch(ref _distinct[0], CountersBytes);
    }

    /// <summary>These values will be counted: their places will be asked for.</summary>
    public void Foresee(in TransactionValues values)
    {
        ReadOnlySpan<DistinctCounter> counters = Distinct;
        for (int field = 0; field < counters.Length; field++)
        {
            counters[field].Foresee(values[field]);
        }
    }

    /// <summary>Counts a transaction, but for its distinct values; the counters of its flow are added once, with the flow's first transaction.</summary>
    /// <param name="windowTotals">Get the same.</param>
    /// <returns>Whether the flow is a new one.</returns>
    public bool Add(in EndedTransaction ended, Span<double> windowTotals)
    {
        if (_columns > FlowSums.Count)
        {
            AddOwn(ended.Transaction.Values, windowTotals);
        }

        if (ended.Flow == _latestFlow)
        {
            _totals[FlowSums.Records]++;
            windowTotals[FlowSums.Records]++;
            return false;
        }

        RowSums.AddToBoth(ended.Sums, _totals, windowTotals);
        _latestFlow = ended.Flow;
        if (_flowsSeen < KeptFlowIds)
        {
            _flowIds[(int)_flowsSeen] = ended.FlowId;
        }

        _flowsSeen++;
        if (ended.Alerted)
        {
            Alerts++;
            Alerted = true;
        }

        return true;
    }

    /// <summary>Becomes what a profile of before was, in a window of the same shape. Numbers of flows are of one run: they begin anew.</summary>
    public void Restore(ProfileState state, NativeHeap heap)
    {
        for (int i = 0; i < _fields; i++)
        {
            state.Distinct[i].AddTo(ref _distinct[i], heap);
        }

        for (int column = 0; column < _columns; column++)
        {
            _totals[column] = state.Totals[column];
        }

        (Alerts, Alerted, _flowsSeen) = (state.Alerts, state.Alerted, Math.Min(KeptFlowIds, state.FlowIds.Count));
        for (int i = 0; i < _flowsSeen; i++)
        {
            _flowIds[i] = state.FlowIds[i];
        }
    }

    /// <summary>It has left the window, and nobody asks for its distinct counts any more.</summary>
    public void GiveBack(NativeHeap heap)
    {
        foreach (ref DistinctCounter counter in Distinct)
        {
            counter.GiveBack(heap);
        }
    }

    public void MarkAlert() => Alerted = true;

    private void AddOwn(in TransactionValues values, Span<double> windowTotals)
    {
        for (int own = FlowSums.Count; own < _columns; own++)
        {
            double added = Math.Min(values[_fields + own - FlowSums.Count], FlowSums.MaxCounter);
            _totals[own] += added;
            windowTotals[own] += added;
        }
    }

    /// <summary>The columns of <see cref="FlowSums"/>, and as many as a transaction can have numbers.</summary>
    [InlineArray(FlowSums.Count + TransactionValues.Capacity)]
    private struct Sums
    {
        private double _first;
    }

    /// <summary>As many as a transaction can have values.</summary>
    [InlineArray(TransactionValues.Capacity)]
    private struct Counters
    {
        private DistinctCounter _first;
    }

    /// <summary>Those that are kept, from the first on.</summary>
    [InlineArray(KeptFlowIds)]
    private struct FlowIdsSeen
    {
        private long _first;
    }
}
