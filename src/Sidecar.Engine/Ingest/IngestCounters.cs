namespace Sidecar.Engine.Ingest;

/// <summary>Why a connection is closed at once.</summary>
internal enum Refusal
{
    /// <summary><see cref="IngestOptions.MaxConnections"/> are open.</summary>
    TooMany,

    /// <summary>Its user is none of <see cref="InputOptions.Users"/>.</summary>
    User,
}

/// <summary>
/// What happened before the engine thread: written by the accepting and receiving threads with Interlocked, read by
/// anyone.
/// </summary>
internal sealed class IngestCounters(RecordTypeReader typeOf, int types)
{
    public const int UnknownType = -1;

    // The last one counts what shows no type.
    private readonly long[] _shed = new long[types + 1];
    private long _accepted;
    private readonly long[] _refused = new long[Enum.GetValues<Refusal>().Length];
    private long _acceptErrors;
    private long _resets;
    private long _socketsMadeAgain;
    private long _socketsNotMade;
    private long _shedBytes;
    private long _waits;

    public long Accepted => Volatile.Read(ref _accepted);

    /// <summary>Connections closed at once, by cause, without the causes that never occurred.</summary>
    public IReadOnlyDictionary<string, long> RefusedByCause() => Enum.GetValues<Refusal>()
        .Where(cause => Refused(cause) > 0)
        .ToDictionary(cause => cause.ToString(), Refused);

    public long Refused(Refusal cause) => Volatile.Read(ref _refused[(int)cause]);

    /// <summary>Failed accept() calls: out of descriptors or memory.</summary>
    public long AcceptErrors => Volatile.Read(ref _acceptErrors);

    /// <summary>Times that the file of the EVE socket was gone and another was made.</summary>
    public long SocketsMadeAgain => Volatile.Read(ref _socketsMadeAgain);

    /// <summary>Times that it was gone and no other could be made; tried again.</summary>
    public long SocketsNotMade => Volatile.Read(ref _socketsNotMade);

    /// <summary>Connections that ended with an error instead of a close; what had arrived was kept.</summary>
    public long Resets => Volatile.Read(ref _resets);

    public long ShedRecords
    {
        get
        {
            long records = 0;
            for (int type = UnknownType; type < _shed.Length - 1; type++)
            {
                records += ShedOf(type);
            }

            return records;
        }
    }

    public long ShedBytes => Volatile.Read(ref _shedBytes);

    /// <summary>Times that a sender was made to wait (<see cref="WhenFull.Wait"/>).</summary>
    public long Waits => Volatile.Read(ref _waits);

    public void AddAccepted() => Interlocked.Increment(ref _accepted);

    public void AddRefused(Refusal cause) => Interlocked.Increment(ref _refused[(int)cause]);

    public void AddAcceptError() => Interlocked.Increment(ref _acceptErrors);

    public void AddSocketMadeAgain() => Interlocked.Increment(ref _socketsMadeAgain);

    public void AddSocketNotMade() => Interlocked.Increment(ref _socketsNotMade);

    public void AddReset() => Interlocked.Increment(ref _resets);

    public void AddWait() => Interlocked.Increment(ref _waits);

    public void AddShedBytes(long bytes) => Interlocked.Add(ref _shedBytes, bytes);

    public void AddShed(int type) => Interlocked.Increment(ref ShedAt(type));

    /// <summary>Records of a type that were shed.</summary>
    /// <param name="type">A number that <see cref="TypeOf"/> gives.</param>
    public long ShedOf(int type) => Volatile.Read(ref ShedAt(type));

    public int TypeOf(ReadOnlySpan<byte> part) => typeOf(part);

    private ref long ShedAt(int type) => ref _shed[type == UnknownType ? ^1 : type];
}
