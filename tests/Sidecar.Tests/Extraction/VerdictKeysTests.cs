using System.IO.Pipelines;
using System.Text;
using Sidecar.Engine.Extraction;
using Xunit;

namespace Sidecar.Tests.Extraction;

public sealed class VerdictKeysTests
{
    [Fact]
    public void The_verdicts_of_an_engine_name_keys_and_flows_that_are_there()
    {
        string[] lines = EveLines.LoudTraffic();
        (Sidecar.Engine.Engine engine, string verdicts) = EveLines.Replay(lines);
        using (engine)
        {
            VerdictKeys keys = Read(verdicts);
            Assert.Equal(engine.History.Count, keys.Verdicts);
            Assert.Contains(keys.Keys, key => key.View == "http-user-agent" && key.Key.Span.SequenceEqual("loud/1.0"u8));
            Assert.NotEmpty(keys.FlowIds);

            ExtractOracle oracle = new(lines);
            ExtractRequest request = new() { Keys = [.. keys.Keys.Where(key => key.View == "http-user-agent")], FlowIds = keys.FlowIds };
            string[] expected = oracle.LinesOf([.. keys.FlowIds, .. oracle.Flows(record => record.GetRawText().Contains("\"loud/1.0\"", StringComparison.Ordinal))]);
            Assert.Equal(string.Concat(expected.Select(line => line + "\n")), ExtractOracle.Run(request, lines, once: false, out _));
        }
    }

    [Fact]
    public void A_key_is_taken_with_whatever_bytes_it_has_and_once()
    {
        const string verdict = """{"event_type":"heavy_hitter","heavy_hitter":{"view":"http-hostname","key":"a\u0000\ud800\u202e","flow_ids":[1,2,9007199254740993]}}""";
        VerdictKeys keys = Read(verdict + "\n" + verdict + "\n");
        ViewKey key = Assert.Single(keys.Keys);
        Assert.Equal([(byte)'a', 0, 0xED, 0xA0, 0x80, 0xE2, 0x80, 0xAE], key.Key.ToArray());
        Assert.Equal([1, 2, 9007199254740993], keys.FlowIds.Order());
        Assert.Equal((2, 0), (keys.Verdicts, keys.Others));
    }

    [Theory]
    [InlineData("""{"event_type":"sidecar_stats","heavy_hitter":{"view":"a","key":"b"}}""")]
    [InlineData("""{"event_type":"heavy_hitter","heavy_hitter":{"view":"a","key":7}}""")]
    [InlineData("""{"event_type":"heavy_hitter","heavy_hitter":{"view":"a","key":"b"}""")]
    [InlineData("not JSON")]
    public void What_is_no_verdict_is_counted(string line)
    {
        VerdictKeys keys = Read(line);
        Assert.Equal((0, 1), (keys.Verdicts, keys.Others));
        Assert.Empty(keys.Keys);
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"flow_ids\":\"x\"")]
    [InlineData(",\"flow_ids\":[\"1\",1.5,-1e99,{\"a\":[]}]")]
    public void Flows_that_are_none_are_left_out(string flows) =>
        Assert.Empty(Read($$$"""{"event_type":"heavy_hitter","heavy_hitter":{"view":"a","key":"b"{{{flows}}}}}""").FlowIds);

    private static VerdictKeys Read(string lines)
    {
        VerdictKeys keys = new();
        keys.Read(PipeReader.Create(new MemoryStream(Encoding.UTF8.GetBytes(lines))));
        return keys;
    }
}
