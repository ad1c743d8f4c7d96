using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace Sidecar.Engine.Ingest;

/// <summary>
/// The blocks of one connection in their order. The receiving thread puts; the engine thread takes the oldest, and so does
/// the receiving thread when it sheds the oldest. Nobody waits for anybody: who takes moves the head on by
/// compare-and-swap, which only ever counts up.
/// </summary>
internal sealed class BurstQueue
{
    private readonly BurstBlock?[] _ring;

    // Blocks ever put. Written by the receiving thread behind the block itself (Put), read by the engine thread (TryTake).
    private long _put;

    // Blocks ever taken, by either thread.
    private long _taken;

    /// <param name="maxBlocks">As many as there are in the buffer: it can never overflow.</param>
    public BurstQueue(int maxBlocks) => _ring = new BurstBlock?[BitOperations.RoundUpToPowerOf2((uint)maxBlocks)];

    /// <summary>Blocks that nobody has taken yet. Called by the receiving thread.</summary>
    public long Count => _put - Volatile.Read(ref _taken);

    public void Put(BurstBlock block)
    {
        _ring[_put & (_ring.Length - 1)] = block;
        Volatile.Write(ref _put, _put + 1);
    }

    /// <summary>Takes the oldest block: for the engine thread also one that is still being written.</summary>
    public bool TryTake([NotNullWhen(true)] out BurstBlock? block)
    {
        while (true)
        {
            long oldest = Volatile.Read(ref _taken);
            if (oldest >= Volatile.Read(ref _put))
            {
                block = null;
                return false;
            }

            // Another thread may have taken it meanwhile, and this place of the ring may be in use again; then the
            // count has gone on, and the swap fails.
            block = _ring[oldest & (_ring.Length - 1)]!;
            if (Interlocked.CompareExchange(ref _taken, oldest + 1, oldest) == oldest)
            {
                return true;
            }
        }
    }
}
