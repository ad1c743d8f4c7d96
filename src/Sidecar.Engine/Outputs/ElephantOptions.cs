namespace Sidecar.Engine.Outputs;

/// <summary>Whether and how Suricata is asked what the oldest live flows weigh so far.</summary>
public sealed record ElephantOptions
{
    public static ElephantOptions Default { get; } = new();

    /// <summary>Suricata's unix command socket; empty to ask nothing.</summary>
    public string Socket { get; init; } = "";

    /// <summary>Flows asked about in a round: the oldest of those that live.</summary>
    public int Flows { get; init; } = 1_000;

    /// <summary>Questions a second at most: Suricata answers them on the thread that also serves its other clients.</summary>
    public int QuestionsPerSecond { get; init; } = 20;

    /// <summary>Pause between two rounds, and before the next try when Suricata is out of reach.</summary>
    public int IntervalMilliseconds { get; init; } = 60_000;

    /// <summary>Flows remembered as unknown to Suricata; at the bound all are forgotten.</summary>
    public int MaxUnknown { get; init; } = 100_000;

    /// <summary>How long one answer may take.</summary>
    public int AnswerMilliseconds { get; init; } = 5_000;
}
