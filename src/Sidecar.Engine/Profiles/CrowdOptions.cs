namespace Sidecar.Engine.Profiles;

/// <summary>The long memory of who uses which service.</summary>
public sealed record CrowdOptions
{
    public static CrowdOptions Default { get; } = new();

    /// <summary>Most sources that a guard can ask of a service.</summary>
    public const int MostSources = 8;

    /// <summary>Services of one memory; at the bound the least vouched for and longest unseen eighth leaves and is counted.</summary>
    public int MaxServices { get; init; } = 262_144;

    /// <summary>
    /// Part (0 to 1) of the records that heavy hitters must make before a crowd vouches for what lies beside them, over all
    /// views of services; below half of it a crowd vouches no more.
    /// </summary>
    public double MinHead { get; init; } = 0.5;
}
