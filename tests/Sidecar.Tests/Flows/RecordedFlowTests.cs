using System.Text.Json;
using Sidecar.Engine.Flows;
using Sidecar.Engine.Profiles;
using Sidecar.Tests.House;
using Xunit;

namespace Sidecar.Tests.Flows;

/// <summary>
/// Flows as Suricata 7 and 8 wrote them (tests/fixtures/lives): a tuple used again at once, one that a rule bypassed, one
/// inside a tunnel, IPv6 in a VLAN, ICMP without ports, UDP without an answer, ended by time-out, reuse and shutdown; and
/// more of them than fit into its memcap, so that it gave some up by force.
/// </summary>
public sealed class RecordedFlowTests
{
    [Theory]
    [InlineData("suricata7", 4)]
    [InlineData("suricata8", 5)]
    [InlineData("crowded7", 49)]
    [InlineData("crowded8", 56)]
    public void Each_flow_is_opened_by_its_first_record_and_closed_by_its_flow_record(string recording, int flows)
    {
        (Sidecar.Engine.Engine engine, _) = EveLines.Replay(Lines(recording));
        FlowStats stats = engine.Stats().Flows;
        Assert.Equal((flows, flows, 0L, 0L, 0L, 0L), (stats.Opened, stats.Closed, stats.Unfinished, stats.Evicted, stats.Orphans, stats.Live));
        Assert.Equal(0, engine.Stats().FlowsReused);
    }

    [Theory]
    [InlineData("suricata7")]
    [InlineData("suricata8")]
    public void Counters_are_applied_once_without_those_of_netflow_and_with_what_was_bypassed(string recording)
    {
        string[] lines = Lines(recording);
        JsonElement[] records = [.. lines.Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Contains(records, record => TypeOf(record) == "netflow");
        Assert.Contains(records, record => TypeOf(record) == "flow" && record.GetProperty("flow").GetProperty("state").GetString() == "bypassed");
        HashSet<long> web = [.. records.Where(record => TypeOf(record) == "http").Select(IdOf)];
        // Suricata's counters hold those of bypassed packets already.
        double bytes = BytesOf(records.Where(record => web.Contains(IdOf(record))));

        KeySnapshot key = KeyOf(EveLines.Replay(lines).Engine);
        Assert.Equal((records.Count(record => TypeOf(record) == "http"), web.Count), (key.Records, key.Flows));
        Assert.Equal(bytes, key.Bytes);
    }

    [Theory]
    [InlineData("crowded7")]
    [InlineData("crowded8")]
    public void Flows_given_up_by_force_in_an_emergency_count_once_and_those_that_go_on_are_others(string recording)
    {
        string[] lines = Lines(recording);
        JsonElement[] records = [.. lines.Select(line => JsonDocument.Parse(line).RootElement)];
        JsonElement[] flows = [.. records.Where(record => TypeOf(record) == "flow")];
        JsonElement[] forced = [.. flows.Where(flow => flow.GetProperty("flow").GetProperty("reason").GetString() == "forced")];
        Assert.InRange(forced.Length, 5, flows.Length / 2);
        Assert.All(forced, flow => Assert.True(flow.GetProperty("flow").GetProperty("emergency").GetBoolean()));
        // The rest of a flow that was given up came later, under another id.
        Assert.Contains(flows.GroupBy(flow => flow.GetProperty("src_ip").GetString() + flow.GetProperty("dest_ip").GetString()), tuple => tuple.Count() > 1);
        Assert.Equal(flows.Length, flows.Select(IdOf).Distinct().Count());

        KeySnapshot key = KeyOf(EveLines.Replay(lines).Engine);
        HashSet<long> web = [.. records.Where(record => TypeOf(record) == "http").Select(IdOf)];
        Assert.Equal((records.Count(record => TypeOf(record) == "http"), web.Count), (key.Records, key.Flows));
        Assert.Equal(BytesOf(flows.Where(flow => web.Contains(IdOf(flow)))), key.Bytes);
    }

    [Theory]
    [InlineData("suricata7")]
    [InlineData("suricata8")]
    [InlineData("crowded7")]
    [InlineData("crowded8")]
    public void Without_their_flow_records_flows_are_unfinished_and_their_transactions_count(string recording)
    {
        string[] lines = [.. Lines(recording).Where(line => !line.Contains("\"event_type\":\"flow\"", StringComparison.Ordinal))];
        (Sidecar.Engine.Engine engine, _) = EveLines.Replay(lines);
        FlowStats stats = engine.Stats().Flows;
        KeySnapshot key = KeyOf(engine);
        Assert.Equal((stats.Opened, 0L, 0d), (stats.Unfinished, stats.Closed, key.Bytes));
        Assert.Equal(stats.Opened, stats.ByProtocol[(int)FlowProtocol.Tcp].Unfinished[(int)UnfinishedCause.EndOfInput]);
        Assert.Equal(lines.Count(line => line.Contains("\"event_type\":\"http\"", StringComparison.Ordinal)), key.Records);
    }

    [Theory]
    [InlineData("suricata7")]
    [InlineData("suricata8")]
    public void An_id_that_stands_for_another_tuple_ends_the_earlier_flow(string recording)
    {
        // The flow record of the first was lost, and the flow over IPv6 has its id.
        string[] lines = Lines(recording);
        long[] ids = [.. lines.Select(line => JsonDocument.Parse(line).RootElement).Where(record => TypeOf(record) == "http").Select(IdOf)];
        long first = ids[0];
        long other = lines.Where(line => line.Contains("2001:0db8", StringComparison.Ordinal)).Select(line => IdOf(JsonDocument.Parse(line).RootElement)).First();
        string[] reused = [.. lines
            .Where(line => !(line.Contains($"\"flow_id\":{first},", StringComparison.Ordinal) && line.Contains("\"event_type\":\"flow\"", StringComparison.Ordinal)))
            .Select(line => line.Replace($"\"flow_id\":{other},", $"\"flow_id\":{first},", StringComparison.Ordinal))];
        (Sidecar.Engine.Engine engine, _) = EveLines.Replay(reused);
        FlowStats stats = engine.Stats().Flows;
        Assert.Equal((1L, 1L), (engine.Stats().FlowsReused, stats.Unfinished));
        Assert.Equal(stats.Opened, stats.Closed + 1);
    }

    private static string TypeOf(JsonElement record) => record.GetProperty("event_type").GetString()!;

    private static long IdOf(JsonElement record) => record.GetProperty("flow_id").GetInt64();

    /// <summary>Of the flow records among them, both directions together.</summary>
    private static double BytesOf(IEnumerable<JsonElement> records) => records.Where(record => TypeOf(record) == "flow").Select(record => record.GetProperty("flow"))
        .Sum(flow => flow.GetProperty("bytes_toserver").GetDouble() + flow.GetProperty("bytes_toclient").GetDouble());

    private static KeySnapshot KeyOf(Sidecar.Engine.Engine engine) => Assert.Single(
        engine.Latest.Single(tick => tick.Window.View.Name == "http-user-agent").Window.Keys,
        key => key.Key.AsSpan().SequenceEqual("lives/1.0"u8));

    private static string[] Lines(string recording) =>
        File.ReadAllLines(Path.Combine(HouseTests.Root(), "tests/fixtures/lives", recording + ".ndjson"));
}
