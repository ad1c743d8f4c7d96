using System.Text.Json;
using Sidecar.Engine.Eve;
using Sidecar.Engine.Flows;
using Sidecar.Engine.Ingest;
using Sidecar.Engine.Learning;
using Sidecar.Engine.Losses;
using Sidecar.Engine.Outputs;
using Sidecar.Engine.Verdicts;

namespace Sidecar.Engine;

/// <summary>
/// The accounts as JSON, in the shape that suricata-config/verdict.schema.json lays down: the body of the
/// <c>sidecar_stats</c> record on the verdict socket, and of what <c>status</c> prints.
/// </summary>
public static class StatsJson
{
    /// <summary>A line with its newline for the verdict socket.</summary>
    /// <param name="time">Event time in microseconds.</param>
    /// <param name="sensor">Name that Suricata gave itself in the records (<c>host</c>), or empty.</param>
    internal static byte[] Line(EngineStats stats, long time, ReadOnlySpan<byte> sensor) =>
        OwnRecord.Line("sidecar_stats", time, sensor, stats, WriteRest);

    /// <summary>The accounts as one object.</summary>
    public static void Write(Utf8JsonWriter json, EngineStats stats)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(stats);
        json.WriteStartObject();
        WriteRecords(json, stats);
        WriteLosses(json, stats);
        WriteResidual(json, stats);
        WriteConnections(json, stats);
        WriteInputs(json, stats.Inputs);
        WriteFlows(json, stats);
        json.WriteStartArray("views");
        foreach (ViewStats view in stats.Views)
        {
            WriteView(json, view);
        }

        json.WriteEndArray();
        json.WriteStartObject("verdicts");
        json.WriteNumber("readers", stats.VerdictReaders);
        json.WriteNumber("readers_refused", stats.VerdictReadersRefused);
        json.WriteNumber("lines_lost", stats.VerdictLinesLost);
        WriteSocketFile(json, stats.VerdictSocketFile);
        json.WriteEndObject();
        json.WriteStartObject("by_hand");
        json.WriteNumber("changes_not_saved", stats.HandChangesNotSaved);
        json.WriteEndObject();
        json.WriteStartObject("snapshots");
        json.WriteNumber("written", stats.SnapshotsWritten);
        json.WriteNumber("failed", stats.SnapshotsFailed);
        json.WriteNumber("skipped", stats.SnapshotsSkipped);
        json.WriteEndObject();
        WriteState(json, stats.State);
        if (stats.Elephants is ElephantStats elephants)
        {
            WriteElephants(json, elephants);
        }

        json.WriteEndObject();
    }

    /// <summary>Event time in microseconds, as Suricata writes times.</summary>
    public static void WriteTime(Utf8JsonWriter json, string name, long microseconds)
    {
        ArgumentNullException.ThrowIfNull(json);
        VerdictJson.WriteTime(json, name, microseconds);
    }

    /// <summary>A guard or a cause as it is written: <c>NotAnObject</c> becomes <c>not_an_object</c>.</summary>
    public static string Name(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    private static void WriteRest(Utf8JsonWriter json, EngineStats stats)
    {
        json.WritePropertyName("sidecar_stats");
        Write(json, stats);
    }

    private static void WriteRecords(Utf8JsonWriter json, EngineStats stats)
    {
        json.WriteStartObject("records");
        json.WriteNumber("received", stats.Received + stats.ShedRecords);
        json.WriteNumber("parsed", stats.Parsed);
        json.WriteNumber("rejected", stats.Rejected);
        json.WriteNumber("shed", stats.ShedRecords);
        json.WriteNumber("without_time", stats.WithoutTime);
        json.WriteNumber("bytes", stats.Bytes);
        json.WriteNumber("shed_bytes", stats.ShedBytes);
        WriteByType(json, stats.ByType);
        WriteCounts(json, "rejected_by_cause", stats.RejectedByCause);
        WriteCounts(json, "torn_by_type", stats.TornByType);
        WriteCounts(json, "shed_by_type", stats.ShedByType);
        json.WriteEndObject();
    }

    private static void WriteLosses(Utf8JsonWriter json, EngineStats stats)
    {
        json.WriteStartObject("lost_before");
        foreach (LossEstimate estimate in stats.LostBefore)
        {
            json.WriteStartObject(EventTypes.Names[(int)estimate.Type]);
            json.WriteNumber("made", estimate.Count.Made);
            json.WriteNumber("lost", estimate.Count.Lost);
            json.WriteNumber("unsure", estimate.Count.Unsure);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteResidual(Utf8JsonWriter json, EngineStats stats)
    {
        json.WriteStartObject("residual");
        json.WriteNumber("records", stats.ResidualByType.Sum());
        json.WriteNumber("share", stats.ResidualShare);
        json.WriteNumber("lost", stats.ResidualLost);
        json.WriteNumber("failures", stats.ResidualFailures);
        WriteSocketFile(json, stats.ResidualSocketFile);
        WriteByType(json, stats.ResidualByType);
        json.WriteEndObject();
    }

    private static void WriteByType(Utf8JsonWriter json, IReadOnlyList<long> counts)
    {
        json.WriteStartObject("by_type");
        for (int type = 0; type < counts.Count; type++)
        {
            json.WriteNumber(EventTypes.Names[type], counts[type]);
        }

        json.WriteEndObject();
    }

    private static void WriteSocketFile(Utf8JsonWriter json, SocketFileStats file)
    {
        json.WriteNumber("sockets_made_again", file.MadeAgain);
        json.WriteNumber("sockets_not_made", file.NotMade);
    }

    private static void WriteConnections(Utf8JsonWriter json, EngineStats stats)
    {
        json.WriteStartObject("connections");
        json.WriteNumber("accepted", stats.Connections);
        json.WriteNumber("open", stats.ConnectionsOpen);
        json.WriteNumber("refused", stats.ConnectionsRefused);
        json.WriteNumber("accept_errors", stats.AcceptErrors);
        json.WriteNumber("resets", stats.ConnectionsReset);
        WriteSocketFile(json, stats.EveSocketFile);
        WriteCounts(json, "refused_by_cause", stats.ConnectionsRefusedByCause);
        json.WriteStartArray("each");
        foreach (ConnectionStats connection in stats.OpenConnections)
        {
            json.WriteStartObject();
            json.WriteNumber("user", connection.User);
            json.WriteNumber("bytes", connection.Bytes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteInputs(Utf8JsonWriter json, IReadOnlyList<InputStats> inputs)
    {
        json.WriteStartArray("inputs");
        foreach (InputStats input in inputs)
        {
            json.WriteStartObject();
            json.WriteString("name", input.Name);
            json.WriteNumber("lines", input.Lines);
            json.WriteNumber("bytes", input.Bytes);
            WriteCounts(json, "events", input.Events);
            if (input.Failure is not null)
            {
                json.WriteString("failure", input.Failure);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteState(Utf8JsonWriter json, StateStats state)
    {
        json.WriteStartObject("state");
        json.WriteNumber("written", state.Written);
        json.WriteNumber("failed", state.Failed);
        json.WriteNumber("skipped", state.Skipped);
        json.WriteNumber("journal_failed", state.JournalFailed);
        json.WriteNumber("files_skipped", state.FilesSkipped);
        json.WriteNumber("sections_skipped", state.SectionsSkipped);
        json.WriteNumber("exclusions_restored", state.ExclusionsRestored);
        json.WriteNumber("longest_pause_microseconds", (long)state.LongestPause.TotalMicroseconds);
        json.WriteEndObject();
    }

    private static void WriteElephants(Utf8JsonWriter json, ElephantStats elephants)
    {
        json.WriteStartObject("elephants");
        json.WriteNumber("asked", elephants.Asked);
        json.WriteNumber("answered", elephants.Answered);
        json.WriteNumber("unknown", elephants.Unknown);
        json.WriteNumber("refused", elephants.Refused);
        json.WriteNumber("failures", elephants.Failures);
        json.WriteNumber("forgotten", elephants.Forgotten);
        json.WriteNumber("heaviest_bytes", elephants.HeaviestBytes);
        json.WriteEndObject();
    }

    private static void WriteCounts(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, long> counts)
    {
        json.WriteStartObject(name);
        foreach ((string of, long count) in counts)
        {
            json.WriteNumber(Name(of), count);
        }

        json.WriteEndObject();
    }

    private static void WriteFlows(Utf8JsonWriter json, EngineStats stats)
    {
        json.WriteStartObject("flows");
        json.WriteNumber("live", stats.FlowsLive);
        json.WriteNumber("opened", stats.FlowsOpened);
        json.WriteNumber("joined", stats.FlowsJoined);
        json.WriteNumber("closed", stats.FlowsClosed);
        json.WriteNumber("unfinished", stats.FlowsUnfinished);
        json.WriteNumber("evicted", stats.FlowsEvicted);
        json.WriteNumber("reused", stats.FlowsReused);
        json.WriteNumber("transactions_not_kept", stats.TransactionsNotKept);
        json.WriteNumber("transactions_waiting", stats.Flows.WaitingTransactions);
        json.WriteNumber("orphans", stats.Flows.Orphans);
        json.WriteNumber("late", stats.Flows.Late);
        json.WriteNumber("emergencies", stats.Flows.Emergencies);
        json.WriteBoolean("in_emergency", stats.Flows.IsEmergency);
        if (stats.Flows.OldestActivity is long oldest)
        {
            WriteTime(json, "oldest_activity", oldest);
        }

        json.WriteStartObject("by_protocol");
        foreach (ProtocolFlowStats protocol in stats.Flows.ByProtocol)
        {
            WriteProtocol(json, protocol);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteProtocol(Utf8JsonWriter json, ProtocolFlowStats protocol)
    {
        json.WriteStartObject(Name(protocol.Protocol.ToString()));
        json.WriteNumber("live_new", protocol.LiveNew);
        json.WriteNumber("live_established", protocol.LiveEstablished);
        json.WriteNumber("evicted", protocol.Evicted);
        json.WriteStartObject("unfinished_by_cause");
        foreach (UnfinishedCause cause in Enum.GetValues<UnfinishedCause>())
        {
            json.WriteNumber(Name(cause.ToString()), protocol.Unfinished[(int)cause]);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteView(Utf8JsonWriter json, ViewStats view)
    {
        json.WriteStartObject();
        json.WriteString("view", view.Name);
        json.WriteNumber("keys", view.Keys);
        json.WriteNumber("keys_dropped", view.KeysDropped);
        json.WriteNumber("keys_cut", view.KeysCut);
        json.WriteNumber("excluded", view.Excluded);
        json.WriteNumber("announced", view.ExclusionsAnnounced);
        json.WriteNumber("announced_by_crowd", view.ExclusionsByCrowd);
        json.WriteStartObject("refused_by_guard");
        foreach (Guard guard in Enum.GetValues<Guard>())
        {
            json.WriteNumber(Name(guard.ToString()), view.RefusedByGuard[(int)guard]);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
