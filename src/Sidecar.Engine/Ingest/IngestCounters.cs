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
    private long _resets;
    private long _shedBytes;
    private long _waits;

    public long Accepted => Volatile.Read(ref _accepted);

    /// <summary>Connections closed at once, by cause, without the causes that never occurred.</summary>
    public IReadOnlyDictionary<string, long> RefusedByCause() => Enum.GetValues<Refusal>()
        .Where(cause => Refused(cause) > 0)
        .ToDictionary(cause => cause.ToString(), Refused);

    public long Refused(Refusal cause) => Volatile.Read(ref _refused[(int)cause]);

    /// <summary>The EVE socket itself.</summary>
    public ListenerCounters Listener { get; } = new();

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

    /// <summary>Receives that the engine thread made for itself. Its alone.</summary>
    public long EngineReceives { get; set; }

    public void AddAccepted() => Interlocked.Increment(ref _accepted);

    public void AddRefused(Refusal cause) => Interlocked.Increment(ref _refused[(int)cause]);

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
