namespace Sidecar.Engine.Outputs;

/// <summary>Bounds of the verdict socket.</summary>
public sealed record OutputOptions
{
    public static OutputOptions Default { get; } = new();

    /// <summary>Readers at the same time; one more is closed at once and counted.</summary>
    public int MaxReaders { get; init; } = 64;

    /// <summary>Lines that wait for one slow reader; the oldest is dropped and counted.</summary>
    public int MaxLines { get; init; } = 10_000;

    /// <summary>
    /// Event time between two <c>sidecar_stats</c> records, which come with the next learning tick; 0 for none. Only a
    /// running sidecar writes them: what was shed or refused is no matter of event time, and a replay repeats verdicts.
    /// </summary>
    public long StatsSeconds { get; init; } = 60;

    /// <summary>
    /// Networks whose addresses are at home, as Suricata writes them in HOME_NET and without variables; empty when nothing
    /// is known of that, and then verdicts say nothing of it.
    /// </summary>
    public string HomeNets { get; init; } = "";

    /// <summary>How long a stopping sidecar waits for readers to take what is theirs.</summary>
    public int DrainMilliseconds { get; init; } = 2_000;

    /// <summary>Permissions of the socket file.</summary>
    public UnixFileMode SocketMode { get; init; } =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
}
