using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>What a live Suricata wrote into a file beside the sidecar, and what a running sidecar says of itself.</summary>
internal static partial class LiveAccounts
{
    /// <summary>Suricata saw packets, and its own counters have none dropped.</summary>
    public static void AssertNoPacketDropped(string log)
    {
        JsonElement[] stats = [.. Lines(log).Where(record => TypeOf(record) == "stats").Select(record => record.GetProperty("stats").GetProperty("capture"))];
        Assert.NotEmpty(stats);
        Assert.True(stats.Max(capture => Counter(capture, "kernel_packets")) > 0);
        Assert.All(stats, capture => Assert.Equal(0, Counter(capture, "kernel_drops")));
    }

    /// <summary>Flow records so far.</summary>
    public static long FlowsIn(string log) => File.Exists(log) ? Lines(log).LongCount(record => TypeOf(record) == "flow") : 0;

    /// <summary>What Suricata says in its log, once it has ended, of records that did not fit into a socket.</summary>
    public static long DroppedAtSocket(string suricataLog)
    {
        string log = File.ReadAllText(suricataLog);
        Assert.NotEmpty(log);
        return DroppedRecords().Matches(log).Sum(dropped => long.Parse(dropped.Groups[1].Value, CultureInfo.InvariantCulture));
    }

    public static long Parsed(string runDirectory) => Stats(runDirectory).GetProperty("records").GetProperty("parsed").GetInt64();

    public static long Flows(string runDirectory) => Stats(runDirectory).GetProperty("records").GetProperty("by_type").GetProperty("flow").GetInt64();

    public static long Connections(string runDirectory) => Stats(runDirectory).GetProperty("connections").GetProperty("open").GetInt64();

    public static long LostFlows(string runDirectory) =>
        Stats(runDirectory).GetProperty("lost_before").TryGetProperty("flow", out JsonElement flow) ? flow.GetProperty("lost").GetInt64() : 0;

    /// <summary>Of the sidecar that answers there now; 0 when none does.</summary>
    public static int ProcessId(string runDirectory) =>
        SidecarProcess.Run(["status", "--json", "--run-dir", runDirectory]) is { ExitCode: 0 } status ? JsonDocument.Parse(status.Text).RootElement.GetProperty("pid").GetInt32() : 0;

    private static long Counter(JsonElement capture, string name) => capture.TryGetProperty(name, out JsonElement value) ? value.GetInt64() : 0;

    /// <summary>Without the last line when it is half written.</summary>
    private static IEnumerable<JsonElement> Lines(string log)
    {
        using FileStream file = new(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using StreamReader reader = new(file);
        string text = reader.ReadToEnd();
        return [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    private static string? TypeOf(JsonElement record) => record.GetProperty("event_type").GetString();

    private static JsonElement Stats(string runDirectory) =>
        JsonDocument.Parse(SidecarProcess.Run(["status", "--json", "--run-dir", runDirectory]).Text).RootElement.GetProperty("stats");

    [GeneratedRegex("([0-9]+) events were dropped due to slow or disconnected socket")]
    private static partial Regex DroppedRecords();
}
