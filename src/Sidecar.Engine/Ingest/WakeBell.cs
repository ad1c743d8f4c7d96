namespace Sidecar.Engine.Ingest;

/// <summary>
/// Wakes the engine thread when something has come, and costs a sender nothing while that thread is awake. Rung by any
/// thread; the rest is the engine thread's.
/// </summary>
internal sealed class WakeBell : IDisposable
{
    private readonly AutoResetEvent _event = new(false);
    private int _asleep;

    /// <summary>Call it behind the write that the engine thread is to see.</summary>
    public void Ring()
    {
        // Pairs with LieDown: either this thread sees that the engine sleeps, or the engine sees what was written.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _asleep) != 0 && Interlocked.Exchange(ref _asleep, 0) != 0)
        {
            _event.Set();
        }
    }

    /// <summary>From now on a ring wakes. Look once more for what has come, then <see cref="Sleep"/> or <see cref="GetUp"/>.</summary>
    public void LieDown() => Interlocked.Exchange(ref _asleep, 1);

    /// <summary>Until somebody rings, or for so long.</summary>
    public void Sleep(int milliseconds)
    {
        if (!_event.WaitOne(milliseconds))
        {
            GetUp();
        }
    }

    /// <summary>Something was there after all.</summary>
    public void GetUp()
    {
        if (Interlocked.Exchange(ref _asleep, 0) == 0)
        {
            // Somebody rings or has rung: that ring is this one's.
            _event.WaitOne();
        }
    }

    public void Dispose() => _event.Dispose();
}
