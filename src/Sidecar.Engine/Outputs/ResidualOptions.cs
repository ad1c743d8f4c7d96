namespace Sidecar.Engine.Outputs;

/// <summary>Where the residual goes, any of the three, and its bounds.</summary>
public sealed record ResidualOptions
{
    public static ResidualOptions Default { get; } = new();

    /// <summary>File that the residual is appended to; empty for none.</summary>
    public string File { get; init; } = "";

    /// <summary>Unix stream socket on which readers get the residual from the moment they connect; empty for none.</summary>
    public string Listen { get; init; } = "";

    /// <summary>Unix stream socket of a reader that is connected to, as Suricata connects to one; empty for none.</summary>
    public string Connect { get; init; } = "";

    /// <summary>Bytes that wait for one slow reader, or for the file; the oldest records are dropped and counted.</summary>
    public int BufferBytes { get; init; } = 16 << 20;

    /// <summary>Size at which the file becomes FILE.1, and so on; looked at before each write of up to 256 KiB.</summary>
    public long RotateBytes { get; init; } = 1L << 30;

    /// <summary>Files kept beside the current one; the oldest go first.</summary>
    public int Keep { get; init; } = 5;

    /// <summary>Readers of the listening socket at the same time; one more is closed at once and counted.</summary>
    public int MaxReaders { get; init; } = 8;

    /// <summary>Pause before the next try to connect or to write.</summary>
    public int RetryMilliseconds { get; init; } = 500;

    /// <summary>How long a stopping sidecar waits for readers to take what is theirs.</summary>
    public int DrainMilliseconds { get; init; } = 2_000;

    /// <summary>Permissions of the listening socket.</summary>
    public UnixFileMode SocketMode { get; init; } =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
}
