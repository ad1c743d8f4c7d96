using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Sidecar.Engine;
using Sidecar.Engine.Flows;

namespace Sidecar.Control;

/// <summary>Lists the longest-lived and the heaviest of the live flows; the engine looks for them between its batches.</summary>
/// <param name="kept">How long an answer serves whoever asks for as many; each is looked for anew when nothing is said.</param>
internal sealed class FlowPages(LiveEngine live, TimeSpan kept = default)
{
    private const int Most = 1000;
    private const int Usual = 10;

    /// <summary>Ten million rows take some 150 looks of a millisecond, each behind a batch.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(8);

    private readonly Lock _lock = new();
    private Task<LiveFlows?>? _latest;
    private int _latestCount;
    private long _latestUntil;

    public void Map(WebApplication application) => application.MapGet("/flows", List);

    private async Task List(HttpContext context)
    {
        string? asked = context.Request.Query["count"];
        int count = Usual;
        if (asked is not null && (!int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out count) || count is < 1 or > Most))
        {
            await ControlPages.AnswerError(context, StatusCodes.Status400BadRequest, $"count is 1 to {Most}");
            return;
        }

        if (await ControlPages.Within(Scan(count), s_patience) is not { } flows)
        {
            await ControlPages.AnswerBusy(context);
            return;
        }

        await ControlPages.Answer(context, StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            Write(json, "longest_lived", flows.LongestLived);
            Write(json, "heaviest", flows.Heaviest);
            if (flows.HeaviestByBytes is not null)
            {
                Write(json, "heaviest_by_bytes", flows.HeaviestByBytes);
            }

            json.WriteEndObject();
        });
    }

    private Task<LiveFlows?> Scan(int count)
    {
        lock (_lock)
        {
            long now = Environment.TickCount64;
            if (_latest is null or { IsCompletedSuccessfully: true, Result: null } || _latestCount != count || now >= _latestUntil)
            {
                (_latest, _latestCount, _latestUntil) = (live.ScanFlows(count), count, now + (long)kept.TotalMilliseconds);
            }

            return _latest;
        }
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<LiveFlow> flows)
    {
        json.WriteStartArray(name);
        foreach (LiveFlow flow in flows)
        {
            json.WriteStartObject();
            json.WriteNumber("flow_id", flow.FlowId);
            json.WriteString("proto", StatsJson.Name(flow.Protocol.ToString()));
            json.WriteString("state", StatsJson.Name(flow.State.ToString()));
            StatsJson.WriteTime(json, "first_seen", flow.FirstSeen);
            StatsJson.WriteTime(json, "last_seen", flow.LastSeen);
            json.WriteNumber("transactions", flow.Transactions);
            json.WriteBoolean("alerted", flow.Alerted);
            if (flow.Weight is FlowWeight weight)
            {
                Write(json, weight);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>In Suricata's words for the counters of a flow.</summary>
    private static void Write(Utf8JsonWriter json, FlowWeight weight)
    {
        json.WriteStartObject("weight");
        json.WriteNumber("pkts_toserver", weight.Counts.PacketsToServer);
        json.WriteNumber("bytes_toserver", weight.Counts.BytesToServer);
        json.WriteNumber("pkts_toclient", weight.Counts.PacketsToClient);
        json.WriteNumber("bytes_toclient", weight.Counts.BytesToClient);
        json.WriteNumber("seconds_ago", Math.Round(TimeProvider.System.GetElapsedTime(weight.TakenAt).TotalSeconds, 1));
        json.WriteEndObject();
    }
}
