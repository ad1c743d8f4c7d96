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
    private RowWatch? _watch;

    public int Capacity => capacity;

    /// <summary>Rows in use.</summary>
    public int Live { get; private set; }

    /// <summary>Rows that were ever in use: those from this number on are zero.</summary>
    public int Touched { get; private set; }

    /// <summary>To change it, or to read what will be changed.</summary>
    public ref FlowRow this[int row]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            _watch?.Show(row);
            return ref _rows[row];
        }
    }

    /// <summary>To read it and no more: nobody who watches is told.</summary>
    public ref readonly FlowRow Peek(int row) => ref _rows[row];

    /// <summary>From now on shows rows that are about to change, until another one watches, or nobody.</summary>
    public void Watch(RowWatch? watch) => _watch = watch;

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
        ref FlowRow released = ref this[row];
        released.Marks = FlowMarks.None;
        released.Newer = _free;
        _free = row;
        Live--;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(int row) => _rows.Prefetch(row);

    /// <summary>Of a row whose neighbour in its stretch will leave: nothing but the links is needed then.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PrefetchLinks(int row) => _rows.PrefetchPart(row, FlowRow.LinksAt);

    public void Dispose() => _rows.Dispose();
}
