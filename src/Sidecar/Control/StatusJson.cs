using System.Text.Json;
using Sidecar.Engine;

namespace Sidecar.Control;

/// <summary>
/// What <c>/status</c> answers and <c>status --json</c> prints. Names stay; new ones may come. <c>stats</c> is the body
/// of the <c>sidecar_stats</c> record.
/// </summary>
internal static class StatusJson
{
    public static void Write(Utf8JsonWriter json, Reading reading, string runDirectory)
    {
        json.WriteStartObject();
        json.WriteString("version", Reading.Version);
        json.WriteString("kernel", Reading.Kernel);
        json.WriteNumber("pid", Environment.ProcessId);
        json.WriteString("run_dir", runDirectory);
        json.WriteNumber("uptime_seconds", reading.Uptime.TotalSeconds);
        json.WriteNumber("resident_bytes", reading.ResidentBytes);
        json.WriteStartObject("collections");
        json.WriteStartArray("by_generation");
        foreach (int count in reading.CollectionsByGeneration)
        {
            json.WriteNumberValue(count);
        }

        json.WriteEndArray();
        json.WriteNumber("pause_seconds", reading.CollectionPause.TotalSeconds);
        json.WriteEndObject();
        json.WriteNumber("questions_refused", reading.QuestionsRefused);
        json.WriteNumber("answering_seconds", reading.AnsweringTime.TotalSeconds);
        if (reading.Report is EngineReport report)
        {
            WriteReport(json, report, reading.Age);
        }

        json.WriteEndObject();
    }

    private static void WriteReport(Utf8JsonWriter json, EngineReport report, TimeSpan age)
    {
        json.WriteNumber("report_age_seconds", age.TotalSeconds);
        if (report.EventTime is long time)
        {
            StatsJson.WriteTime(json, "event_time", time);
        }

        json.WriteNumber("records_per_second", Math.Round(report.RecordsPerSecond, 1));
        json.WriteNumber("records_per_second_over_minute", Math.Round(report.RecordsPerSecondOverMinute, 1));
        WriteOptional(json, "latest_snapshot", report.Stats.LatestSnapshot);
        WriteOptional(json, "latest_snapshot_error", report.Stats.LatestSnapshotError);
        WriteOptional(json, "latest_state_error", report.Stats.State.LatestError);
        json.WritePropertyName("stats");
        StatsJson.Write(json, report.Stats);
    }

    private static void WriteOptional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
