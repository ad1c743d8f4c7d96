using System.Runtime.CompilerServices;
using Sidecar.Engine.Kernels;
using Sidecar.Engine.Memory;

namespace Sidecar.Engine.Flows;

/// <summary>
/// Finds the row of a flow_id: open addressing with linear probing over entries of 8 bytes, at most four fifths full,
/// reserved for all rows at once, so that it never grows. An entry holds a row and the upper half of the flow_id's
/// hash, which gives its home, so that most probes look at no row. Removal moves the entries behind back (Knuth, The Art of
/// Computer Programming 3, 6.4, algorithm R): nothing is left that would slow later look-ups. Keyed by
/// <see cref="SipHash"/>; nothing is ever listed in the order of the index, so the key decides no result.
/// Engine thread.
/// </summary>
internal sealed class FlowIndex : IDisposable
{
    /// <summary>
    /// From 64 MB on: a few flows then take all of it, since their entries lie anywhere, and many are found faster. Below
    /// it a sidecar with few flows stays small.
    /// </summary>
    private const int HugeEntries = 8 << 20;

    private readonly NativeArray<Entry> _entries;
    private readonly FlowRows _rows;
    private readonly ulong _key0;
    private readonly ulong _key1;

    public FlowIndex(FlowRows rows, (ulong, ulong) key, MemoryMeter meter)
    {
        _rows = rows;
        (_key0, _key1) = key;
        int entries = EntriesFor(rows.Capacity);
        _entries = new NativeArray<Entry>(entries, hugePages: entries >= HugeEntries, meter);
    }

    /// <summary>An entry of 8 bytes, five for four rows.</summary>
    public const int BytesPerRow = 10;

    /// <summary>Five for four rows, and one more: an empty one ends every search.</summary>
    public static int EntriesFor(int rows) => rows + (rows / 4) + 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint HashOf(long flowId) => (uint)(SipHash.Of((ulong)flowId, _key0, _key1) >> 32);

    /// <summary>The row of a flow_id, or <see cref="FlowRows.None"/>.</summary>
    public int Find(long flowId, uint hash)
    {
        for (int at = HomeOf(hash); ; at = Behind(at))
        {
            Entry entry = _entries[at];
            if (entry.RowPlusOne == 0)
            {
                return FlowRows.None;
            }

            if (entry.Hash == hash && _rows[entry.RowPlusOne - 1].FlowId == flowId)
            {
                return entry.RowPlusOne - 1;
            }
        }
    }

    /// <summary>The flow_id must not be there.</summary>
    public void Add(int row, uint hash)
    {
        int at = HomeOf(hash);
        while (_entries[at].RowPlusOne != 0)
        {
            at = Behind(at);
        }

        _entries[at] = new Entry { Hash = hash, RowPlusOne = row + 1 };
    }

    /// <summary>The row must be there.</summary>
    public void Remove(int row, uint hash)
    {
        int hole = HomeOf(hash);
        while (_entries[hole].RowPlusOne != row + 1)
        {
            hole = Behind(hole);
        }

        for (int at = Behind(hole); ; at = Behind(at))
        {
            Entry entry = _entries[at];
            if (entry.RowPlusOne == 0)
            {
                _entries[hole] = default;
                return;
            }

            // It may fill the hole unless its home lies behind the hole, up to where it is.
            if (Distance(HomeOf(entry.Hash), at) >= Distance(hole, at))
            {
                _entries[hole] = entry;
                hole = at;
            }
        }
    }

    public void PrefetchHome(uint hash) => _entries.Prefetch(HomeOf(hash));

    /// <summary>The row that a flow_id of this hash probably has. Reads the index alone.</summary>
    public int Guess(uint hash)
    {
        for (int at = HomeOf(hash); ; at = Behind(at))
        {
            Entry entry = _entries[at];
            if (entry.RowPlusOne == 0 || entry.Hash == hash)
            {
                return entry.RowPlusOne - 1;
            }
        }
    }

    public void Dispose() => _entries.Dispose();

    /// <summary>Spreads the hash over the entries by its upper bits, without a division (Lemire, 2016).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int HomeOf(uint hash) => (int)(((ulong)hash * (uint)_entries.Length) >> 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Behind(int at) => at + 1 == _entries.Length ? 0 : at + 1;

    private int Distance(int from, int to) => to >= from ? to - from : to - from + _entries.Length;

    /// <summary>Zero means empty.</summary>
    private struct Entry
    {
        public uint Hash;
        public int RowPlusOne;
    }
}
