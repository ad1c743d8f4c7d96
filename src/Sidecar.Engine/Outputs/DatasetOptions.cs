namespace Sidecar.Engine.Outputs;

/// <summary>Whether and how Suricata's datasets follow the exclusions.</summary>
public sealed record DatasetOptions
{
    public static DatasetOptions Default { get; } = new();

    /// <summary>Suricata's unix command socket; empty for no feedback at all.</summary>
    public string Socket { get; init; } = "";

    /// <summary>Names of the views whose excluded keys Suricata is told.</summary>
    public IReadOnlyList<string> Views { get; init; } = ["tls-sni", "http-hostname", "dest-ip"];

    /// <summary>Keys in all datasets together; further ones are left out and counted.</summary>
    public int MaxKeys { get; init; } = 10_000;

    /// <summary>Commands a second at most: Suricata answers them on the thread that also serves its other clients.</summary>
    public int CommandsPerSecond { get; init; } = 1_000;

    /// <summary>Pause before the next try to connect, and before what was refused is offered again.</summary>
    public int RetryMilliseconds { get; init; } = 5_000;

    /// <summary>How long one answer may take.</summary>
    public int AnswerMilliseconds { get; init; } = 5_000;

    /// <summary>How long a stopping sidecar takes to empty the datasets.</summary>
    public int DrainMilliseconds { get; init; } = 2_000;
}
