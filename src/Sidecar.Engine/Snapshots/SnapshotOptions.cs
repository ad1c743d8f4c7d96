namespace Sidecar.Engine.Snapshots;

/// <summary>When profile exports and states are written, and how many are kept.</summary>
public sealed record SnapshotOptions
{
    public static SnapshotOptions Default { get; } = new();

    /// <summary>Event time between two exports.</summary>
    public long IntervalSeconds { get; init; } = 300;

    /// <summary>Files kept; the oldest go first.</summary>
    public int Keep { get; init; } = 24;

    /// <summary>Whether exports carry the values behind the distinct counts, so that they can be merged.</summary>
    public bool Sketches { get; init; } = true;

    /// <summary>zstd level of exports: lines of text, of which many are kept; level 3 makes them a fifth smaller than 1.</summary>
    public int Level { get; init; } = 3;

    /// <summary>Event time, and also time of the wall clock, after which the state is saved again.</summary>
    public long StateIntervalSeconds { get; init; } = 300;

    /// <summary>
    /// zstd level of states: what is in them is hashes and counters for the most part, of which level 3 makes hardly
    /// less for two and a half times the processor time. A dictionary makes nothing of them either.
    /// </summary>
    public int StateLevel { get; init; } = 1;

    /// <summary>States kept; the oldest go first.</summary>
    public int StateKeep { get; init; } = 3;

    /// <summary>Bytes of all states kept; the latest stays in any case.</summary>
    public long StateMaxBytes { get; init; } = 4L << 30;

    /// <summary>Length at which the journal of exclusions is replaced by its latest frame.</summary>
    public long JournalMaxBytes { get; init; } = 1 << 20;

    /// <summary>Copied of the state between two batches of records: less than half a millisecond.</summary>
    internal int StepBytes { get; init; } = 128 << 10;

    /// <summary>Whether a start goes on where the last one on the same folder stood.</summary>
    public bool Restore { get; init; } = true;
}
