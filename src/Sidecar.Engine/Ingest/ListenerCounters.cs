namespace Sidecar.Engine.Ingest;

/// <summary>What happened to a listening socket; written by its thread with Interlocked, read by anyone.</summary>
public sealed class ListenerCounters
{
    private long _acceptErrors;
    private long _madeAgain;
    private long _notMade;

    /// <summary>Failed accept() calls: out of descriptors or memory.</summary>
    public long AcceptErrors => Volatile.Read(ref _acceptErrors);

    public SocketFileStats File => new(Volatile.Read(ref _madeAgain), Volatile.Read(ref _notMade));

    public void AddAcceptError() => Interlocked.Increment(ref _acceptErrors);

    public void AddMadeAgain() => Interlocked.Increment(ref _madeAgain);

    public void AddNotMade() => Interlocked.Increment(ref _notMade);
}

/// <summary>What became of the file of a listening socket.</summary>
/// <param name="MadeAgain">Times that it was gone and another was made.</param>
/// <param name="NotMade">Times that it was gone and no other could be made; tried again every half second.</param>
public readonly record struct SocketFileStats(long MadeAgain, long NotMade);
