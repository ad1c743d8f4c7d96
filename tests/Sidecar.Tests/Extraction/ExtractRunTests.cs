using System.Text;
using Sidecar.Engine.Extraction;
using Sidecar.Tests.House;
using Xunit;

namespace Sidecar.Tests.Extraction;

public sealed class ExtractRunTests
{
    private static readonly string[] s_scene = Scene();
    private static readonly ExtractOracle s_oracle = new(s_scene);

    [Theory]
    [InlineData("http-user-agent", 20)]
    [InlineData("http-hostname", 20)]
    [InlineData("tls-sni", 20)]
    [InlineData("dns-rrname", 20)]
    [InlineData("dest-ip", 3)]
    [InlineData("src-ip", 10)]
    public void Every_key_of_a_view_brings_the_records_of_its_flows_out_of_a_file_and_out_of_a_pipe(string view, int atLeast)
    {
        string[] keys = s_oracle.Keys(view);
        Assert.InRange(keys.Length, atLeast, 1000);
        // Each of the keys is a run over the whole scene, twice: some of them are enough.
        foreach (string key in keys.Take(8).Concat(keys.TakeLast(4)))
        {
            string[] expected = s_oracle.LinesOf(view, key);
            Assert.NotEmpty(expected);
            Equal(expected, Run(new ExtractRequest { Keys = [Key(view, key)] }, once: false));
            Equal(expected, Run(new ExtractRequest { Keys = [Key(view, key)] }, once: true));
        }
    }

    [Fact]
    public void Keys_and_flows_of_several_views_come_out_together_and_once()
    {
        string agent = s_oracle.Keys("http-user-agent")[0];
        string name = s_oracle.Keys("tls-sni")[1];
        long[] flows = [.. s_oracle.Flows(_ => true).Take(3)];
        string[] wanted = [.. s_oracle.LinesOf("http-user-agent", agent), .. s_oracle.LinesOf("tls-sni", name), .. s_oracle.LinesOf(flows)];
        ExtractRequest request = new() { Keys = [Key("http-user-agent", agent), Key("tls-sni", name)], FlowIds = flows };
        foreach (bool once in (bool[])[false, true])
        {
            string output = ExtractOracle.Run(request, s_scene, once, out ExtractCounts counts);
            Equal([.. s_scene.Where(wanted.Contains)], output);
            Assert.Equal((s_scene.Length, counts.Records), (counts.Received, counts.ByType.Sum()));
            Assert.Equal((counts.Kept, counts.Kept), (counts.KeptByType.Sum(), output.Count(symbol => symbol == '\n')));
        }
    }

    [Fact]
    public void A_flow_that_nobody_has_seen_and_a_key_that_is_none_bring_nothing()
    {
        // In the http records this is a host, in those of tls it is none.
        string host = s_oracle.Keys("http-hostname").Except(s_oracle.Keys("tls-sni")).First();
        ExtractRequest request = new() { Keys = [Key("tls-sni", host)], FlowIds = [1] };
        Assert.Equal("", ExtractOracle.Run(request, s_scene, once: false, out ExtractCounts counts));
        Assert.Equal((s_scene.Length, 0, 0), (counts.Records, counts.Kept, counts.Flows));
    }

    [Theory]
    [InlineData("dns-rrname", """{"timestamp":"2026-01-05T08:00:00.000000+0000","flow_id":1,"event_type":"dns","dns":{"type":"answer","rrname":"a.example"}}""")]
    [InlineData("http-hostname", """{"timestamp":"yesterday","flow_id":1,"event_type":"http","http":{"hostname":"a.example"}}""")]
    [InlineData("http-hostname", """{"timestamp":"2026-01-05T08:00:00.000000+0000","event_type":"http","http":{"hostname":"a.example"}}""")]
    [InlineData("http-hostname", """{"timestamp":"2026-01-05T08:00:00.000000+0000","flow_id":1,"event_type":"fileinfo","http":{"hostname":"a.example"}}""")]
    [InlineData("http-hostname", """{"timestamp":"2026-01-05T08:00:00.000000+0000","flow_id":1,"event_type":"http","http":{"hostname":"A.example"}}""")]
    public void What_the_view_does_not_count_under_the_key_is_no_hit(string view, string line) =>
        Assert.Equal("", ExtractOracle.Run(new ExtractRequest { Keys = [Key(view, "a.example")] }, [line], once: false, out _));

    [Fact]
    public void A_key_is_found_however_it_is_escaped_and_is_cut_as_the_view_cuts_it()
    {
        string line = EveLines.Http(1, "x", host: """\u0061.e\u0078ample\u202e\ud800""");
        byte[] key = [.. "a.example\u202e"u8, 0xED, 0xA0, 0x80];
        Assert.Equal(line + "\n", ExtractOracle.Run(new ExtractRequest { Keys = [new ViewKey("http-hostname", key)] }, [line], once: false, out _));

        string agent = new('é', 600);
        line = EveLines.Http(1, agent);
        Assert.Equal(line + "\n", ExtractOracle.Run(new ExtractRequest { Keys = [Key("http-user-agent", agent)] }, [line], once: false, out _));
        Assert.Equal(line + "\n", ExtractOracle.Run(new ExtractRequest { Keys = [Key("http-user-agent", new string('é', 512))] }, [line], once: false, out _));
        Assert.Equal("", ExtractOracle.Run(new ExtractRequest { Keys = [Key("http-user-agent", new string('é', 511))] }, [line], once: false, out _));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_no_record_has_is_told_whatever_else_the_record_is_kept_for(bool once)
    {
        // One record has keys of two views, and the second counts although the first made it a hit.
        ExtractRequest request = new() { Keys = [Key("http-user-agent", "wanted"), Key("http-hostname", "a.example"), Key("http-hostname", "nowhere"), Key("tls-sni", "none")], FlowIds = [1, 8] };
        ExtractRun run = new(request);
        ExtractOracle.Run(run, Encoding.UTF8.GetBytes(EveLines.Http(1, "wanted")), once);
        Assert.Equal(["http-hostname=nowhere", "tls-sni=none"], run.MissingKeys.Select(key => $"{key.View}={Encoding.UTF8.GetString(key.Key.Span)}"));
        Assert.Equal([8], run.MissingFlowIds);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_pipe_gives_what_a_file_gives_wherever_in_a_flow_the_key_comes(int seed)
    {
        string[] lines = Interleaved(new Random(seed), flows: 400);
        ExtractRequest request = new() { Keys = [Key("http-user-agent", "wanted"), Key("src-ip", "10.0.0.9")] };
        ExtractOracle oracle = new(lines);
        string[] expected = oracle.LinesOf([.. oracle.Flows(record => record.GetRawText().Contains("wanted", StringComparison.Ordinal)
            || (record.GetProperty("event_type").GetString() == "flow" && record.GetProperty("src_ip").GetString() == "10.0.0.9"))]);
        Assert.InRange(expected.Length, 200, lines.Length / 2);
        foreach (bool once in (bool[])[false, true])
        {
            Equal(expected, ExtractOracle.Run(request, lines, once, out ExtractCounts counts));
            Assert.Equal((0, 0), (counts.GivenUp, counts.FlowsForgotten));
        }
    }

    [Fact]
    public void At_the_bound_of_bytes_the_oldest_that_wait_are_given_up_and_counted()
    {
        string first = EveLines.Http(1, "first");
        string[] others = [.. Enumerable.Range(2, 50).Select(flow => EveLines.Http(flow, "other"))];
        string[] lines = [first, .. others, EveLines.Http(1, "wanted"), EveLines.Flow(1)];
        ExtractRequest request = new() { Keys = [Key("http-user-agent", "wanted")] };
        Equal([first, .. lines[^2..]], ExtractOracle.Run(request, lines, once: true, out ExtractCounts counts));
        Assert.Equal(0, counts.GivenUp);

        Equal(lines[^2..], ExtractOracle.Run(request with { WaitingBytes = 30 * (first.Length + 64) }, lines, once: true, out counts));
        Assert.InRange(counts.GivenUp, 20, 25);
        // A file needs no memory for that.
        Equal([first, .. lines[^2..]], ExtractOracle.Run(request with { WaitingBytes = 1 }, lines, once: false, out counts));
        Assert.Equal(0, counts.GivenUp);
    }

    [Fact]
    public void At_the_bound_of_flows_the_oldest_is_forgotten_and_counted()
    {
        string first = EveLines.Http(1, "first");
        string[] lines = [first, .. Enumerable.Range(2, 50).Select(flow => EveLines.Http(flow, "other")), EveLines.Http(1, "wanted"), EveLines.Flow(1)];
        ExtractRequest request = new() { Keys = [Key("http-user-agent", "wanted")], OpenFlows = 50 };
        Equal(lines[^2..], ExtractOracle.Run(request, lines, once: true, out ExtractCounts counts));
        Assert.Equal(1, counts.GivenUp);
        Equal([first, .. lines[^2..]], ExtractOracle.Run(request with { OpenFlows = 51 }, lines, once: true, out counts));
        Assert.Equal(0, counts.GivenUp);

        // Of a file only the wanted flows are remembered; one too many, and what came before its key is missing.
        lines = [EveLines.Alert(1), EveLines.Http(1, "wanted"), EveLines.Alert(2), EveLines.Http(2, "wanted"), EveLines.Flow(1), EveLines.Flow(2)];
        Equal(lines, ExtractOracle.Run(request with { OpenFlows = 2 }, lines, once: false, out counts));
        Assert.Equal(0, counts.FlowsForgotten);
        string[] left = ExtractOracle.Run(request with { OpenFlows = 1 }, lines, once: false, out counts).TrimEnd('\n').Split('\n');
        Assert.True(counts.FlowsForgotten > 0);
        Assert.Subset(lines.ToHashSet(), left.ToHashSet());
        Assert.Contains(lines[1], left);
        Assert.Contains(lines[3], left);
        Assert.DoesNotContain(lines[0], left);
    }

    [Fact]
    public void A_netflow_record_belongs_to_the_flow_before_it()
    {
        string netflow = EveLines.Flow(1).Replace("\"event_type\":\"flow\"", "\"event_type\":\"netflow\"", StringComparison.Ordinal);
        string[] lines = [EveLines.Http(1, "wanted"), EveLines.Flow(1), netflow, EveLines.Flow(2), netflow.Replace("\"flow_id\":1,", "\"flow_id\":2,", StringComparison.Ordinal)];
        ExtractRequest request = new() { Keys = [Key("http-user-agent", "wanted")] };
        Equal(lines[..3], ExtractOracle.Run(request, lines, once: false, out _));
        Equal(lines[..3], ExtractOracle.Run(request, lines, once: true, out _));
    }

    private static string Run(ExtractRequest request, bool once)
    {
        string output = ExtractOracle.Run(request, s_scene, once, out ExtractCounts counts);
        Assert.Equal((0, 0, 0), (counts.GivenUp, counts.FlowsForgotten, counts.Rejected));
        return output;
    }

    private static void Equal(string[] expected, string output) => Assert.Equal(string.Concat(expected.Select(line => line + "\n")), output);

    private static ViewKey Key(string view, string key) => new(view, Encoding.UTF8.GetBytes(key));

    /// <summary>Flows that live side by side, of one to nine records, of which any may bring a key; not all end.</summary>
    private static string[] Interleaved(Random random, int flows)
    {
        List<(double At, string Line)> lines = [];
        for (int flow = 1; flow <= flows; flow++)
        {
            double at = random.NextDouble() * 1000;
            string source = $"10.0.0.{random.Next(20)}";
            for (int record = random.Next(1, 9); record > 0; record--)
            {
                at += random.NextDouble() * 100;
                lines.Add((at, random.Next(4) == 0 ? EveLines.Alert(flow, source, at) : EveLines.Http(flow, random.Next(40) == 0 ? "wanted" : "other", source, at)));
            }

            if (random.Next(10) > 0)
            {
                lines.Add((at + 60, EveLines.Flow(flow, source, at + 60)));
            }
        }

        return [.. lines.OrderBy(line => line.At).Select(line => line.Line)];
    }

    private static string[] Scene()
    {
        using ZstdSharp.DecompressionStream stream = new(File.OpenRead(Path.Combine(HouseTests.Root(), "tests/fixtures/golden/scene.eve.ndjson.zst")));
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().TrimEnd('\n').Split('\n');
    }
}
