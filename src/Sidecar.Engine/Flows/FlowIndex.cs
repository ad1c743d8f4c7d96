using System.Numerics;
using System.Runtime.CompilerServices;
using Sidecar.Engine.Kernels;
using Sidecar.Engine.Memory;

namespace Sidecar.Engine.Flows;

/// <summary>
/// Finds the row of a flow_id: open addressing over chunks of one cache line, each with twelve rows and a byte of hash
/// for each of them, compared at once (<see cref="FlowChunk"/>). Reserved for all rows at once, so that it never grows, and
/// two thirds full at most: nearly every search ends in the chunk where it begins. A chunk counts the rows that found no
/// room in it and lie further on, so that removal moves nothing and leaves nothing behind that would slow later
/// look-ups (Bronson and Shi, "Open-sourcing F14 for faster, more memory-efficient hash tables", 2019). Nothing is
/// ever listed in the order of the index, so its key decides no result. Engine thread.
/// </summary>
internal sealed class FlowIndex : IDisposable
{
    /// <summary>A chunk of 64 bytes for eight rows.</summary>
    public const int BytesPerRow = FlowChunk.Bytes / RowsPerChunk;

    private const int RowsPerChunk = 8;

    /// <summary>From one huge page on: chunks lie anywhere, so that a few thousand flows touch all small pages just as well.</summary>
    private const int HugeChunks = (2 << 20) / FlowChunk.Bytes;

    private readonly NativeArray<FlowChunk> _chunks;
    private readonly FlowRows _rows;
    private readonly ulong _lowFactor;
    private readonly ulong _highFactor;
    private readonly ulong _offset;

    public FlowIndex(FlowRows rows, (ulong, ulong) key, MemoryMeter meter)
    {
        _rows = rows;
        (_lowFactor, _highFactor, _offset) = (Drawn(1), Drawn(2), Drawn(3));
        int chunks = ChunksFor(rows.Capacity);
        _chunks = new NativeArray<FlowChunk>(chunks, hugePages: chunks >= HugeChunks, meter);
        ulong Drawn(ulong number) => SipHash.Of(number, key.Item1, key.Item2);
    }

    /// <summary>Chunks that had no room for a row, over all rows that are there: what look-ups pay beyond a cache line each.</summary>
    public long FurtherOn { get; private set; }

    public static int ChunksFor(int rows) => (rows / RowsPerChunk) + 1;

    /// <summary>
    /// The upper half of flow_id times factor plus offset, of 128 bits (multiply-add-shift: Thorup, "High speed hashing for
    /// integers and strings", 2015): whoever chooses two flow_ids without the key makes them collide no more often than
    /// two random numbers do, but for a small factor. Then mixed, since many in a row would lie in a pattern (seen: 0.6
    /// chunks a row further on under an unlucky key).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint HashOf(long flowId)
    {
        ulong number = Math.BigMul((ulong)flowId, _lowFactor, out _) + ((ulong)flowId * _highFactor) + _offset;
        return (uint)(((number ^ (number >> 32)) * 0x9e3779b97f4a7c15) >> 32);
    }

    /// <summary>The row of a flow_id, or <see cref="FlowRows.None"/>.</summary>
    public int Find(long flowId, uint hash)
    {
        int at = HomeOf(hash);
        // Every chunk once at most: all of them may have rows further on.
        for (int left = _chunks.Length; left > 0; left--)
        {
            ref FlowChunk chunk = ref _chunks[at];
            for (uint slots = chunk.SlotsOf(TagOf(hash)); slots != 0; slots &= slots - 1)
            {
                int row = chunk.Rows[BitOperations.TrailingZeroCount(slots)];
                if (_rows.Peek(row).FlowId == flowId)
                {
                    return row;
                }
            }

            if (chunk.FurtherOn == 0)
            {
                break;
            }

            at = Behind(at);
        }

        return FlowRows.None;
    }

    /// <summary>The flow_id must not be there.</summary>
    public void Add(int row, uint hash)
    {
        int at = HomeOf(hash);
        uint free;
        while ((free = _chunks[at].SlotsOf(FlowChunk.Free)) == 0)
        {
            _chunks[at].FurtherOn++;
            FurtherOn++;
            at = Behind(at);
        }

        _chunks[at].Fill(BitOperations.TrailingZeroCount(free), TagOf(hash), row);
    }

    /// <summary>The row must be there.</summary>
    public void Remove(int row, uint hash)
    {
        int at = HomeOf(hash);
        int slot;
        while ((slot = SlotOf(row, TagOf(hash), ref _chunks[at])) < 0)
        {
            _chunks[at].FurtherOn--;
            FurtherOn--;
            at = Behind(at);
        }

        _chunks[at].Fill(slot, FlowChunk.Free, row: 0);
    }

    public void PrefetchHome(uint hash) => _chunks.Prefetch(HomeOf(hash));

    /// <summary>The row that a flow_id of this hash has, unless it is another one in its home. Reads the index alone.</summary>
    public int Guess(uint hash)
    {
        ref FlowChunk chunk = ref _chunks[HomeOf(hash)];
        uint slots = chunk.SlotsOf(TagOf(hash));
        return slots == 0 ? FlowRows.None : chunk.Rows[BitOperations.TrailingZeroCount(slots)];
    }

    public void Dispose() => _chunks.Dispose();

    private static int SlotOf(int row, byte tag, ref FlowChunk chunk)
    {
        for (uint slots = chunk.SlotsOf(tag); slots != 0; slots &= slots - 1)
        {
            int slot = BitOperations.TrailingZeroCount(slots);
            if (chunk.Rows[slot] == row)
            {
                return slot;
            }
        }

        return -1;
    }

    /// <summary>By the lower bits of the hash; the upper ones have chosen the chunk.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte TagOf(uint hash) => (byte)Math.Max(hash & 0xff, FlowChunk.Free + 1u);

    /// <summary>Spreads the hash over the chunks by its upper bits, without a division (Lemire, 2016).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int HomeOf(uint hash) => (int)(((ulong)hash * (uint)_chunks.Length) >> 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Behind(int at) => at + 1 == _chunks.Length ? 0 : at + 1;
}
