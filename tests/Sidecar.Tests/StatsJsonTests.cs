using System.Text;
using System.Text.Json;
using Sidecar.Engine;
using Sidecar.Engine.Ingest;
using Sidecar.Tests.Verdicts;
using Xunit;

namespace Sidecar.Tests;

/// <summary>The sidecar's own account on the verdict socket.</summary>
public sealed class StatsJsonTests
{
    [Fact]
    public void A_record_has_the_shape_of_the_schema_and_balances()
    {
        (Sidecar.Engine.Engine engine, _) = EveLines.Replay([.. EveLines.LoudTraffic(), "{", "[]"]);
        string line = Encoding.UTF8.GetString(StatsJson.Line(engine.Stats() with { ShedRecords = 5, ShedByType = new Dictionary<string, long> { ["flow"] = 5 }, ConnectionsRefused = 3, Inputs = [s_input], Elephants = new(6, 3, 2, 1, 0, 0, 99) }, 1_767_600_000_000_000, "sensor <1>"u8));
        Assert.EndsWith("}\n", line, StringComparison.Ordinal);
        Assert.Empty(VerdictSchema.Faults(line));
        JsonElement root = JsonDocument.Parse(line).RootElement;
        Assert.Equal(("sidecar_stats", "sensor <1>", "2026-01-05T08:00:00.000000+0000"), (root.GetProperty("event_type").GetString(), root.GetProperty("host").GetString(), root.GetProperty("timestamp").GetString()));
        JsonElement records = root.GetProperty("sidecar_stats").GetProperty("records");
        Assert.Equal((3_007, 3_000, 2, 5), (Number(records, "received"), Number(records, "parsed"), Number(records, "rejected"), Number(records, "shed")));
        Assert.Equal(3_000, records.GetProperty("by_type").EnumerateObject().Sum(type => type.Value.GetInt64()));
        Assert.Equal(5, records.GetProperty("shed_by_type").EnumerateObject().Sum(type => type.Value.GetInt64()));
        JsonElement stats = root.GetProperty("sidecar_stats");
        JsonElement residual = stats.GetProperty("residual");
        Assert.Equal(Number(residual, "records") / 3_000.0, residual.GetProperty("share").GetDouble(), 9);
        Assert.Equal((6, 99), (Number(stats.GetProperty("elephants"), "asked"), Number(stats.GetProperty("elephants"), "heaviest_bytes")));
        Assert.Equal("a\u001b", stats.GetProperty("inputs")[0].GetProperty("name").GetString());
        Assert.Equal(Number(stats.GetProperty("flows"), "live"), stats.GetProperty("flows").GetProperty("by_protocol").EnumerateObject()
            .Sum(protocol => Number(protocol.Value, "live_new") + Number(protocol.Value, "live_established")));
        Assert.Equal(2, records.GetProperty("rejected_by_cause").EnumerateObject().Sum(cause => cause.Value.GetInt64()));
    }

    [Theory]
    [InlineData("\"lines_lost\":0", "\"lines_lost\":-1")]
    [InlineData("\"lines_lost\":0", "\"lines\":0")]
    [InlineData("\"parsed\":", "\"read\":")]
    [InlineData("\"event_type\":\"sidecar_stats\"", "\"event_type\":\"heavy_hitter\"")]
    [InlineData("\"event_type\":", "\"src_ip\":\"10.0.0.1\",\"event_type\":")]
    public void The_schema_refuses_a_broken_one(string good, string bad)
    {
        (Sidecar.Engine.Engine engine, _) = EveLines.Replay(EveLines.LoudTraffic());
        string line = Encoding.UTF8.GetString(StatsJson.Line(engine.Stats(), 0, default));
        Assert.Empty(VerdictSchema.Faults(line));
        Assert.Contains(good, line, StringComparison.Ordinal);
        Assert.NotEmpty(VerdictSchema.Faults(line.Replace(good, bad, StringComparison.Ordinal)));
    }

    private static readonly InputStats s_input = new() { Name = "a\u001b", Lines = 1, Bytes = 2, Events = new Dictionary<string, long> { ["Rotated"] = 1 }, Failure = "gone" };

    private static long Number(JsonElement of, string name) => of.GetProperty(name).GetInt64();
}
