using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Sidecar.Engine;
using Sidecar.Engine.Flows;

namespace Sidecar.Control;

/// <summary>Lists the longest-lived and the heaviest of the live flows; the engine looks for them between its batches.</summary>
internal sealed class FlowPages(LiveEngine live)
{
    private const int Most = 1000;
    private const int Usual = 10;

    /// <summary>Ten million rows take some 150 looks of a millisecond, each behind a batch.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(8);

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

        if (await ControlPages.Within(live.ScanFlows(count), s_patience) is not { } flows)
        {
            await ControlPages.AnswerBusy(context);
            return;
        }

        await ControlPages.Answer(context, StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            Write(json, "longest_lived", flows.LongestLived);
            Write(json, "heaviest", flows.Heaviest);
            json.WriteEndObject();
        });
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
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
