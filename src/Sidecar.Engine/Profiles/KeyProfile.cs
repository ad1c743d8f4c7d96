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

    /// <summary>About, from its first byte on: all up to the counters, and of those as many as most views have.</summary>
    private const int HotBytes = (7 + FlowSums.Count + TransactionValues.Capacity) * sizeof(double) + (4 * 32);

    // What most records ask for comes first, in the order in which it lies in memory.
    private int _key;
    private int _pane;
    private int _place;
    private int _copied;
    private Native<KeyProfile> _older;
    private Native<KeyProfile> _newer;
    private long _latestFlow;
    private long _alerts;
    private byte _columns;
    private byte _fields;
    private byte _flowsKept;
    private bool _alerted;
    private Sums _totals;
    private Counters _distinct;
    private FlowIdsSeen _flowIds;

    public readonly int Key => _key;

    /// <summary>Which pane of the window it is in: its <see cref="ProfilePane.Index"/>.</summary>
    public readonly int Pane => _pane;

    /// <summary>Its place in the pane's list.</summary>
    public int Place { readonly get => _place; set => _place = value; }

    /// <summary>Number of the latest watch of its pane (<see cref="ProfilePane.Watch"/>) that has shown it or does not want it.</summary>
    public int Copied { readonly get => _copied; set => _copied = value; }

    /// <summary>The same key in the latest pane before that has it.</summary>
    public Native<KeyProfile> Older { readonly get => _older; set => _older = value; }

    /// <summary>The same key in the first pane behind that has it.</summary>
    public Native<KeyProfile> Newer { readonly get => _newer; set => _newer = value; }

    /// <summary>To be counted in where they stand.</summary>
    [UnscopedRef]
    public Span<DistinctCounter> Distinct => ((Span<DistinctCounter>)_distinct)[.._fields];

    /// <summary>One of them.</summary>
    [UnscopedRef]
    public ref DistinctCounter Counter(int field) => ref _distinct[field];

    public readonly long Records => (long)_totals[FlowSums.Records];

    /// <summary>Flows that drew an alert and have ended.</summary>
    public readonly long Alerts => _alerts;

    /// <summary>Whether a flow drew an alert, ended or not.</summary>
    public readonly bool Alerted => _alerted;

    /// <summary>In the columns of <see cref="FlowSums"/>, then the view's own. Sums of doubles are exact up to 2^53.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<double> Totals => ((ReadOnlySpan<double>)_totals)[.._columns];

    /// <summary>The first flows, to look a verdict up in the raw records.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<long> FlowIds => ((ReadOnlySpan<long>)_flowIds)[.._flowsKept];

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
        (_key, _pane) = (key, pane.Index);
        (_columns, _fields) = ((byte)shape.Columns, (byte)shape.Distinct);
    }

    /// <summary>It will be asked for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Foresee() => Ahead.Fetch(in this, HotBytes);

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
        if (_flowsKept < KeptFlowIds)
        {
            _flowIds[_flowsKept++] = ended.FlowId;
        }

        if (ended.Alerted)
        {
            _alerts++;
            _alerted = true;
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

        (_alerts, _alerted, _flowsKept) = (state.Alerts, state.Alerted, (byte)Math.Min(KeptFlowIds, state.FlowIds.Count));
        for (int i = 0; i < _flowsKept; i++)
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

    public void MarkAlert() => _alerted = true;

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
