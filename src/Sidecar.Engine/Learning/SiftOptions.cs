namespace Sidecar.Engine.Learning;

/// <summary>The guards between the far cluster and an exclusion: what learning may never do.</summary>
public sealed record SiftOptions
{
    public static SiftOptions Default { get; } = new();

    /// <summary>Records in the window below which nothing is judged: a share of nearly nothing says nothing.</summary>
    public long MinRecords { get; init; } = 500;

    /// <summary>
    /// Least part (0 to 1) of the records or flows that the far cluster must carry: of the whole window in a view of actors,
    /// of what is not excluded yet in a view of services.
    /// </summary>
    public double MinShare { get; init; } = 0.05;

    /// <summary>How many times the mean volume of those keys a heavy hitter must have, and its cluster in the mean; three standard errors do not count.</summary>
    public double TimesMean { get; init; } = 3;

    /// <summary>Sources that an actor may have and still be excluded: a crowd vouches for no user agent.</summary>
    public int MaxSources { get; init; } = 3;

    /// <summary>Sources that a service must have to be excluded: few regular callers are what a beacon looks like.</summary>
    public int MinSources { get; init; } = 3;

    /// <summary>Rounds of one tick at most: after each, what the far cluster hid is clustered anew.</summary>
    public int Rounds { get; init; } = 8;

    /// <summary>Part (0 to 1) of the window's records below which the rest is not sifted any further.</summary>
    public double ResidualTarget { get; init; } = 0.0001;

    /// <summary>Ticks in a row that a key must pass all guards.</summary>
    public int TicksInARow { get; init; } = 2;

    /// <summary>Which scaled values are marked in verdicts and exports.</summary>
    public AnomalyThresholds Anomaly { get; init; } = AnomalyThresholds.Default;

    /// <summary>Keys never excluded: a text, <c>*.domain</c>, or an address range (CIDR).</summary>
    public IReadOnlyList<string> Never { get; init; } = [];
}
