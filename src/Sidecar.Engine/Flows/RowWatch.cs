namespace Sidecar.Engine.Flows;

/// <summary>
/// Lets a table be copied as it stands at one moment while it goes on: a walk copies its rows from the first to the last,
/// some at a time, and rows that are about to change before their turn are copied then. Rows go in chunks, so that one
/// bit tells whether they are copied. Owned by the thread that changes the table.
/// </summary>
/// <param name="rows">Rows of that moment; those behind them are new and no part of the copy.</param>
/// <param name="copy">Takes the first row of a chunk and the one behind its last. Changes nothing.</param>
internal sealed class RowWatch(int rows, Action<int, int> copy)
{
    public const int ChunkRows = 16;

    private const int WordBits = 64;

    private readonly ulong[] _copied = new ulong[(rows / (ChunkRows * WordBits)) + 1];
    private int _next;

    /// <summary>The walk has come to the end: nothing needs to be shown any more.</summary>
    public bool IsDone => _next >= rows;

    /// <summary>A row is about to change.</summary>
    public void Show(int row)
    {
        if (row >= _next && row < rows)
        {
            Copy(row / ChunkRows);
        }
    }

    /// <summary>The walk goes on by one chunk.</summary>
    public void Step()
    {
        Copy(_next / ChunkRows);
        _next += ChunkRows;
    }

    /// <summary>All rows are about to change their places.</summary>
    public void ShowAll()
    {
        while (!IsDone)
        {
            Step();
        }
    }

    private void Copy(int chunk)
    {
        ref ulong word = ref _copied[chunk / WordBits];
        ulong bit = 1UL << (chunk % WordBits);
        if ((word & bit) == 0)
        {
            word |= bit;
            copy(chunk * ChunkRows, Math.Min(rows, (chunk + 1) * ChunkRows));
        }
    }
}
