namespace Sidecar.Engine.Ingest;

/// <summary>What happens to records that arrive while the buffer before the engine is full.</summary>
public enum WhenFull
{
    /// <summary>Whole records that arrive are dropped and counted, until there is room again; Suricata is never made to wait.</summary>
    ShedNewest,

    /// <summary>Those that have waited longest are dropped and counted; Suricata is never made to wait.</summary>
    ShedOldest,

    /// <summary>The sender waits; for Suricata reading a pcap (-r), which blocks instead of dropping.</summary>
    Wait,
}

/// <summary>Who empties the sockets while the engine thread is pressed. With more than two connections a thread for each, in any case.</summary>
public enum Receiver
{
    /// <summary>The engine thread where there are fewer processors than a sender, a receiving thread and the engine thread need; else a thread for each connection.</summary>
    Auto,

    /// <summary>A thread for each connection.</summary>
    Thread,

    /// <summary>The engine thread for itself; a thread for each connection takes over when it is late.</summary>
    Engine,
}

/// <summary>Bounds of the way from a socket to the engine thread.</summary>
public sealed record IngestOptions
{
    /// <summary>A sender, a receiving thread and the engine thread.</summary>
    private const int BusyThreads = 3;

    public static IngestOptions Default { get; } = new();

    /// <summary>
    /// Bytes that wait for the engine, of all connections together, before <see cref="WhenFull"/> applies. Beside them
    /// there are the beginnings of unfinished records: 64 KiB for each connection, and for longer ones
    /// <see cref="LongRecordBytes"/> for all connections together. The default holds what comes in a second at 200,000
    /// records of 850 bytes, with room to spare; memory is taken when it is first needed.
    /// </summary>
    public long BufferBytes { get; init; } = 256L << 20;

    /// <summary>Longest record that is read; a longer one is rejected, counted and skipped to its newline.</summary>
    public int MaxRecordBytes { get; init; } = 64 << 20;

    /// <summary>For two records of the greatest length at the same time; what finds no room is rejected as too long.</summary>
    public long LongRecordBytes => 2L * MaxRecordBytes;

    /// <summary>
    /// Size of the buffer's blocks, and so the most bytes taken from the socket by one receive. A socket of the default
    /// size holds 97 KB of records.
    /// </summary>
    public int BlockBytes { get; init; } = 64 << 10;

    /// <summary>Connections open at the same time; one more is closed at once and counted.</summary>
    public int MaxConnections { get; init; } = 256;

    /// <summary>Connections that the kernel holds until they are accepted.</summary>
    public int Backlog { get; init; } = 1024;

    public WhenFull WhenFull { get; init; } = WhenFull.ShedNewest;

    /// <summary>
    /// Bytes of one connection that wait for the engine at which its sender, if it may be made to wait, does. To take more of
    /// them ahead makes nothing faster: they would have left the processor's cache by the time the engine reads them.
    /// </summary>
    public int WaitBytes { get; init; } = 2 << 20;

    public Receiver Receiver { get; init; } = Receiver.Auto;

    /// <summary>Whether the engine thread is to receive for itself while it is pressed.</summary>
    public bool EngineReceives => Receiver == Receiver.Engine || (Receiver == Receiver.Auto && Environment.ProcessorCount < BusyThreads);

    /// <summary>Permissions of the socket file: Suricata must be able to write to it.</summary>
    public UnixFileMode SocketMode { get; init; } =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
}
