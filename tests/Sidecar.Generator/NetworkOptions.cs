namespace Sidecar.Generator;

/// <summary>What the network is like. The same options give the same bytes on every machine.</summary>
internal sealed record NetworkOptions
{
    public static NetworkOptions Default { get; } = new();

    public ulong Seed { get; init; } = 1;

    public int Clients { get; init; } = 600;

    public int Sites { get; init; } = 3_000;

    /// <summary>Connections that begin in a second; the lookups before them come on top.</summary>
    public int FlowsPerSecond { get; init; } = 25;

    public int Hours { get; init; } = 8;

    /// <summary>What part of the connections goes to the six noisy services, in percent.</summary>
    public int ServicePercent { get; init; } = 92;

    /// <summary>What part of the connections the scanner makes, in percent.</summary>
    public int ScannerPercent { get; init; } = 2;

    /// <summary>No noisy services, no scanner, all sites alike: nothing is heavy.</summary>
    public bool Flat { get; init; }

    /// <summary>Callers home speak http and wear the user agent that most clients wear.</summary>
    public bool CallersWearCommonAgent { get; init; }

    /// <summary>Callers home run on the scanner's host.</summary>
    public bool CallersShareScannerHost { get; init; }

    /// <summary>Callers home say the name of the first service to their own servers, and look nothing up.</summary>
    public bool CallersSayCommonName { get; init; }

    /// <summary>The hour at which the first service falls silent; 0 for never.</summary>
    public int ServiceStopsAtHour { get; init; }
}
