using System.Diagnostics.CodeAnalysis;
using Sidecar.Engine.Memory;

namespace Sidecar.Engine.Flows;

/// <summary>
/// The transactions that wait for their flow record, over all flows: the keys that a flow touched, each with its
/// distinct values. A flow's are a ring of cells of which the flow knows the last. Bounded, in native memory, cells
/// reused. Engine thread.
/// </summary>
internal sealed class TransactionPool(int capacity, MemoryMeter meter) : IDisposable
{
    /// <summary>The last cell of a flow without transactions.</summary>
    public const int None = -1;

    private readonly NativeArray<Cell> _cells = new(capacity, hugePages: false, meter);
    private int _touched;
    private int _free = None;

    public int Used { get; private set; }

    /// <param name="last">The flow's last cell; it becomes the new one.</param>
    public bool TryAppend(ref int last, in Transaction transaction)
    {
        if (Used == capacity)
        {
            return false;
        }

        int at = TakeCell();
        ref Cell cell = ref _cells[at];
        cell.Transaction = transaction;
        if (last == None)
        {
            cell.Next = at;
        }
        else
        {
            ref Cell before = ref _cells[last];
            cell.Next = before.Next;
            before.Next = at;
        }

        last = at;
        Used++;
        return true;
    }

    /// <summary>Takes the flow's first transaction; there must be one.</summary>
    /// <returns>Valid until the next is appended.</returns>
    public ref readonly Transaction Take(ref int last)
    {
        int first = _cells[last].Next;
        ref Cell cell = ref _cells[first];
        if (first == last)
        {
            last = None;
        }
        else
        {
            _cells[last].Next = cell.Next;
        }

        cell.Next = _free;
        _free = first;
        Used--;
        return ref cell.Transaction;
    }

    /// <summary>Goes through a flow's transactions, first to last, and takes none.</summary>
    /// <param name="at">The cell shown before; begin with <see cref="None"/>.</param>
    public bool TryShow(int last, ref int at, [MaybeNullWhen(false)] out Transaction transaction)
    {
        if (last == None || at == last)
        {
            transaction = default;
            return false;
        }

        at = at == None ? _cells[last].Next : _cells[at].Next;
        transaction = _cells[at].Transaction;
        return true;
    }

    /// <summary>A cell will be asked for, or none.</summary>
    public void Prefetch(int cell) => _cells.Prefetch(cell);

    public void Dispose() => _cells.Dispose();

    private int TakeCell()
    {
        int at = _free;
        if (at == None)
        {
            return _touched++;
        }

        _free = _cells[at].Next;
        return at;
    }

    /// <summary>One waiting transaction and the number of the next cell: of its flow, or of the free ones.</summary>
    private struct Cell
    {
        public Transaction Transaction;
        public int Next;
    }
}
