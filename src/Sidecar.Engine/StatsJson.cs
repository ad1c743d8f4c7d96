using System.Buffers;
using System.Text.Json;
using Sidecar.Engine.Eve;
using Sidecar.Engine.Learning;
using Sidecar.Engine.Losses;
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
    internal static byte[] Line(EngineStats stats, long time, ReadOnlySpan<byte> sensor)
    {
        ArrayBufferWriter<byte> output = new(2048);
        using (Utf8JsonWriter json = new(output))
        {
            json.WriteStartObject();
            VerdictJson.WriteTime(json, "timestamp", time);
            json.WriteString("event_type", "sidecar_stats");
            if (!sensor.IsEmpty)
            {
                json.WritePropertyName("host");
                VerdictJson.WriteText(json, sensor);
            }

            json.WritePropertyName("sidecar_stats");
            Write(json, stats);
            json.WriteEndObject();
        }

        output.Write("\n"u8);
        return output.WrittenSpan.ToArray();
    }

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
        json.WriteEndObject();
        json.WriteStartObject("by_hand");
        json.WriteNumber("changes_not_saved", stats.HandChangesNotSaved);
        json.WriteEndObject();
        json.WriteStartObject("snapshots");
        json.WriteNumber("written", stats.SnapshotsWritten);
        json.WriteNumber("failed", stats.SnapshotsFailed);
        json.WriteEndObject();
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
        json.WriteStartObject("rejected_by_cause");
        foreach ((string cause, long count) in stats.RejectedByCause)
        {
            json.WriteNumber(Name(cause), count);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteLosses(Utf8JsonWriter json, EngineStats stats)
    {
        json.WriteStartObject("lost_before");
        foreach (LossEstimate estimate in stats.LostBefore)
        {
            json.WriteStartObject(EventTypes.Names[(int)estimate.Type]);
            json.WriteNumber("made", estimate.Made);
            json.WriteNumber("lost", estimate.Lost);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteResidual(Utf8JsonWriter json, EngineStats stats)
    {
        json.WriteStartObject("residual");
        json.WriteNumber("records", stats.ResidualByType.Sum());
        json.WriteNumber("lost", stats.ResidualLost);
        json.WriteNumber("failures", stats.ResidualFailures);
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

    private static void WriteConnections(Utf8JsonWriter json, EngineStats stats)
    {
        json.WriteStartObject("connections");
        json.WriteNumber("accepted", stats.Connections);
        json.WriteNumber("open", stats.ConnectionsOpen);
        json.WriteNumber("refused", stats.ConnectionsRefused);
        json.WriteNumber("accept_errors", stats.AcceptErrors);
        json.WriteNumber("resets", stats.ConnectionsReset);
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
        json.WriteStartObject("refused_by_guard");
        foreach (Guard guard in Enum.GetValues<Guard>())
        {
            json.WriteNumber(Name(guard.ToString()), view.RefusedByGuard[(int)guard]);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
