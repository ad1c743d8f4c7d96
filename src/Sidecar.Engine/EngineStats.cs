using Sidecar.Engine.Flows;
using Sidecar.Engine.Ingest;
using Sidecar.Engine.Learning;
using Sidecar.Engine.Losses;
using Sidecar.Engine.Outputs;

namespace Sidecar.Engine;

/// <summary>
/// The accounts of an engine at one moment. Received = parsed + rejected; what was shed came before that. A line with n
/// tears counts as n + 1 records.
/// </summary>
public sealed record EngineStats
{
    /// <summary>Records that reached the engine thread, whole or not.</summary>
    public required long Received { get; init; }

    public required long Parsed { get; init; }

    public long Rejected => Received - Parsed;

    public required long Bytes { get; init; }

    public required IReadOnlyDictionary<string, long> RejectedByCause { get; init; }

    /// <summary>The rejected ones of cause Torn by the event_type that their head shows, or unknown.</summary>
    public IReadOnlyDictionary<string, long> TornByType { get; init; } = new Dictionary<string, long>();

    /// <summary>Part (0 to 1) of the parsed records that belongs to no excluded key; 0 when there are none.</summary>
    public double ResidualShare => Parsed > 0 ? (double)ResidualByType.Sum() / Parsed : 0;

    /// <summary>Parsed records in the order of <see cref="Eve.EventTypes.Names"/>.</summary>
    public required IReadOnlyList<long> ByType { get; init; }

    /// <summary>Those of <see cref="ByType"/> that belong to no excluded key, in the same order.</summary>
    public required IReadOnlyList<long> ResidualByType { get; init; }

    public required long WithoutTime { get; init; }

    /// <summary>Records that Suricata made and that never reached us, by type; empty while no stats record came.</summary>
    public IReadOnlyList<LossEstimate> LostBefore { get; init; } = [];

    public required long FlowsOpened { get; init; }

    public required long FlowsClosed { get; init; }

    public required long FlowsEvicted { get; init; }

    public required long FlowsUnfinished { get; init; }

    public required long FlowsReused { get; init; }

    public required long FlowsLive { get; init; }

    public required long FlowsJoined { get; init; }

    /// <summary>The same and more of the live flows, by protocol.</summary>
    public required FlowStats Flows { get; init; }

    public required long TransactionsNotKept { get; init; }

    public required IReadOnlyList<ViewStats> Views { get; init; }

    public required long SnapshotsWritten { get; init; }

    public required long SnapshotsFailed { get; init; }

    /// <summary>Exports that were due while the one before was still being written.</summary>
    public long SnapshotsSkipped { get; init; }

    public StateStats State { get; init; } = StateStats.None;

    public string? LatestSnapshot { get; init; }

    public string? LatestSnapshotError { get; init; }

    /// <summary>Whole records that were dropped before the engine thread because it was late.</summary>
    public long ShedRecords { get; init; }

    /// <summary>The same by the event_type that their bytes show, or unknown.</summary>
    public IReadOnlyDictionary<string, long> ShedByType { get; init; } = new Dictionary<string, long>();

    /// <summary>Times that a sender was made to wait.</summary>
    public long SendersMadeToWait { get; init; }

    /// <summary>Receives that the engine thread made for itself (<see cref="Ingest.Receiver"/>).</summary>
    public long EngineReceives { get; init; }

    /// <summary>Connections that ended with an error instead of a close.</summary>
    public long ConnectionsReset { get; init; }

    /// <summary>Connections closed at once because too many were open.</summary>
    public long ConnectionsRefused { get; init; }

    /// <summary>Failed tries to accept a connection: out of descriptors or memory.</summary>
    public long AcceptErrors { get; init; }

    public SocketFileStats EveSocketFile { get; init; }

    public SocketFileStats VerdictSocketFile { get; init; }

    /// <summary>Of <see cref="ResidualOptions.Listen"/>.</summary>
    public SocketFileStats ResidualSocketFile { get; init; }

    /// <summary>Who is connected to the EVE socket.</summary>
    public IReadOnlyList<ConnectionStats> OpenConnections { get; init; } = [];

    /// <summary>Native memory of the burst buffer, in bytes; it is kept once it was needed.</summary>
    public long BufferBytes { get; init; }

    /// <summary>Changes by hand that could not be kept for a restart.</summary>
    public long HandChangesNotSaved { get; init; }

    /// <summary>Bytes of what was shed.</summary>
    public long ShedBytes { get; init; }

    /// <summary>Connections taken on the EVE socket.</summary>
    public long Connections { get; init; }

    /// <summary>Connections that were closed at once, by cause, without the causes that never occurred.</summary>
    public IReadOnlyDictionary<string, long> ConnectionsRefusedByCause { get; init; } = new Dictionary<string, long>();

    /// <summary>Inputs that are no connections: datagrams, files, standard input.</summary>
    public IReadOnlyList<InputStats> Inputs { get; init; } = [];

    /// <summary>Residual records that a slow, vanished or never connected reader, or a full disk, did not get.</summary>
    public long ResidualLost { get; init; }

    /// <summary>Failed tries to connect, send or write the residual.</summary>
    public long ResidualFailures { get; init; }

    /// <summary>Readers of the residual closed at once because too many were there.</summary>
    public long ResidualReadersRefused { get; init; }

    /// <summary>Connections that are open now.</summary>
    public long ConnectionsOpen { get; init; }

    /// <summary>Readers that ever connected to the verdict socket.</summary>
    public long VerdictReaders { get; init; }

    /// <summary>Readers closed at once because too many were there.</summary>
    public long VerdictReadersRefused { get; init; }

    /// <summary>What Suricata was told of exclusions; nothing when it is told nothing.</summary>
    public DatasetStats? Datasets { get; init; }

    /// <summary>What Suricata was asked about live flows; nothing when it is asked nothing.</summary>
    public ElephantStats? Elephants { get; init; }

    /// <summary>Verdict lines that slow or vanished readers did not get.</summary>
    public long VerdictLinesLost { get; init; }
}

/// <summary>The accounts of one view.</summary>
public sealed record ViewStats
{
    public required string Name { get; init; }

    /// <summary>Keys held now: in the window, or with a transaction that waits for its flow.</summary>
    public required long Keys { get; init; }

    public required long KeysDropped { get; init; }

    public required long KeysCut { get; init; }

    /// <summary>Keys excluded now.</summary>
    public required long Excluded { get; init; }

    public required long ExclusionsAnnounced { get; init; }

    /// <summary>Those of <see cref="ExclusionsAnnounced"/> by the word of a crowd.</summary>
    public long ExclusionsByCrowd { get; init; }

    /// <summary>In the order of <see cref="Guard"/>.</summary>
    public required IReadOnlyList<long> RefusedByGuard { get; init; }
}
