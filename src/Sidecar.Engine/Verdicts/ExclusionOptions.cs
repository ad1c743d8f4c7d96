namespace Sidecar.Engine.Verdicts;

/// <summary>Life of an exclusion.</summary>
public sealed record ExclusionOptions
{
    public static ExclusionOptions Default { get; } = new();

    /// <summary>
    /// Event time after which an exclusion ends unless what spoke for it still holds; also how long a crowd is remembered.
    /// </summary>
    public long LifeSeconds { get; init; } = 8 * 3600;

    /// <summary>
    /// Below which part of the window (0 to 1) a key counts as calm. One that was excluded with less than twice of it,
    /// as one of several in the far cluster, is calm below half of that, so that a key at the border does not come and go.
    /// </summary>
    public double CalmShare { get; init; } = 0.025;

    /// <summary>Keys, over all views, about which people may say something; one more is refused.</summary>
    public int MaxByHand { get; init; } = 10_000;

    /// <summary>Ticks in a row that a key must be calm before it is released.</summary>
    public int CalmTicks { get; init; } = 3;

    /// <summary>Keys of one view that are excluded at the same time; beyond it they pass and are counted.</summary>
    public int MaxKeys { get; init; } = 100_000;
}
