using System.Text.Json;
using System.Text.RegularExpressions;
using Sidecar.Engine.Flows;
using Sidecar.Engine.Profiles;
using Sidecar.Tests.House;
using Xunit;

namespace Sidecar.Tests.Flows;

/// <summary>
/// Requests inside of GRE, VXLAN, Teredo, IPv6 in IPv4 and IPv4 in IPv4, as Suricata 7 and 8 wrote them (tests/fixtures/lives):
/// a conversation that is seen in a tunnel and outside of it is two flows of one tuple, and two networks with the same
/// addresses made two flows with one flow_id. And reasons that no Suricata was brought to write.
/// </summary>
public sealed partial class RecordedTunnelTests
{
    [Theory]
    [InlineData("tunnels7", "GRE", "UDP", "IPv6")]
    [InlineData("tunnels8", "GRE", "UDP", "IPv6", "IP-in-IP")]
    public void Flows_in_tunnels_are_told_apart_where_tuple_or_flow_id_is_the_same(string recording, params string[] tunnels)
    {
        string[] lines = Lines(recording);
        JsonElement[] records = [.. lines.Select(line => JsonDocument.Parse(line).RootElement)];
        JsonElement[] flows = [.. records.Where(record => TypeOf(record) == "flow")];
        JsonElement[] web = [.. records.Where(record => TypeOf(record) == "http")];
        Assert.Equal(tunnels, records.Where(record => record.TryGetProperty("tunnel", out _)).Select(record => record.GetProperty("tunnel").GetProperty("proto").GetString()!).Distinct());
        Assert.Equal(2, flows.Where(flow => flow.GetProperty("src_ip").GetString() == "10.8.0.1").Select(IdOf).Distinct().Count());
        long twice = Assert.Single(flows.GroupBy(IdOf), flow => flow.Count() == 2).Key;
        Assert.Equal(["/tunnel/vxlan/7", "/tunnel/vxlan/7/again", "/tunnel/vxlan/8", "/tunnel/vxlan/8/again"], web.Where(record => IdOf(record) == twice).Select(record => record.GetProperty("http").GetProperty("url").GetString()!));

        (Sidecar.Engine.Engine engine, _) = EveLines.Replay(lines);
        FlowStats stats = engine.Stats().Flows;
        JsonElement[] asked = [.. flows.Where(flow => web.Any(record => IdOf(record) == IdOf(flow)))];
        // Those of the tunnels themselves have no record but their last.
        Assert.Equal((asked.Length, asked.Length, 0L, 0L, 0L, 0L), (stats.Opened, stats.Closed, stats.Unfinished, stats.Evicted, stats.Orphans, stats.Live));
        KeySnapshot key = KeyOf(engine);
        Assert.Equal((web.Length, asked.Length), (key.Records, key.Flows));
        Assert.Equal(asked.Select(flow => flow.GetProperty("flow")).Sum(flow => flow.GetProperty("bytes_toserver").GetDouble() + flow.GetProperty("bytes_toclient").GetDouble()), key.Bytes);
        // Each request drew an alert, and what stands in its tunnel object is not the flow's.
        Assert.True(key.Alerts > 0);
        Assert.DoesNotContain(engine.Latest.Single(tick => tick.Window.View.Name == "dest-ip").Window.Keys, other => other.Key.AsSpan().SequenceEqual("192.0.2.7"u8) && other.Alerts > 0);
    }

    /// <summary>
    /// Suricata writes "unknown" for a flow that ends without a cause set (output-json-flow.c); all ways to end one that were
    /// found set it, so the reason is put into recordings here. So is one that a later version may have.
    /// </summary>
    [Theory]
    [InlineData("suricata7", "unknown")]
    [InlineData("suricata8", "unknown")]
    [InlineData("crowded7", "unknown")]
    [InlineData("crowded8", "unknown")]
    [InlineData("tunnels7", "unknown")]
    [InlineData("tunnels8", "unknown")]
    [InlineData("tunnels8", "a_reason_of_later")]
    public void A_flow_that_ends_for_a_reason_unknown_ends_as_any_other(string recording, string reason)
    {
        string[] lines = Lines(recording);
        string[] changed = [.. lines.Select(line => Reason().Replace(line, $"\"reason\":\"{reason}\""))];
        Assert.Equal(lines.Count(line => line.Contains("\"event_type\":\"flow\"", StringComparison.Ordinal)), changed.Count(line => line.Contains($"\"reason\":\"{reason}\"", StringComparison.Ordinal)));
        Assert.Equal(Account(lines), Account(changed));
    }

    private static object Account(string[] lines)
    {
        (Sidecar.Engine.Engine engine, _) = EveLines.Replay(lines);
        FlowStats stats = engine.Stats().Flows;
        KeySnapshot key = KeyOf(engine);
        return (stats.Opened, stats.Closed, stats.Unfinished, stats.Orphans, engine.Stats().FlowsReused, key.Records, key.Flows, key.Bytes, key.Alerts);
    }

    private static string TypeOf(JsonElement record) => record.GetProperty("event_type").GetString()!;

    private static long IdOf(JsonElement record) => record.GetProperty("flow_id").GetInt64();

    private static KeySnapshot KeyOf(Sidecar.Engine.Engine engine) => Assert.Single(
        engine.Latest.Single(tick => tick.Window.View.Name == "http-user-agent").Window.Keys,
        key => key.Key.AsSpan().SequenceEqual("lives/1.0"u8));

    private static string[] Lines(string recording) =>
        File.ReadAllLines(Path.Combine(HouseTests.Root(), "tests/fixtures/lives", recording + ".ndjson"));

    [GeneratedRegex("\"reason\":\"(timeout|shutdown|forced|tcp_reuse)\"")]
    private static partial Regex Reason();
}
