using Sidecar.Engine;
using Sidecar.Engine.Eve;
using Sidecar.Engine.Profiles;
using Xunit;

namespace Sidecar.Tests;

/// <summary>What an exclusion takes with it and what ends it, from lines to the counts.</summary>
public sealed class EngineExclusionTests
{
    private static readonly string[] s_loud = EveLines.LoudTraffic();
    // Without http-hostname, whose sites are heavy in this traffic too.
    private static readonly EngineOptions s_options = EngineOptions.Default with { Views = [.. ShippedViews.All.Where(view => view.Name is "http-user-agent" or "dns-rrname" or "src-ip")] };

    [Fact]
    public void Records_of_an_excluded_user_agent_are_counted_out_and_all_others_stay()
    {
        long[] before = Residual(s_loud);
        long[] after = Residual([.. s_loud, EveLines.Http(9001, "loud/1.0", at: 901), EveLines.Http(9002, "quiet/1", "10.0.1.1", at: 902)]);
        Assert.Equal(before[(int)EventType.Http] + 1, after[(int)EventType.Http]);
    }

    [Fact]
    public void A_flow_goes_with_its_transactions_and_a_file_with_its_flow()
    {
        long[] before = Residual(s_loud);
        string[] more =
        [
            .. s_loud,
            EveLines.Http(9001, "loud/1.0", at: 901), FileInfo(9001, 902), EveLines.Flow(9001, at: 903, start: 901), Netflow(9001, 903),
            EveLines.Http(9002, "quiet/1", at: 904), FileInfo(9002, 905), EveLines.Flow(9002, at: 906, start: 904), Netflow(9002, 906),
        ];
        long[] after = Residual(more);
        Assert.All(new[] { EventType.Http, EventType.FileInfo, EventType.Flow, EventType.Netflow }, type => Assert.Equal(before[(int)type] + 1, after[(int)type]));
    }

    [Fact]
    public void An_alert_passes_and_releases_its_key_before_the_next_tick()
    {
        string[] more =
        [
            .. s_loud,
            EveLines.Http(9001, "loud/1.0", at: 901), EveLines.Alert(9001, at: 902),
            EveLines.Http(9003, "loud/1.0", at: 903),
        ];
        (Sidecar.Engine.Engine engine, string verdicts) = EveLines.Replay(more, s_options);
        Assert.Equal(1, engine.Stats().ResidualByType[(int)EventType.Alert]);
        Assert.Equal(Residual(s_loud)[(int)EventType.Http] + 1, engine.Stats().ResidualByType[(int)EventType.Http]);
        string release = Assert.Single(verdicts.Split('\n'), line => line.Contains("\"release\"", StringComparison.Ordinal) && line.Contains("loud/1.0", StringComparison.Ordinal));
        Assert.Contains(EveLines.Time(902), release, StringComparison.Ordinal);
    }

    [Fact]
    public void Stats_and_types_that_nobody_profiles_always_pass()
    {
        long[] before = Residual(s_loud);
        long[] after = Residual([
            .. s_loud, EveLines.Http(9001, "loud/1.0", at: 901), Other(9001, "anomaly", 902), Other(9001, "smtp", 903), """{"event_type":"stats","stats":{}}"""]);
        Assert.All(new[] { EventType.Anomaly, EventType.Other, EventType.Stats }, type => Assert.Equal(before[(int)type] + 1, after[(int)type]));
    }

    [Fact]
    public void An_answer_goes_with_the_name_that_was_asked_for()
    {
        // Many ask for one name; in Suricata 8 the resolver is the source of an answer.
        List<string> lines = [];
        for (int i = 0; i < 4_000; i++)
        {
            string name = i % 2 == 0 ? "loud.example" : $"n{i % 40}.example";
            lines.Add(Dns(i, "request", name, $"10.0.0.{i % 20}", 40_000, "10.9.9.9", 53, i * 0.2));
            lines.Add(Dns(i, "response", name, "10.9.9.9", 53, $"10.0.0.{i % 20}", 40_000, (i * 0.2) + 0.01));
            lines.Add(DnsFlow(i, $"10.0.0.{i % 20}", (i * 0.2) + 0.1));
        }

        long[] before = Residual(lines);
        long[] after = Residual([.. lines, Dns(9001, "response", "loud.example", "10.9.9.9", 53, "10.0.0.1", 40_000, 900), Dns(9002, "response", "once.example", "10.9.9.9", 53, "10.0.0.1", 40_001, 901)]);
        // All of the first minutes, and from then on half of it.
        Assert.InRange(before[(int)EventType.Dns], 4_000, 6_000);
        Assert.Equal(before[(int)EventType.Dns] + 1, after[(int)EventType.Dns]);
    }

    private static long[] Residual(IEnumerable<string> lines) => [.. EveLines.Replay(lines, s_options).Engine.Stats().ResidualByType];

    private static string FileInfo(long flowId, double at) => Other(flowId, "fileinfo", at);

    private static string Netflow(long flowId, double at) => Other(flowId, "netflow", at);

    private static string Other(long flowId, string type, double at) =>
        EveLines.Alert(flowId, at: at).Replace("\"alert\",\"alert\":", $"\"{type}\",\"{type}\":", StringComparison.Ordinal);

    private static string Dns(long flowId, string type, string name, string source, int sourcePort, string destination, int destinationPort, double at) =>
        $$$"""{"timestamp":"{{{EveLines.Time(at)}}}","flow_id":{{{flowId}}},"event_type":"dns","src_ip":"{{{source}}}","src_port":{{{sourcePort}}},"dest_ip":"{{{destination}}}","dest_port":{{{destinationPort}}},"proto":"UDP","dns":{"version":3,"type":"{{{type}}}","id":1,"queries":[{"rrname":"{{{name}}}","rrtype":"A"}]}}""";

    private static string DnsFlow(long flowId, string source, double at) =>
        $$$"""{"timestamp":"{{{EveLines.Time(at)}}}","flow_id":{{{flowId}}},"event_type":"flow","src_ip":"{{{source}}}","src_port":40000,"dest_ip":"10.9.9.9","dest_port":53,"proto":"UDP","app_proto":"dns","flow":{"pkts_toserver":1,"pkts_toclient":1,"bytes_toserver":80,"bytes_toclient":90,"start":"{{{EveLines.Time(at - 0.1)}}}","alerted":false}}""";
}
