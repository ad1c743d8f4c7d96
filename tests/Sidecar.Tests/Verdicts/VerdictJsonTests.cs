using System.Text;
using NJsonSchema;
using Sidecar.Engine.Learning;
using Sidecar.Engine.Profiles;
using Sidecar.Engine.Verdicts;
using Xunit;

namespace Sidecar.Tests.Verdicts;

public sealed class VerdictJsonTests
{
    private static readonly JsonSchema s_schema = JsonSchema
        .FromFileAsync(Path.Combine(House.HouseTests.Root(), "suricata-config", "verdict.schema.json")).GetAwaiter().GetResult();

    private static readonly View s_view = View.HttpUserAgent;

    [Fact]
    public void An_exclusion_is_written_to_the_letter()
    {
        string line = Encoding.UTF8.GetString(VerdictJson.Line(Exclusion("python-requests/2.31"), "sensor-1"u8));
        Assert.Equal(
            """
            {"timestamp":"2026-01-05T08:10:00.000000+0000","event_type":"heavy_hitter","host":"sensor-1","src_ip":"10.1.2.3","app_proto":"http","heavy_hitter":{"action":"exclude","view":"http-user-agent","key":"python-requests/2.31","rank":1,"cluster":4,"distance":2.598,"share":{"records":1,"bytes":1,"flows":1},"features":{"src_ip":1,"dest_ip":300,"http.url":5120,"http.hostname":300,"http.http_refer":0,"flow.bytes_toserver":91822310,"flow.bytes_toclient":8,"flow.pkts_toserver":9,"flow.pkts_toclient":10},"scaled":{"src_ip":0.5,"dest_ip":1,"http.url":1,"http.hostname":1,"http.http_refer":0,"flow.bytes_toserver":1,"flow.bytes_toclient":0.25,"flow.pkts_toserver":1,"flow.pkts_toclient":1},"window":{"start":"2026-01-05T07:10:00.000000+0000","end":"2026-01-05T08:10:00.000000+0000","records":5120,"keys":1},"model":{"tick":12,"k":5,"components":3,"seed":7,"inertia":1.884,"explained":[0.5,0.42,0.08]},"expires":"2026-01-05T16:10:00.000000+0000","reason":"farthest cluster, 41 % of records","flow_ids":[1117868385327448]}}

            """.ReplaceLineEndings("\n"),
            line);
        Assert.Empty(s_schema.Validate(line));
    }

    [Fact]
    public void A_release_has_no_rank_and_no_expiry()
    {
        Verdict release = Exclusion("x") with { Action = VerdictAction.Release, Heavy = null, Expires = null, Reason = "it calmed down" };
        string line = Encoding.UTF8.GetString(VerdictJson.Line(release, []));
        Assert.DoesNotContain("\"rank\"", line, StringComparison.Ordinal);
        Assert.DoesNotContain("\"expires\"", line, StringComparison.Ordinal);
        Assert.DoesNotContain("\"host\"", line, StringComparison.Ordinal);
        Assert.Empty(s_schema.Validate(line));
    }

    [Theory]
    [InlineData("\u001b[31m", @"""\u001B[31m""")]
    [InlineData("\u202egnp", @"""\u202Egnp""")]
    [InlineData("\"\\", @"""\u0022\\""")]
    public void A_hostile_key_is_printable_text(string key, string written)
    {
        string line = Encoding.UTF8.GetString(VerdictJson.Line(Exclusion(key), Encoding.UTF8.GetBytes(key)));
        Assert.All(line.TrimEnd('\n'), character => Assert.InRange(character, ' ', '~'));
        Assert.Equal(key, System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("host").GetString());
        Assert.Contains(written.Trim('"')[^2..], line, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(s_schema.Validate(line));
    }

    [Theory]
    [InlineData("\"action\":\"exclude\",", "")]
    [InlineData("\"action\":\"exclude\"", "\"action\":\"forget\"")]
    [InlineData("\"action\":\"exclude\"", "\"action\":\"exclude\",\"colour\":\"red\"")]
    [InlineData("\"event_type\":\"heavy_hitter\"", "\"event_type\":\"alert\"")]
    [InlineData("\"rank\":1", "\"rank\":\"1\"")]
    [InlineData("\"expires\":\"2026-01-05T16:10:00.000000+0000\"", "\"expires\":\"tomorrow\"")]
    [InlineData("\"records\":1,\"bytes\":1", "\"records\":2,\"bytes\":1")]
    [InlineData("\"flow_ids\":[1117868385327448]", "\"flow_ids\":[\"a\"]")]
    public void The_schema_refuses_a_broken_verdict(string good, string bad)
    {
        string line = Encoding.UTF8.GetString(VerdictJson.Line(Exclusion("x"), []));
        Assert.Contains(good, line, StringComparison.Ordinal);
        Assert.NotEmpty(s_schema.Validate(line.Replace(good, bad, StringComparison.Ordinal)));
    }

    private static Verdict Exclusion(string key)
    {
        const long time = 1_767_600_600_000_000;
        KeySnapshot snapshot = new()
        {
            Key = Encoding.UTF8.GetBytes(key),
            Features = [1, 300, 5120, 300, 0, 91_822_310, 8, 9, 10],
            Records = 5120,
            Flows = 1000,
            Alerts = 0,
            Sources = 1,
            SourceAddress = "10.1.2.3",
            FlowIds = [1117868385327448],
        };
        WindowSnapshot window = new(s_view, time - 3_600_000_000L, time, [snapshot], 0);
        return new Verdict
        {
            Action = VerdictAction.Exclude,
            Time = time,
            Window = window,
            Key = snapshot,
            Heavy = new HeavyHitter
            {
                Key = snapshot,
                Shares = window.SharesOf(snapshot),
                Rank = 1,
                Cluster = 4,
                Distance = 2.598,
                Scaled = [0.5, 1, 1, 1, 0, 1, 0.25, 1, 1],
            },
            Model = new TickModel(12, 5, 3, 7, 1.884, [0.5, 0.42, 0.08]),
            Expires = time + (8 * 3_600_000_000L),
            Reason = "farthest cluster, 41 % of records",
        };
    }
}
