namespace Sidecar.Control;

/// <summary>The part of <see cref="StatusJson"/> that <see cref="StatusText"/> shows.</summary>
internal sealed record StatusDocument
{
    public required string Version { get; init; }

    public required string Kernel { get; init; }

    public required int Pid { get; init; }

    public required string RunDir { get; init; }

    public required double UptimeSeconds { get; init; }

    public required long ResidentBytes { get; init; }

    public required CollectionsDocument Collections { get; init; }

    public double ReportAgeSeconds { get; init; }

    public string? EventTime { get; init; }

    public double RecordsPerSecond { get; init; }

    public double RecordsPerSecondOverMinute { get; init; }

    public string? LatestSnapshot { get; init; }

    public string? LatestSnapshotError { get; init; }

    public string? LatestStateError { get; init; }

    public StatsDocument? Stats { get; init; }

    /// <summary>What the command puts beside the status: all that was said by hand, and the heaviest others.</summary>
    public IReadOnlyList<ExclusionDocument> Exclusions { get; init; } = [];

    public int ExclusionsInAll { get; init; }
}

/// <summary>Garbage collections.</summary>
internal sealed record CollectionsDocument(IReadOnlyList<long> ByGeneration, double PauseSeconds);

/// <summary>The body of a <c>sidecar_stats</c> record.</summary>
internal sealed record StatsDocument(
    RecordsDocument Records,
    IReadOnlyDictionary<string, LossDocument> LostBefore,
    ResidualDocument Residual,
    ConnectionsDocument Connections,
    IReadOnlyList<InputDocument> Inputs,
    FlowsDocument Flows,
    IReadOnlyList<ViewDocument> Views,
    VerdictsDocument Verdicts,
    SnapshotsDocument Snapshots,
    StateDocument State,
    ElephantsDocument? Elephants = null);

/// <summary>What came in: received = parsed + rejected + shed.</summary>
internal sealed record RecordsDocument(
    long Received,
    long Parsed,
    long Rejected,
    long Shed,
    long Bytes,
    IReadOnlyDictionary<string, long> ByType,
    IReadOnlyDictionary<string, long> RejectedByCause,
    IReadOnlyDictionary<string, long> TornByType,
    IReadOnlyDictionary<string, long> ShedByType);

/// <summary>What Suricata made of one type, how much of it never came, and how much more that may have been.</summary>
internal sealed record LossDocument(long Made, long Lost, long Unsure);

/// <summary>What belongs to no excluded key.</summary>
internal sealed record ResidualDocument(
    long Records, double Share, long Lost, long Failures, IReadOnlyDictionary<string, long> ByType, long SocketsMadeAgain = 0, long SocketsNotMade = 0);

/// <summary>Of Suricata.</summary>
internal sealed record ConnectionsDocument(
    long Accepted,
    long Open,
    long Refused,
    long Resets,
    IReadOnlyDictionary<string, long> RefusedByCause,
    long SocketsMadeAgain = 0,
    long SocketsNotMade = 0,
    IReadOnlyList<ConnectionDocument>? Each = null);

/// <summary>One that is open, by the number of its user.</summary>
internal sealed record ConnectionDocument(uint User, long Bytes);

/// <summary>An input that is no connection.</summary>
internal sealed record InputDocument(string Name, long Lines, IReadOnlyDictionary<string, long> Events, string? Failure);

/// <summary>The flow table.</summary>
internal sealed record FlowsDocument(
    long Live,
    long Joined,
    long Unfinished,
    long Evicted,
    long Orphans,
    long Late,
    bool InEmergency,
    IReadOnlyDictionary<string, ProtocolDocument> ByProtocol,
    string? OldestActivity = null);

/// <summary>Live flows of one protocol, and those given up without their flow record.</summary>
internal sealed record ProtocolDocument(long LiveNew, long LiveEstablished, long Evicted = 0, IReadOnlyDictionary<string, long>? UnfinishedByCause = null);

/// <summary>One view.</summary>
internal sealed record ViewDocument(
    string View,
    long Keys,
    long KeysDropped,
    long Excluded,
    long Announced,
    long AnnouncedByCrowd,
    IReadOnlyDictionary<string, long> RefusedByGuard);

/// <summary>The verdict socket.</summary>
internal sealed record VerdictsDocument(long Readers, long ReadersRefused, long LinesLost, long SocketsMadeAgain = 0, long SocketsNotMade = 0);

/// <summary>Exports.</summary>
internal sealed record SnapshotsDocument(long Written, long Failed);

/// <summary>What outlives a restart.</summary>
internal sealed record StateDocument(long Written, long Failed, long JournalFailed, long ExclusionsRestored, long LongestPauseMicroseconds);

/// <summary>What Suricata was asked about live flows.</summary>
internal sealed record ElephantsDocument(long Asked, long Answered, long Unknown, long Refused, long Failures, long HeaviestBytes);
