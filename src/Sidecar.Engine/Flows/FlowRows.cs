using System.Runtime.CompilerServices;
using Sidecar.Engine.Memory;

namespace Sidecar.Engine.Flows;

/// <summary>
/// The rows of the live flows. A flow keeps its row, and so its number, as long as it lives; rows are handed out from
/// the lowest number up and reused, latest first. Engine thread.
/// </summary>
internal sealed class FlowRows(int capacity, MemoryMeter meter) : IDisposable
{
    public const int None = -1;

    private readonly NativeArray<FlowRow> _rows = new(capacity, hugePages: true, meter);
    private int _free = None;

    public int Capacity => capacity;

    /// <summary>Rows in use.</summary>
    public int Live { get; private set; }

    /// <summary>Rows that were ever in use: those from this number on are zero.</summary>
    public int Touched { get; private set; }

    public ref FlowRow this[int row]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _rows[row];
    }

    /// <summary>A row to fill; ask <see cref="Live"/> first whether there is one.</summary>
    public int Take()
    {
        int row = _free;
        if (row == None)
        {
            row = Touched++;
        }
        else
        {
            _free = _rows[row].Newer;
        }

        Live++;
        return row;
    }

    public void Release(int row)
    {
        ref FlowRow released = ref _rows[row];
        released.Marks = FlowMarks.None;
        released.Newer = _free;
        _free = row;
        Live--;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(int row) => _rows.Prefetch(row);

    public void Dispose() => _rows.Dispose();
}
