using System.Globalization;
using System.Text;
using Sidecar.Engine;
using Sidecar.Engine.Outputs;
using Sidecar.Engine.Profiles;
using Sidecar.Engine.Verdicts;
using Xunit;

namespace Sidecar.Tests;

/// <summary>EVE records for tests of the engine, written as Suricata writes them.</summary>
internal static class EveLines
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);

    public static string Time(double seconds) =>
        s_start.AddSeconds(seconds).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'+0000'", CultureInfo.InvariantCulture);

    public static string Http(long flowId, string userAgent, string source = "10.0.0.1", double at = 0, string url = "/", string host = "a.example") =>
        $$$"""{{{{Head(flowId, source, at)}}},"event_type":"http","http":{"hostname":"{{{host}}}","url":"{{{url}}}","http_user_agent":"{{{userAgent}}}"}}""";

    public static string Flow(long flowId, string source = "10.0.0.1", double at = 0, int bytes = 1000, bool alerted = false, double start = 0) =>
        $$$"""{{{{Head(flowId, source, at)}}},"event_type":"flow","flow":{"pkts_toserver":2,"pkts_toclient":3,"bytes_toserver":{{{bytes}}},"bytes_toclient":10,"start":"{{{Time(start)}}}","alerted":{{{(alerted ? "true" : "false")}}}}}""";

    public static string Alert(long flowId, string source = "10.0.0.1", double at = 0) =>
        $$$"""{{{{Head(flowId, source, at)}}},"event_type":"alert","alert":{"signature_id":1,"severity":1}}""";

    /// <summary>A quarter of an hour of twenty quiet user agents and one that asks for much.</summary>
    public static string[] LoudTraffic()
    {
        List<string> lines = [];
        for (int flow = 0; flow < 1500; flow++)
        {
            bool loud = flow % 2 == 0;
            double at = flow * 0.6;
            string source = loud ? "10.0.0.1" : string.Create(CultureInfo.InvariantCulture, $"10.0.1.{flow % 17}");
            lines.Add(Http(flow, loud ? "loud/1.0" : $"quiet/{flow % 20}", source, at, loud ? $"/{flow}" : "/", $"{flow % (loud ? 50 : 3)}.example"));
            lines.Add(Flow(flow, source, at, bytes: loud ? 50_000 : 700));
        }

        return [.. lines];
    }

    /// <summary>What a verdict by hand about a key names of its records, when all of them have come.</summary>
    public static KeyEvidence EvidenceOf(string view, string key, IEnumerable<string> lines)
    {
        using Sidecar.Engine.Engine engine = new(EngineOptions.Default, [], snapshotFolder: null);
        Read(engine, lines);
        engine.Finish();
        Assert.Equal(HandOutcome.Done, engine.Apply(view, new HandCommand(HandAction.Pin, Encoding.UTF8.GetBytes(key), LifeSeconds: 0), wallTime: 0));
        return engine.History.Last().Evidence;
    }

    /// <summary>Lets an engine read the lines, and gives back what it said; whatever they are, each flow is accounted for.</summary>
    public static (Sidecar.Engine.Engine Engine, string Verdicts) Replay(IEnumerable<string> lines, EngineOptions? options = null)
    {
        using MemoryStream verdicts = new();
        using VerdictFile sink = new(verdicts);
        Sidecar.Engine.Engine engine = new(options ?? EngineOptions.Default, [sink], snapshotFolder: null);
        Read(engine, lines);
        AssertBalanced(engine.Stats());
        engine.Finish();
        AssertBalanced(engine.Stats());
        return (engine, Encoding.UTF8.GetString(verdicts.ToArray()));
    }

    /// <summary>Lets an engine read the lines; more may come.</summary>
    public static void Read(Sidecar.Engine.Engine engine, IEnumerable<string> lines)
    {
        byte[] eve = Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")));
        engine.ReadToEnd(System.IO.Pipelines.PipeReader.Create(new MemoryStream(eve)));
    }

    private static void AssertBalanced(EngineStats stats) =>
        Assert.Equal(stats.FlowsOpened, stats.FlowsClosed + stats.FlowsEvicted + stats.FlowsUnfinished + stats.FlowsLive);

    private static string Head(long flowId, string source, double at) =>
        $"\"timestamp\":\"{Time(at)}\",\"flow_id\":{flowId},\"src_ip\":\"{source}\",\"src_port\":1024,\"dest_ip\":\"192.0.2.1\",\"dest_port\":80,\"proto\":\"TCP\"";
}
