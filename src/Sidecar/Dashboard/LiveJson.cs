using System.Text.Json;
using Sidecar.Control;
using Sidecar.Engine;
using Sidecar.Engine.Flows;

namespace Sidecar.Dashboard;

/// <summary>What the page asks for each second: the status that the control socket tells, and what only pictures need.</summary>
internal static class LiveJson
{
    public static void Write(Utf8JsonWriter json, Reading reading, string runDirectory, DashboardGate gate)
    {
        json.WriteStartObject();
        json.WriteBoolean("local", gate.IsLocal);
        json.WriteNumber("refused", gate.Refused);
        json.WritePropertyName("status");
        StatusJson.Write(json, reading, runDirectory);
        if (reading.Report is EngineReport report)
        {
            WriteFlows(json, report);
            WriteCounts(json, "shed_by_type", report.Stats.ShedByType);
            WriteCounts(json, "torn_by_type", report.Stats.TornByType);
            json.WriteStartArray("ticks");
            foreach (Engine.Verdicts.TickResult tick in report.Latest)
            {
                json.WriteStartObject();
                json.WriteString("view", tick.Window.View.Name);
                json.WriteNumber("tick", tick.Model.Tick);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteFlows(Utf8JsonWriter json, EngineReport report)
    {
        FlowStats flows = report.Stats.Flows;
        json.WriteStartObject("live_flows");
        json.WriteNumber("live", flows.Live);
        json.WriteBoolean("emergency", flows.IsEmergency);
        json.WriteNumber("waiting_transactions", flows.WaitingTransactions);
        if (flows.OldestActivity is long oldest && report.EventTime is long now)
        {
            json.WriteNumber("oldest_seconds", Math.Max(0, (now - oldest) / 1_000_000));
        }

        json.WriteStartArray("by_protocol");
        foreach (ProtocolFlowStats protocol in flows.ByProtocol)
        {
            json.WriteStartObject();
            json.WriteString("protocol", StatsJson.Name(protocol.Protocol.ToString()));
            json.WriteNumber("new", protocol.LiveNew);
            json.WriteNumber("established", protocol.LiveEstablished);
            json.WriteNumber("evicted", protocol.Evicted);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteCounts(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, long> counts)
    {
        json.WriteStartObject(name);
        foreach ((string type, long count) in counts)
        {
            json.WriteNumber(type, count);
        }

        json.WriteEndObject();
    }
}
