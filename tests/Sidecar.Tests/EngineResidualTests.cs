using System.Text;
using System.Text.Json;
using Sidecar.Engine;
using Sidecar.Engine.Eve;
using Sidecar.Engine.Outputs;
using Sidecar.Engine.Profiles;
using Xunit;

namespace Sidecar.Tests;

/// <summary>Which records belong to no excluded key.</summary>
public sealed class EngineResidualTests
{
    /// <summary>Behind the tick that excludes loud/1.0, with two flows that it opened before and closes after.</summary>
    private const double Late = 900;

    [Fact]
    public void Until_the_verdict_all_passes_and_from_then_on_what_is_not_of_its_key()
    {
        string[] lines = EveLines.LoudTraffic();
        (List<string> residual, string verdict) = Sift(lines);
        using JsonDocument said = JsonDocument.Parse(verdict);
        // A tick takes effect a second behind its time.
        string since = said.RootElement.GetProperty("timestamp").GetString()!.Replace(":00.000000", ":01.000000", StringComparison.Ordinal);
        Assert.EndsWith(":01.000000+0000", since, StringComparison.Ordinal);
        List<string> expected = [];
        for (int i = 0; i < lines.Length; i += 2)
        {
            // An http record and its flow record, at the same time.
            using JsonDocument http = JsonDocument.Parse(lines[i]);
            bool before = string.CompareOrdinal(http.RootElement.GetProperty("timestamp").GetString(), since) < 0;
            if (before || !lines[i].Contains("loud/1.0", StringComparison.Ordinal))
            {
                expected.AddRange([lines[i], lines[i + 1]]);
            }
        }

        Assert.InRange(expected.Count, 1, lines.Length - 100);
        Assert.Equal(expected, residual);
    }

    [Theory]
    [InlineData("fileinfo", false)]
    [InlineData("netflow", false)]
    [InlineData("anomaly", true)]
    [InlineData("alert", true)]
    [InlineData("something_new", true)]
    public void Of_an_excluded_flow_what_is_known_to_belong_to_it_stays_out(string type, bool passes)
    {
        string record = EveLines.Flow(5000, at: Late).Replace("\"event_type\":\"flow\"", $"\"event_type\":\"{type}\"", StringComparison.Ordinal);
        string flow = EveLines.Flow(5000, at: Late);
        string http = EveLines.Http(5000, "loud/1.0", at: Late);
        List<string> residual = Sift([.. EveLines.LoudTraffic(), .. type == "netflow" ? [http, flow, record] : (string[])[http, record]]).Residual;
        Assert.Equal(passes, residual.Contains(record));
        Assert.DoesNotContain(http, residual);
    }

    [Fact]
    public void A_flow_that_drew_an_alert_passes_whatever_its_keys()
    {
        string flow = EveLines.Flow(5000, at: Late, alerted: true);
        Assert.Contains(flow, Sift([.. EveLines.LoudTraffic(), EveLines.Http(5000, "loud/1.0", at: Late), flow]).Residual);
    }

    [Fact]
    public void A_flow_passes_when_its_record_was_not_known_to_be_loud_and_another_took_its_id()
    {
        string stranger = EveLines.Flow(5000, source: "10.0.9.9", at: Late, start: Late);
        Assert.Contains(stranger, Sift([.. EveLines.LoudTraffic(), EveLines.Http(5000, "loud/1.0", at: Late), stranger]).Residual);
    }

    [Fact]
    public void Records_without_flow_or_time_pass_and_broken_ones_are_no_records()
    {
        string[] odd =
        [
            """{"event_type":"stats","stats":{"uptime":1}}""",
            """{"event_type":"http","http":{"http_user_agent":"loud/1.0"}}""",
            """{"flow_id":1,"event_type":"http","http":{"http_user_agent":"loud/1.0"}}""",
        ];
        List<string> residual = Sift([.. EveLines.LoudTraffic(), .. odd, "{\"event_type\":\"alert\",", "noise"]).Residual;
        Assert.Equal(odd, residual.TakeLast(3));
    }

    [Fact]
    public void What_passes_is_counted_by_type()
    {
        (List<string> residual, _, EngineStats stats) = SiftAndCount([.. EveLines.LoudTraffic(), EveLines.Alert(5000, at: Late)]);
        Assert.Equal(residual.Count, stats.ResidualByType.Sum());
        Assert.Equal(
            residual.Count(line => line.Contains("\"event_type\":\"flow\"", StringComparison.Ordinal)),
            stats.ResidualByType[(int)EventType.Flow]);
        Assert.Equal(1, stats.ResidualByType[(int)EventType.Alert]);
    }

    private static (List<string> Residual, string Verdict) Sift(string[] lines)
    {
        (List<string> residual, string verdict, _) = SiftAndCount(lines);
        return (residual, verdict);
    }

    private static (List<string> Residual, string FirstVerdict, EngineStats Stats) SiftAndCount(string[] lines)
    {
        using MemoryStream verdicts = new();
        using VerdictFile sink = new(verdicts);
        Kept kept = new();
        // One view: the sites of this traffic are heavy too.
        EngineOptions options = EngineOptions.Default with { Views = [View.HttpUserAgent] };
        Sidecar.Engine.Engine engine = new(options, [sink], snapshotFolder: null, kept);
        EveLines.Read(engine, lines);
        engine.Finish();
        string said = Encoding.UTF8.GetString(verdicts.ToArray());
        return (kept.Lines, said[..said.IndexOf('\n', StringComparison.Ordinal)], engine.Stats());
    }

    private sealed class Kept : IResidualSink
    {
        public List<string> Lines { get; } = [];

        public void Write(ReadOnlySpan<byte> record) => Lines.Add(Encoding.UTF8.GetString(record));

        public void Dispose()
        {
        }
    }
}
