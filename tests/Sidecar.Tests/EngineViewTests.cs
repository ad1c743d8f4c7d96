using System.Text;
using Sidecar.Engine;
using Sidecar.Engine.Learning;
using Sidecar.Engine.Profiles;
using Sidecar.Engine.Verdicts;
using Xunit;

namespace Sidecar.Tests;

/// <summary>What each view makes of the records, from lines to the window.</summary>
public sealed class EngineViewTests
{
    private const string Query7 = """ "dns":{"version":2,"type":"query","id":1,"rrname":"a.example","rrtype":"AAAA"} """;
    private const string Answer7 = """ "dns":{"version":2,"type":"answer","id":1,"rrname":"a.example","rrtype":"AAAA","rcode":"NOERROR"} """;
    private const string Request8 = """ "dns":{"version":3,"type":"request","id":1,"queries":[{"rrname":"a.example","rrtype":"AAAA"}]} """;
    private const string Response8 = """ "dns":{"version":3,"type":"response","id":1,"queries":[{"rrname":"a.example","rrtype":"AAAA"}],"rcode":"NOERROR"} """;

    [Theory]
    [InlineData(Query7, Answer7)]
    [InlineData(Request8, Response8)]
    public void A_question_counts_once_however_Suricata_writes_it(string query, string answer)
    {
        KeySnapshot key = Assert.Single(KeysOf("dns-rrname", Tx(1, "dns", query), Tx(1, "dns", answer), EveLines.Flow(1, bytes: 70)));
        Assert.Equal("a.example: 1 records, 1 flows, 80 bytes, src_ip 1, dest_ip 1, dns.rrtype 1, records 1, flows 1, flow.bytes 80, flow.pkts 5", Shown(key, "dns-rrname"));
    }

    [Fact]
    public void Without_a_server_name_the_address_is_the_key()
    {
        IReadOnlyList<KeySnapshot> keys = KeysOf(
            "tls-sni",
            Tx(1, "tls", """ "tls":{"sni":"b.example","ja3":{"hash":"aa"},"ja4":"t13"} """), EveLines.Flow(1),
            Tx(2, "tls", """ "tls":{"version":"TLS 1.3"} """), EveLines.Flow(2),
            Tx(3, "tls", """ "tls":{"sni":null} """), EveLines.Flow(3));
        Assert.Equal(
            [
                "192.0.2.1: 2 records, 2 flows, 2020 bytes, src_ip 1, dest_ip 1, tls.ja3.hash 0, tls.ja4 0, flows 2, flow.bytes 2020, flow.pkts 10",
                "b.example: 1 records, 1 flows, 1010 bytes, src_ip 1, dest_ip 1, tls.ja3.hash 1, tls.ja4 1, flows 1, flow.bytes 1010, flow.pkts 5",
            ],
            keys.Select(key => Shown(key, "tls-sni")));
    }

    [Fact]
    public void A_flow_without_a_name_counts_for_its_server_and_one_with_a_name_does_not()
    {
        string[] lines =
        [
            EveLines.Http(1, "agent"), EveLines.Flow(1),
            Tx(2, "tls", """ "tls":{} """), EveLines.Flow(2),
            Tx(3, "dns", Query7), EveLines.Flow(3),
            EveLines.Flow(4),
            EveLines.Alert(5), EveLines.Flow(5),
            Tx(6, "ssh", """ "ssh":{"client":{"software_version":"x"}} """), EveLines.Flow(6),
        ];
        KeySnapshot server = Assert.Single(KeysOf("dest-ip", lines));
        Assert.Equal((3L, 3L, 1L), (server.Records, server.Flows, server.Alerts));
        KeySnapshot host = Assert.Single(KeysOf("src-ip", lines));
        Assert.Equal((6L, 6L, 1L, 1L), (host.Records, host.Flows, host.Alerts, host.Sources));
        Assert.Equal(("192.0.2.1", "10.0.0.1"), Addresses("dest-ip", "192.0.2.1", lines));
        Assert.Equal(("192.0.2.1", "10.0.0.1"), Addresses("src-ip", "10.0.0.1", lines));
    }

    [Theory]
    [InlineData("10.0.0.1", "192.0.2.1")]
    [InlineData("192.0.2.1", "10.0.0.1")]
    public void An_alert_marks_the_server_of_a_flow_that_has_not_ended_whichever_way_its_packet_went(string source, string destination)
    {
        string alert = EveLines.Alert(9).Replace("10.0.0.1", "SOURCE", StringComparison.Ordinal)
            .Replace("192.0.2.1", destination, StringComparison.Ordinal).Replace("SOURCE", source, StringComparison.Ordinal);
        Assert.Equal(1, Assert.Single(KeysOf("dest-ip", EveLines.Flow(1), alert)).Alerts);
        Assert.Equal(1, Assert.Single(KeysOf("src-ip", EveLines.Flow(1), alert)).Alerts);
    }

    [Fact]
    public void A_view_over_any_type_and_field_needs_no_code()
    {
        View view = new()
        {
            Name = "mqtt-topic",
            Kind = ViewKind.Service,
            Effect = ViewEffect.Exclude,
            Records = ["mqtt", "smb"],
            Where = ViewCondition.Of("mqtt.publish.qos=1|2"),
            Key = FieldChoice.Of("mqtt.publish.topic + dest_port"),
            Distinct = [FieldChoice.Of("src_ip"), FieldChoice.Of("mqtt.publish.retain")],
            Sums = ["flow.bytes_toserver", "mqtt.publish.length", "records"],
        };
        string[] lines =
        [
            Tx(1, "mqtt", """ "mqtt":{"publish":{"qos":1,"topic":"a|b","retain":false,"length":40}} """),
            Tx(1, "mqtt", """ "mqtt":{"publish":{"qos":2,"topic":"a|b","retain":true,"length":2}} """),
            Tx(1, "mqtt", """ "mqtt":{"publish":{"qos":0,"topic":"a|b","retain":true,"length":1000}} """),
            Tx(1, "smb", """ "mqtt":{"publish":{"qos":2,"topic":"a|b","length":-7}} """),
            Tx(1, "http", """ "mqtt":{"publish":{"qos":2,"topic":"other type"}} """),
            Tx(1, "mqtt", """ "mqtt":{"publish":{"qos":2}} """),
            EveLines.Flow(1, bytes: 500),
        ];
        EngineOptions options = EngineOptions.Default with { Views = [view] };
        WindowSnapshot window = EveLines.Replay(lines, options).Engine.Latest[0].Window;
        KeySnapshot key = Assert.Single(window.Keys);
        Assert.Equal(@"a\|b|80", Encoding.UTF8.GetString(key.Key));
        Assert.Equal([1, 2, 500, 42, 3], key.Features);
    }

    [Fact]
    public void One_value_is_counted_alike_in_all_views()
    {
        string[] lines = [.. Enumerable.Range(0, 50).SelectMany(i => (string[])
            [EveLines.Http(i, $"agent/{i % 7}", $"10.0.0.{i % 5}", url: $"/{i % 11}", host: $"{i % 3}.example"), EveLines.Flow(i, $"10.0.0.{i % 5}")])];
        IReadOnlyList<TickResult> ticks = EveLines.Replay(lines).Engine.Latest;
        Assert.Equal(7, KeysOf(ticks, "http-user-agent").Count);
        Assert.All(KeysOf(ticks, "http-user-agent"), key => Assert.InRange(key.Features[0], 1, 5));
        Assert.Equal([5.0, 1, 11, 7], KeysOf(ticks, "http-hostname")[0].Features.Take(4));
    }

    [Fact]
    public void A_view_that_marks_says_so_and_a_view_that_is_off_says_nothing()
    {
        (Sidecar.Engine.Engine engine, string verdicts) = EveLines.Replay(EveLines.LoudTraffic());
        Assert.Contains("\"src_ip\":\"10.0.0.1\",\"dest_ip\":\"192.0.2.1\",\"heavy_hitter\":{\"action\":\"mark\",\"view\":\"src-ip\",\"key\":\"10.0.0.1\"", verdicts, StringComparison.Ordinal);
        Assert.Contains("\"action\":\"exclude\",\"view\":\"http-user-agent\",\"key\":\"loud/1.0\"", verdicts, StringComparison.Ordinal);
        Assert.All(verdicts.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Empty(Verdicts.VerdictSchema.Faults(line)));
        Assert.Equal(ShippedViews.All.Where(view => view.Enabled).Select(view => view.Name), engine.Stats().Views.Select(view => view.Name));
        Assert.DoesNotContain("alert-signature", engine.Stats().Views.Select(view => view.Name));
    }

    [Fact]
    public void A_hundred_thousand_records_of_all_views_allocate_nothing_after_warm_up()
    {
        byte[][] lines = [.. Enumerable.Range(0, 500).SelectMany(i => (string[])
        [
            EveLines.Http(3 * i, $"agent/{i % 20}", url: $"/{i}"), EveLines.Flow(3 * i),
            Tx((3 * i) + 1, "tls", """ "tls":{"sni":"b.ex\u0061mple","ja3":{"hash":"aa"}} """), EveLines.Flow((3 * i) + 1),
            Tx((3 * i) + 2, "dns", Query7), Tx((3 * i) + 2, "dns", Answer7), EveLines.Alert((3 * i) + 2), EveLines.Flow((3 * i) + 2),
        ]).Select(Encoding.UTF8.GetBytes)];
        EngineOptions options = EngineOptions.Default with { Views = [.. ShippedViews.All.Select(view => view with { Enabled = true })] };
        FieldSlots fields = new(options.Views);
        ProfiledView[] views = [.. options.Views.Select((view, number) => ProfiledView(view, (byte)number, fields))];
        RecordPath path = new(views, fields.Table, options.Flows, new(), new(), new EventClock(60), _ => { }, _ => { });
        long least = long.MaxValue;
        for (int round = 0; round < 6; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 100_000; i++)
                path.Take(lines[i % lines.Length]);
            // The first round warms up.
            least = round == 0 ? least : Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    private static ProfiledView ProfiledView(View view, byte number, FieldSlots fields)
    {
        KeyTable keys = new(1);
        return new(view, keys, new ViewReader(view, number, fields, keys, 1024), new ProfileWindow(view, keys, ProfileOptions.Default),
            new ExclusionTable(view.Effect, SiftOptions.Default, LearningOptions.Default, ExclusionOptions.Default, keys, crowd: null, new CrowdGate(0.5)));
    }

    private static string Tx(long flowId, string type, string body) =>
        $$"""{{EveLines.Flow(flowId)[..EveLines.Flow(flowId).IndexOf(",\"event_type", StringComparison.Ordinal)]}},"event_type":"{{type}}",{{body.Trim()}}}""";

    /// <summary>Destination and source that a verdict about the key names.</summary>
    private static (string? Destination, string? Source) Addresses(string view, string key, string[] lines)
    {
        KeyEvidence evidence = EveLines.EvidenceOf(view, key, lines);
        return (evidence.DestinationAddress, evidence.SourceAddress);
    }

    private static WindowColumns KeysOf(string view, params string[] lines) => KeysOf(EveLines.Replay(lines).Engine.Latest, view);

    private static WindowColumns KeysOf(IReadOnlyList<TickResult> ticks, string view) =>
        ticks.Single(tick => tick.Window.View.Name == view).Window.Keys;

    private static string Shown(KeySnapshot key, string view)
    {
        IReadOnlyList<string> names = ShippedViews.All.Single(known => known.Name == view).Features;
        return $"{Encoding.UTF8.GetString(key.Key)}: {key.Records} records, {key.Flows} flows, {key.Bytes} bytes, {string.Join(", ", names.Zip(key.Features, (name, value) => $"{name} {value}"))}";
    }
}
