using Sidecar.Engine.Ingest;

namespace Sidecar.Engine.Outputs;

/// <summary>What happened at the verdict socket; written by its threads with Interlocked, read by anyone.</summary>
internal sealed class OutputCounters
{
    private long _readers;
    private long _refused;
    private long _dropped;
    private long _undelivered;

    /// <summary>Readers that ever connected.</summary>
    public long Readers => Volatile.Read(ref _readers);

    /// <summary>The socket itself.</summary>
    public ListenerCounters Listener { get; } = new();

    /// <summary>Readers closed at once because too many were there, or that could not be let in.</summary>
    public long Refused => Volatile.Read(ref _refused) + Listener.AcceptErrors;

    /// <summary>Lines that a slow reader did not get, over all readers.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Lines that were waiting for a reader when it went away or the sidecar stopped.</summary>
    public long Undelivered => Volatile.Read(ref _undelivered);

    public void AddReader() => Interlocked.Increment(ref _readers);

    public void AddRefused() => Interlocked.Increment(ref _refused);

    public void AddDropped() => Interlocked.Increment(ref _dropped);

    public void AddUndelivered(long lines) => Interlocked.Add(ref _undelivered, lines);
}
