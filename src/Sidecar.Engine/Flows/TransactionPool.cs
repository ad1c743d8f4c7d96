namespace Sidecar.Engine.Flows;

/// <summary>A flow's waiting transactions, first to last, as cell numbers in <see cref="TransactionPool"/>.</summary>
internal struct TransactionList
{
    public static readonly TransactionList Empty = new() { First = -1, Last = -1 };

    public int First;
    public int Last;
}

/// <summary>The cells of all waiting transactions: bounded, reused, grown by doubling. Owned by the engine thread.</summary>
internal sealed class TransactionPool(int capacity)
{
    private const int None = -1;

    private Cell[] _cells = new Cell[Math.Min(capacity, 1024)];
    private int _touched;
    private int _free = None;

    public int Used { get; private set; }

    public bool TryAppend(ref TransactionList list, in Transaction transaction)
    {
        if (Used == capacity)
        {
            return false;
        }

        int at = TakeCell();
        _cells[at] = new Cell { Transaction = transaction, Next = None };
        if (list.Last == None)
        {
            list.First = at;
        }
        else
        {
            _cells[list.Last].Next = at;
        }

        list.Last = at;
        Used++;
        return true;
    }

    public bool TryTake(ref TransactionList list, out Transaction transaction)
    {
        if (list.First == None)
        {
            transaction = default;
            return false;
        }

        int at = list.First;
        ref Cell cell = ref _cells[at];
        transaction = cell.Transaction;
        list.First = cell.Next;
        if (list.First == None)
        {
            list.Last = None;
        }

        cell.Next = _free;
        _free = at;
        Used--;
        return true;
    }

    /// <summary>Shows each transaction of the list, and takes none.</summary>
    public void Show(in TransactionList list, TransactionAlerted shown)
    {
        for (int at = list.First; at != None; at = _cells[at].Next)
        {
            shown(_cells[at].Transaction);
        }
    }

    private int TakeCell()
    {
        if (_free != None)
        {
            int at = _free;
            _free = _cells[at].Next;
            return at;
        }

        if (_touched == _cells.Length)
        {
            Array.Resize(ref _cells, Math.Min(capacity, _cells.Length * 2));
        }

        return _touched++;
    }

    /// <summary>One waiting transaction and the number of the next cell: of its flow, or of the free ones.</summary>
    private struct Cell
    {
        public Transaction Transaction;
        public int Next;
    }
}
