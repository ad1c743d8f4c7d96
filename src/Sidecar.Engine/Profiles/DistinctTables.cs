namespace Sidecar.Engine.Profiles;

/// <summary>
/// The memory of distinct counts that are over, for those that begin: the panes that come to a window need about what those
/// took that leave it, so that the garbage collector, whose pauses stop the threads that receive too, has hardly anything to do
/// while traffic stays as it is. Bounded; what is beyond is garbage. Engine thread.
/// </summary>
/// <param name="maxBytes">Of what waits here for use.</param>
internal sealed class DistinctTables(long maxBytes)
{
    private readonly Stack<HyperLogLog> _sketches = new();

    /// <summary>Of 2^i slots.</summary>
    private readonly List<Stack<ulong[]>> _tables = [];

    /// <summary>Waiting for use.</summary>
    public long Bytes { get; private set; }

    /// <param name="bits">Of the table's length.</param>
    /// <returns>All zeros.</returns>
    public ulong[] TakeTable(int bits)
    {
        if (bits >= _tables.Count || !_tables[bits].TryPop(out ulong[]? table))
        {
            return new ulong[1 << bits];
        }

        Bytes -= sizeof(ulong) << bits;
        table.AsSpan().Clear();
        return table;
    }

    /// <returns>With whatever it had counted before.</returns>
    public HyperLogLog TakeSketch()
    {
        if (!_sketches.TryPop(out HyperLogLog? sketch))
        {
            return new HyperLogLog();
        }

        Bytes -= HyperLogLog.Registers;
        return sketch;
    }

    /// <summary>Whoever gives it does not use it any more.</summary>
    /// <param name="bits">Of its length.</param>
    public void Give(ulong[] table, int bits)
    {
        if (!TryCount(sizeof(ulong) << bits))
        {
            return;
        }

        while (bits >= _tables.Count)
        {
            _tables.Add(new Stack<ulong[]>());
        }

        _tables[bits].Push(table);
    }

    /// <summary>The same of a sketch.</summary>
    public void Give(HyperLogLog sketch)
    {
        if (TryCount(HyperLogLog.Registers))
        {
            _sketches.Push(sketch);
        }
    }

    private bool TryCount(int bytes)
    {
        bool fits = Bytes + bytes <= maxBytes;
        Bytes += fits ? bytes : 0;
        return fits;
    }
}
