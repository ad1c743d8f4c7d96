using System.Text.Json;
using Sidecar.Control;
using Sidecar.Engine;

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
            if (report.Stats.Flows.OldestActivity is long oldest && report.EventTime is long now)
            {
                json.WriteNumber("oldest_flow_seconds", Math.Max(0, (now - oldest) / 1_000_000));
            }

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
}
