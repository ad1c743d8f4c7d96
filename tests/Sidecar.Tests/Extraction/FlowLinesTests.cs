using System.Text.Json;
using Sidecar.Engine.Extraction;
using Xunit;

namespace Sidecar.Tests.Extraction;

/// <summary>
/// Lines for gophercap's eve2filter, read as it reads them (its pkg/models/models.go, EVE, and pkg/filter/generate.go): records
/// of type alert with src_ip, dest_ip, src_port, dest_port and flow_id, one filter a flow_id, in lines of at most 64 KiB.
/// </summary>
public sealed class FlowLinesTests
{
    private const int LongestLineOfGo = 64 << 10;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_flow_is_one_line_with_its_tuple_start_and_end(bool once)
    {
        string[] lines =
        [
            EveLines.Http(1, "wanted", "10.0.0.1", at: 10), EveLines.Http(2, "wanted", "10.0.0.2", at: 11), EveLines.Http(1, "other", "10.0.0.1", at: 12),
            EveLines.Flow(1, "10.0.0.1", at: 90, start: 9).Replace("\"alerted\"", $"\"end\":\"{EveLines.Time(13)}\",\"alerted\"", StringComparison.Ordinal),
            EveLines.Http(3, "other", "10.0.0.3", at: 91), EveLines.Http(2, "other", "10.0.0.2", at: 95),
        ];
        JsonElement[] flows = [.. Lines(lines, once)];
        Assert.Equal([(1, "10.0.0.1"), (2, "10.0.0.2")], flows.Select(flow => (flow.GetProperty("flow_id").GetInt32(), flow.GetProperty("src_ip").GetString()!)));
        Assert.All(flows, flow =>
        {
            Assert.Equal("alert", flow.GetProperty("event_type").GetString());
            Assert.Equal((1024, "192.0.2.1", 80, "TCP"), (
                flow.GetProperty("src_port").GetInt32(), flow.GetProperty("dest_ip").GetString(), flow.GetProperty("dest_port").GetInt32(), flow.GetProperty("proto").GetString()));
        });
        Assert.Equal([(EveLines.Time(9), EveLines.Time(13)), (EveLines.Time(11), EveLines.Time(95))], flows.Select(Span));
    }

    [Fact]
    public void A_netflow_record_makes_no_second_line_and_a_later_flow_of_the_same_number_does()
    {
        string netflow = EveLines.Flow(7).Replace("\"event_type\":\"flow\"", "\"event_type\":\"netflow\"", StringComparison.Ordinal);
        Assert.Single(Lines([EveLines.Flow(7), netflow, netflow], once: true));
        Assert.Equal(2, Lines([EveLines.Flow(7), netflow, EveLines.Http(7, "other", at: 50)], once: true).Length);
    }

    [Theory]
    [InlineData("not an address")]
    [InlineData("10.0.0.1\\u0000")]
    [InlineData("10.0.0.1/8")]
    public void What_is_no_address_is_no_line_and_counted(string source)
    {
        Assert.Equal("", ExtractOracle.Run(Request(), [EveLines.Flow(7, source)], once: true, out ExtractCounts counts));
        Assert.Equal(1, counts.FlowsWithoutAddresses);
        // The next record of the flow says it better.
        Assert.Single(Lines([EveLines.Http(7, "x", source), EveLines.Flow(7)], once: true));
    }

    [Fact]
    public void A_flow_without_ports_has_none_and_an_address_may_be_of_IPv6()
    {
        JsonElement flow = Assert.Single(Lines(["""{"timestamp":"2026-01-05T08:00:00.000000+0000","flow_id":7,"event_type":"flow","src_ip":"2001:db8::1","dest_ip":"2001:db8::2","proto":"IPv6-ICMP","icmp_type":8}"""], once: true));
        Assert.Equal("2001:db8::1", flow.GetProperty("src_ip").GetString());
        Assert.False(flow.TryGetProperty("src_port", out _));
        Assert.Equal(("2026-01-05T08:00:00.000000+0000", "2026-01-05T08:00:00.000000+0000"), Span(flow));
    }

    [Fact]
    public void Beyond_the_bound_the_oldest_flow_gets_its_line_early()
    {
        string[] lines = [.. Enumerable.Range(1, 5).Select(flow => EveLines.Http(flow, "wanted", at: flow))];
        ExtractRequest request = Request() with { OpenFlows = 2, Keys = [], FlowIds = [1, 2, 3, 4, 5] };
        string[] flows = ExtractOracle.Run(request, lines, once: true, out ExtractCounts counts).TrimEnd('\n').Split('\n');
        Assert.Equal([1, 2, 3, 4, 5], flows.Select(flow => JsonDocument.Parse(flow).RootElement.GetProperty("flow_id").GetInt32()));
        Assert.Equal(3, counts.FlowsForgotten);
    }

    private static ExtractRequest Request() => new() { Keys = [new ViewKey("http-user-agent", "wanted"u8.ToArray())], FlowIds = [7], AsFlows = true };

    private static JsonElement[] Lines(string[] eve, bool once)
    {
        string[] lines = ExtractOracle.Run(Request(), eve, once, out _).TrimEnd('\n').Split('\n');
        Assert.All(lines, line => Assert.InRange(line.Length, 1, LongestLineOfGo - 1));
        return [.. lines.Select(line => JsonDocument.Parse(line).RootElement)];
    }

    private static (string?, string?) Span(JsonElement flow) =>
        (flow.GetProperty("flow").GetProperty("start").GetString(), flow.GetProperty("flow").GetProperty("end").GetString());
}
