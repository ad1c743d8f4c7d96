namespace Sidecar.Engine.Snapshots;

/// <summary>When and how many profile exports are kept.</summary>
public sealed record SnapshotOptions
{
    public static SnapshotOptions Default { get; } = new();

    /// <summary>Event time between two exports.</summary>
    public long IntervalSeconds { get; init; } = 300;

    /// <summary>Files kept; the oldest go first.</summary>
    public int Keep { get; init; } = 24;

    /// <summary>Whether exports carry the values behind the distinct counts, so that they can be merged.</summary>
    public bool Sketches { get; init; } = true;

    /// <summary>zstd level.</summary>
    public int Level { get; init; } = 3;
}
