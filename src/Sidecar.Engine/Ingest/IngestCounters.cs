namespace Sidecar.Engine.Ingest;

/// <summary>
/// What happened before the engine thread: written by the accepting and receiving threads with Interlocked, read by
/// anyone.
/// </summary>
internal sealed class IngestCounters
{
    private long _accepted;
    private long _refused;
    private long _acceptErrors;
    private long _resets;
    private long _shedRecords;
    private long _shedBytes;
    private long _waits;

    public long Accepted => Volatile.Read(ref _accepted);

    /// <summary>Connections closed at once because <see cref="IngestOptions.MaxConnections"/> were open.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>Failed accept() calls: out of descriptors or memory.</summary>
    public long AcceptErrors => Volatile.Read(ref _acceptErrors);

    /// <summary>Connections that ended with an error instead of a close.</summary>
    public long Resets => Volatile.Read(ref _resets);

    public long ShedRecords => Volatile.Read(ref _shedRecords);

    public long ShedBytes => Volatile.Read(ref _shedBytes);

    /// <summary>Times that a sender was made to wait (<see cref="WhenFull.Wait"/>).</summary>
    public long Waits => Volatile.Read(ref _waits);

    public void AddAccepted() => Interlocked.Increment(ref _accepted);

    public void AddRefused() => Interlocked.Increment(ref _refused);

    public void AddAcceptError() => Interlocked.Increment(ref _acceptErrors);

    public void AddReset() => Interlocked.Increment(ref _resets);

    public void AddWait() => Interlocked.Increment(ref _waits);

    public void AddShed(long records, long bytes)
    {
        if (bytes > 0)
        {
            Interlocked.Add(ref _shedRecords, records);
            Interlocked.Add(ref _shedBytes, bytes);
        }
    }
}
