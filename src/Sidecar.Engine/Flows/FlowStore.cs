using System.Runtime.CompilerServices;
using Sidecar.Engine.Memory;

namespace Sidecar.Engine.Flows;

/// <summary>
/// Where the live flows are: rows, the index by flow_id, the rings by last activity and the waiting transactions, kept in
/// step. All in native memory that is reserved at once, so that no operation ever waits for a table to grow. Knows
/// nothing of when a flow begins or ends: that is <see cref="FlowTable"/>. Engine thread.
/// </summary>
internal sealed class FlowStore : IDisposable
{
    private const int None = FlowRows.None;

    private readonly FlowRows _rows;
    private readonly FlowIndex _index;

    public FlowStore(FlowOptions options, (ulong, ulong) hashKey)
    {
        _rows = new FlowRows(options.MaxFlows, Meter);
        _index = new FlowIndex(_rows, hashKey, Meter);
        Ages = new FlowAges(_rows, options, Meter);
        Transactions = new TransactionPool(options.MaxTransactions, Meter);
    }

    /// <summary>The native memory of all parts.</summary>
    public MemoryMeter Meter { get; } = new();

    public FlowAges Ages { get; }

    public TransactionPool Transactions { get; }

    public int Live => _rows.Live;

    public bool IsFull => _rows.Live == _rows.Capacity;

    /// <summary>Rows that were ever in use; where a walk with <see cref="TryNextRow"/> ends.</summary>
    public int RowsTouched => _rows.Touched;

    public ref FlowRow this[int row]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _rows[row];
    }

    public uint HashOf(long flowId) => _index.HashOf(flowId);

    /// <summary>The row of a flow_id, or <see cref="FlowRows.None"/>.</summary>
    public int Find(long flowId, uint hash) => _index.Find(flowId, hash);

    /// <summary>Whether the row, if it is one, is that of a flow_id.</summary>
    public bool IsOf(int row, long flowId) =>
        row != None && _rows.Peek(row).FlowId == flowId && (_rows.Peek(row).Marks & FlowMarks.Live) != 0;

    /// <summary>Copies of those of the flows that are there.</summary>
    public IReadOnlyList<LiveFlow> Find(IEnumerable<long> flowIds) =>
        [.. flowIds.Select(flowId => Find(flowId, HashOf(flowId))).Where(row => row != None).Select(row => LiveFlow.Of(Peek(row)))];

    /// <summary>A row to fill, all of it but its links, and then to <see cref="Place"/>; the store must not be full.</summary>
    public int Take() => _rows.Take();

    /// <summary>From now on the row is found by its flow_id, which must not be there yet.</summary>
    public void Place(int row, uint hash)
    {
        _index.Add(row, hash);
        Ages.Add(row);
    }

    /// <summary>Its transactions must have been taken.</summary>
    public void Remove(int row, uint hash)
    {
        Ages.Remove(row);
        _index.Remove(row, hash);
        _rows.Release(row);
    }

    /// <summary>Changes what the flow's place in the rings depends on.</summary>
    public void Move(int row, long lastSeen, FlowState state)
    {
        Ages.Remove(row);
        _rows[row].LastSeen = lastSeen;
        _rows[row].State = state;
        Ages.Add(row);
    }

    /// <summary>Starts to bring a flow's chunk of the index into the cache, some time before the flow is asked for.</summary>
    /// <returns>For <see cref="PrefetchRow"/>.</returns>
    public uint Prefetch(long flowId)
    {
        uint hash = _index.HashOf(flowId);
        _index.PrefetchHome(hash);
        return hash;
    }

    /// <summary>The second step, when the chunk has come: the flow's row.</summary>
    /// <returns>For <see cref="PrefetchNeighbours"/>; may be another flow's, or <see cref="FlowRows.None"/>.</returns>
    public int PrefetchRow(uint hash)
    {
        int row = _index.Guess(hash);
        _rows.Prefetch(row);
        return row;
    }

    /// <summary>The third step, for a flow that will end: the last of its transactions.</summary>
    /// <param name="row">From <see cref="PrefetchRow"/>.</param>
    public void PrefetchTransaction(int row)
    {
        if (row != None)
        {
            Transactions.Prefetch(_rows.Peek(row).Waiting);
        }
    }

    /// <summary>
    /// The third step, for a flow that will leave its stretch of time, as one does that ends: the flows before and behind it
    /// there, which close ranks.
    /// </summary>
    /// <param name="time">Of its next record; a flow that was seen in that stretch, or later, stays where it is.</param>
    public void PrefetchNeighbours(int row, long time = long.MaxValue)
    {
        if (row == None)
        {
            return;
        }

        ref readonly FlowRow leaving = ref _rows.Peek(row);
        if (time > leaving.LastSeen && !Ages.IsSameStretch(leaving.LastSeen, time))
        {
            _rows.PrefetchLinks(leaving.Older);
            _rows.PrefetchLinks(leaving.Newer);
        }
    }

    /// <summary>
    /// Copies the next live row, for a snapshot or a list that is made in slices while records come between them. A flow
    /// keeps its row while it lives, so each flow that lives from the first slice to the last is met exactly once, as it
    /// stands in its slice; one that opens or ends in between may be met or not.
    /// </summary>
    /// <param name="cursor">0 at first. Nothing is remembered here, so it may be given up at any time.</param>
    public bool TryNextRow(ref int cursor, out FlowRow row)
    {
        while (cursor < _rows.Touched)
        {
            row = _rows.Peek(cursor++);
            if ((row.Marks & FlowMarks.Live) != 0)
            {
                return true;
            }
        }

        row = default;
        return false;
    }

    /// <summary>
    /// Begins to copy the rows as they stand now, while records go on: <paramref name="copy"/> is called for each chunk of
    /// them once, when the walk comes to it or right before one of them changes, its transactions included. One watch at
    /// a time; end it with <see cref="EndWatch"/>.
    /// </summary>
    public RowWatch Watch(Action<int, int> copy)
    {
        RowWatch watch = new(_rows.Touched, copy);
        _rows.Watch(watch);
        return watch;
    }

    public void EndWatch() => _rows.Watch(null);

    /// <summary>A row to look at only; it may be one that is not in use.</summary>
    public ref readonly FlowRow Peek(int row) => ref _rows.Peek(row);

    public void Dispose()
    {
        _rows.Dispose();
        _index.Dispose();
        Ages.Dispose();
        Transactions.Dispose();
    }
}
