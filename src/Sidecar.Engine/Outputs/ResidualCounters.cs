using Sidecar.Engine.Ingest;

namespace Sidecar.Engine.Outputs;

/// <summary>What became of the residual on its way out; written by the writing threads with Interlocked, read by anyone.</summary>
internal sealed class ResidualCounters
{
    private long _lost;
    private long _failures;
    private long _refused;

    /// <summary>Records that a slow, vanished or never connected reader, or a full disk, did not get.</summary>
    public long Lost => Volatile.Read(ref _lost);

    /// <summary>Failed tries to connect, send or write.</summary>
    public long Failures => Volatile.Read(ref _failures);

    /// <summary>The socket that readers connect to, if there is one.</summary>
    public ListenerCounters Listener { get; } = new();

    /// <summary>Readers beyond <see cref="ResidualOptions.MaxReaders"/>, or that could not be let in.</summary>
    public long Refused => Volatile.Read(ref _refused) + Listener.AcceptErrors;

    public void AddLost(long records) => Interlocked.Add(ref _lost, records);

    public void AddFailure() => Interlocked.Increment(ref _failures);

    public void AddRefused() => Interlocked.Increment(ref _refused);
}
