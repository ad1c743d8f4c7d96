namespace Sidecar.Engine.Ingest;

/// <summary>What happens to records that arrive while the buffer before the engine is full.</summary>
public enum WhenFull
{
    /// <summary>Whole records are dropped and counted; Suricata is never made to wait.</summary>
    Shed,

    /// <summary>The sender waits; for Suricata reading a pcap (-r), which blocks instead of dropping.</summary>
    Wait,
}

/// <summary>Bounds of the way from a socket to the engine thread.</summary>
public sealed record IngestOptions
{
    public static IngestOptions Default { get; } = new();

    /// <summary>Bytes per connection that the engine has not seen yet before <see cref="WhenFull"/> applies.</summary>
    public long BufferBytes { get; init; } = 64L << 20;

    /// <summary>Longest record that is read; a longer one is rejected, counted and skipped to its newline.</summary>
    public int MaxRecordBytes { get; init; } = 64 << 20;

    /// <summary>Size of the pipe's segments, and so the most bytes taken from the socket by one receive.</summary>
    public int ReceiveBytes { get; init; } = 256 << 10;

    /// <summary>Connections open at the same time; one more is closed at once and counted.</summary>
    public int MaxConnections { get; init; } = 256;

    /// <summary>Connections that the kernel holds until they are accepted.</summary>
    public int Backlog { get; init; } = 1024;

    public WhenFull WhenFull { get; init; } = WhenFull.Shed;

    /// <summary>Permissions of the socket file: Suricata must be able to write to it.</summary>
    public UnixFileMode SocketMode { get; init; } =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
}
