using System.Diagnostics;

namespace Sidecar.Engine.Ingest;

/// <summary>
/// Whose turn it is to receive from a connection. It is its own thread's, which lends it to the engine thread that asks for it,
/// and takes it back when that one is late. Neither waits for the other: the turn is handed on, or taken back, between two
/// receives only.
/// </summary>
internal sealed class ReceiveTurn
{
    private const int Own = 0;
    private const int Lent = 1;
    private const int InUse = 2;

    private int _state;
    private bool _asked;

    /// <summary>When the engine thread last looked, as <see cref="Stopwatch"/> counts. Whoever has the turn writes it.</summary>
    private long _looked;

    /// <summary>The engine thread would receive for itself.</summary>
    public void Ask() => Volatile.Write(ref _asked, true);

    /// <summary>The engine thread will not look for a while.</summary>
    public void Leave()
    {
        Volatile.Write(ref _asked, false);
        if (TryUse())
        {
            DoneForLong();
        }
    }

    /// <summary>The engine thread receives, until it is <see cref="Done"/>; false when it was lent no turn.</summary>
    public bool TryUse() => Volatile.Read(ref _state) == Lent && Interlocked.CompareExchange(ref _state, InUse, Lent) == Lent;

    /// <summary>The engine thread has looked, and will again.</summary>
    public void Done() => Return(Stopwatch.GetTimestamp());

    /// <summary>The engine thread has looked: the next is to be the other one.</summary>
    public void DoneForLong() => Return(looked: 0);

    /// <summary>The receiving thread has received: from now on it only watches, if the engine thread asked for that.</summary>
    public bool TryLend()
    {
        if (!Volatile.Read(ref _asked))
        {
            return false;
        }

        Volatile.Write(ref _asked, false);
        Done();
        return true;
    }

    /// <summary>The receiving thread receives again; false as long as the engine thread does, or looked within such a time.</summary>
    public bool TryTakeBack(TimeSpan late)
    {
        if (Volatile.Read(ref _state) != Lent
            || Stopwatch.GetElapsedTime(Volatile.Read(ref _looked)) < late
            || Interlocked.CompareExchange(ref _state, Own, Lent) != Lent)
        {
            return false;
        }

        // Asked before it was late: it has to ask once more.
        Volatile.Write(ref _asked, false);
        return true;
    }

    private void Return(long looked)
    {
        Volatile.Write(ref _looked, looked);
        Volatile.Write(ref _state, Lent);
    }
}
