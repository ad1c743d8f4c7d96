namespace Sidecar.Engine;

/// <summary>The accounts of what outlives the process: states saved, the journal of exclusions, and what was taken up again.</summary>
public sealed record StateStats
{
    public static StateStats None { get; } = new();

    public long Written { get; init; }

    /// <summary>States that could not be written; each was tried again at the next interval.</summary>
    public long Failed { get; init; }

    /// <summary>States that were due while the one before was still being written.</summary>
    public long Skipped { get; init; }

    /// <summary>Times that verdicts went out whose exclusions could not be put into the journal.</summary>
    public long JournalFailed { get; init; }

    /// <summary>Verdict lines that went to nobody because the disk of the journal was too slow.</summary>
    public long LinesDropped { get; init; }

    public string? Latest { get; init; }

    public string? LatestError { get; init; }

    /// <summary>Files that the start had to leave out.</summary>
    public long FilesSkipped { get; init; }

    /// <summary>Parts of the state that the start did not know or could not use.</summary>
    public long SectionsSkipped { get; init; }

    /// <summary>Exclusions in force that the start took up again.</summary>
    public long ExclusionsRestored { get; init; }

    /// <summary>The longest that the engine thread was kept between two batches to copy a part of the state.</summary>
    public TimeSpan LongestPause { get; init; }
}
