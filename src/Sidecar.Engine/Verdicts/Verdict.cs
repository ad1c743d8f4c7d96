using Sidecar.Engine.Learning;
using Sidecar.Engine.Profiles;

namespace Sidecar.Engine.Verdicts;

/// <summary>What a verdict says of its key.</summary>
public enum VerdictAction
{
    /// <summary>The key is a heavy hitter, or common beside heavy hitters; its records are excluded from now on.</summary>
    Exclude,

    /// <summary>The key is a heavy hitter of a view that only marks: its records pass.</summary>
    Mark,

    /// <summary>The exclusion came to its end, the key was examined again, and what spoke for it still holds.</summary>
    Renew,

    /// <summary>The exclusion ends early: the key calmed down, or drew an alert.</summary>
    Release,

    /// <summary>The exclusion came to its end, and nothing speaks for it any more.</summary>
    Expire,
}

/// <summary>One announced change, with everything that a person needs to believe it or not.</summary>
public sealed record Verdict
{
    public required VerdictAction Action { get; init; }

    /// <summary>Event time in microseconds.</summary>
    public required long Time { get; init; }

    public required TickWindow Window { get; init; }

    public required KeySnapshot Key { get; init; }

    public KeyEvidence Evidence { get; init; } = KeyEvidence.None;

    /// <summary>What part of the window the key is.</summary>
    public required KeyShares Shares { get; init; }

    /// <summary>Rank, cluster and scaled values; absent when the key was not clustered in this tick.</summary>
    public HeavyHitter? Heavy { get; init; }

    /// <summary>The crowd that vouches for the key; absent when it is heavy, and when nothing is excluded.</summary>
    public Crowd? Crowd { get; init; }

    public required TickModel Model { get; init; }

    /// <summary>Event time in microseconds when the exclusion ends; absent when it has ended.</summary>
    public long? Expires { get; init; }

    public required string Reason { get; init; }
}

/// <summary>
/// The window of one tick, as a verdict quotes it: without the profiles, which would live as long as the verdict.
/// </summary>
public sealed record TickWindow(View View, long Start, long End, long Records, int Keys);

/// <summary>So many sources, within so many seconds.</summary>
public sealed record Crowd(int Sources, long Seconds);

/// <summary>The model of one round of a tick, as a verdict quotes it.</summary>
public sealed record TickModel(int Tick, int Round, int K, int Components, ulong Seed, double Inertia, IReadOnlyList<double> Explained);
