using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Sidecar.Engine.Ingest;

/// <summary>
/// The memory in which records wait for a late engine: native blocks that all connections share, so that their number
/// does not move the bound. A block is made when it is first needed and then kept. The one given back last is taken
/// first: as long as the engine keeps up, the same few blocks go round, and they stay in the processor's cache.
/// Any thread may take and give.
/// </summary>
internal sealed class BurstBuffer : IDisposable
{
    /// <summary>More make the queues long without making them better.</summary>
    private const int MostBlocks = 4096;

    private readonly BurstBlock[] _free;

    // Held for some ten instructions. A Lock allocates for the thread that has to wait for it.
    private SpinLock _lock = new(enableThreadOwnerTracking: false);
    private int _freeCount;
    private int _made;
    private int _taken;

    public BurstBuffer(long bytes, int blockBytes)
    {
        BlockBytes = (int)Math.Min(Math.Max(blockBytes, bytes / MostBlocks), Array.MaxLength);
        MaxBlocks = (int)Math.Max(1, bytes / BlockBytes);
        _free = new BurstBlock[MaxBlocks];
    }

    public int BlockBytes { get; }

    public int MaxBlocks { get; }

    public long TakenBytes => (long)Volatile.Read(ref _taken) * BlockBytes;

    /// <summary>Native memory that it has.</summary>
    public long MadeBytes => (long)Volatile.Read(ref _made) * BlockBytes;

    public bool IsHalfTaken => Volatile.Read(ref _taken) > MaxBlocks / 2;

    public bool TryTake([NotNullWhen(true)] out BurstBlock? block)
    {
        block = null;
        bool isHeld = false;
        _lock.Enter(ref isHeld);
        bool isThere = _taken < MaxBlocks;
        if (isThere)
        {
            _taken++;
            if (_freeCount > 0)
            {
                block = _free[--_freeCount];
            }
            else
            {
                _made++;
            }
        }

        _lock.Exit();
        block ??= isThere ? new BurstBlock(BlockBytes) : null;
        return isThere;
    }

    public void Give(BurstBlock block)
    {
        bool isHeld = false;
        _lock.Enter(ref isHeld);
        _free[_freeCount++] = block;
        _taken--;
        _lock.Exit();
    }

    /// <summary>Called when every connection has given its blocks back.</summary>
    public void Dispose()
    {
        Debug.Assert(_taken == 0, "a connection still holds a block");
        while (_freeCount > 0)
        {
            _free[--_freeCount].Dispose();
        }

        _made = 0;
    }
}
