using System.Text.Json;
using Sidecar.Engine.Learning;
using Sidecar.Engine.Profiles;
using Sidecar.Engine.Verdicts;
using Xunit;

namespace Sidecar.Tests.Verdicts;

public sealed class VerdictJsonTests
{
    private const long Hour = 3_600_000_000;

    [Fact]
    public void An_exclusion_is_written_to_the_letter() => Assert.Equal(
        """
        {"timestamp":"2026-01-05T08:10:00.000000+0000","event_type":"heavy_hitter","host":"sensor-1","src_ip":"10.1.2.3","app_proto":"http","heavy_hitter":{"action":"exclude","view":"http-user-agent","key":"python-requests/2.31","rank":1,"cluster":4,"distance":2.598,"share":{"records":0.8,"bytes":1,"flows":1},"features":{"src_ip":1,"dest_ip":300,"http.url":5120,"http.hostname":300,"http.http_refer":0,"flow.bytes_toserver":91822310,"flow.bytes_toclient":8,"flow.pkts_toserver":9,"flow.pkts_toclient":10},"scaled":{"src_ip":0.5,"dest_ip":1,"http.url":1,"http.hostname":1,"http.http_refer":0,"flow.bytes_toserver":1,"flow.bytes_toclient":0.25,"flow.pkts_toserver":1,"flow.pkts_toclient":1},"anomaly":{"above":["dest_ip","http.url","http.hostname","flow.bytes_toserver","flow.pkts_toserver","flow.pkts_toclient"],"below":["http.http_refer"]},"window":{"start":"2026-01-05T07:10:00.000000+0000","end":"2026-01-05T08:10:00.000000+0000","records":6400,"keys":1},"model":{"tick":12,"round":2,"k":5,"components":3,"seed":7,"inertia":1.884,"explained":[0.5,0.42,0.08]},"expires":"2026-01-05T16:10:00.000000+0000","reason":"farthest cluster, 41 % of records","flow_ids":[1117868385327448]}}
        """,
        VerdictSchema.LineOf(Exclusion("python-requests/2.31"u8), "sensor-1"u8));

    [Fact]
    public void A_release_is_written_to_the_letter() => Assert.Equal(
        """
        {"timestamp":"2026-01-05T08:10:00.000000+0000","event_type":"heavy_hitter","dest_ip":"2001:0db8:0000:0000:0000:0000:0000:0001","app_proto":"http","heavy_hitter":{"action":"release","view":"http-user-agent","key":"gone","share":{"records":0,"bytes":0,"flows":0},"features":{"src_ip":0,"dest_ip":0,"http.url":0,"http.hostname":0,"http.http_refer":0,"flow.bytes_toserver":0,"flow.bytes_toclient":0,"flow.pkts_toserver":0,"flow.pkts_toclient":0},"window":{"start":"2026-01-05T07:10:00.000000+0000","end":"2026-01-05T08:10:00.000000+0000","records":6400,"keys":1},"model":{"tick":12,"round":2,"k":5,"components":3,"seed":7,"inertia":1.884,"explained":[0.5,0.42,0.08]},"reason":"it calmed down","flow_ids":[]}}
        """,
        VerdictSchema.LineOf(Ended(VerdictAction.Release, "it calmed down")));

    [Fact]
    public void A_renewal_and_an_expiry_differ_in_their_action()
    {
        Verdict common = Exclusion("x"u8) with { Heavy = null, Crowd = new Crowd(3, 7_300) };
        Assert.Contains("\"crowd\":{\"src_ip\":3,\"seconds\":7300}", VerdictSchema.LineOf(common), StringComparison.Ordinal);
        Assert.Equal(
            VerdictSchema.LineOf(common).Replace("\"exclude\"", "\"renew\"", StringComparison.Ordinal),
            VerdictSchema.LineOf(common with { Action = VerdictAction.Renew }));
        Assert.Equal(
            VerdictSchema.LineOf(Ended(VerdictAction.Release, "so")).Replace("\"release\"", "\"expire\"", StringComparison.Ordinal),
            VerdictSchema.LineOf(Ended(VerdictAction.Expire, "so")));
    }

    [Fact]
    public void A_verdict_says_of_its_addresses_whether_they_are_at_home()
    {
        Verdict both = Exclusion("x"u8) with { Evidence = new KeyEvidence { SourceAddress = "10.1.2.3", DestinationAddress = "192.0.2.1" } };
        Assert.Contains("\"dest_ip\":\"192.0.2.1\",\"home\":{\"src_ip\":true,\"dest_ip\":false},", VerdictSchema.LineOf(both, home: "10.0.0.0/8"), StringComparison.Ordinal);
        Assert.Contains("\"src_ip\":\"10.1.2.3\",\"home\":{\"src_ip\":false},", VerdictSchema.LineOf(Exclusion("x"u8), home: "!10.1.0.0/16"), StringComparison.Ordinal);
        Assert.Contains("\"home\":{\"dest_ip\":true},", VerdictSchema.LineOf(Ended(VerdictAction.Release, "so"), home: "2001:db8::/32"), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_home_networks_or_an_address_a_verdict_says_nothing_of_home()
    {
        Assert.DoesNotContain("\"home\"", VerdictSchema.LineOf(Exclusion("x"u8)), StringComparison.Ordinal);
        Assert.DoesNotContain("\"home\"", VerdictSchema.LineOf(Exclusion("x"u8) with { Evidence = KeyEvidence.None }, home: "any"), StringComparison.Ordinal);
    }

    public static TheoryData<byte[], string> HostileTexts => new()
    {
        { "\u001b[31m\u0007"u8.ToArray(), @"\u001b[31m\u0007" },
        { "a\0b\nc\r\td\u007f"u8.ToArray(), @"a\u0000b\u000ac\u000d\u0009d\u007f" },
        { "csi\u009b2J\u0085"u8.ToArray(), @"csi\u009b2J\u0085" },
        { "safe\u202egnp.exe\u2066\u200b\ufeff\u2028"u8.ToArray(), @"safe\u202egnp.exe\u2066\u200b\ufeff\u2028" },
        { "</script><img src='x' onerror=\"a&b\">\\"u8.ToArray(), @"\u003c/script\u003e\u003cimg src=\u0027x\u0027 onerror=\""a\u0026b\""\u003e\\" },
        { "smile \U0001f600"u8.ToArray(), @"smile \ud83d\ude00" },
        // Half of a surrogate pair, and bytes that are no text at all.
        { [0xed, 0xa0, 0xbd, (byte)'!'], @"\ud83d!" },
        { [0xff, (byte)'!'], @"\ufffd!" },
        { [], "" },
    };

    [Theory]
    [MemberData(nameof(HostileTexts))]
    public void A_hostile_text_is_printable(byte[] text, string written)
    {
        using JsonDocument line = JsonDocument.Parse(VerdictSchema.LineOf(Exclusion(text), [.. "sensor"u8, .. text]));
        Assert.Equal($"\"{written}\"", line.RootElement.GetProperty("heavy_hitter").GetProperty("key").GetRawText());
        Assert.Equal($"\"sensor{written}\"", line.RootElement.GetProperty("host").GetRawText());
    }

    [Theory]
    [InlineData(0, "1970-01-01T00:00:00.000000+0000")]
    [InlineData(1_767_600_600_123_456, "2026-01-05T08:10:00.123456+0000")]
    [InlineData(long.MaxValue, "9999-12-31T23:59:59.999999+0000")]
    [InlineData(long.MinValue, "0001-01-01T00:00:00.000000+0000")]
    public void Times_are_written_as_Suricata_writes_them(long time, string written)
    {
        using JsonDocument line = JsonDocument.Parse(VerdictSchema.LineOf(Exclusion("x"u8) with { Time = time, Expires = time }));
        Assert.Equal($"\"{written}\"", line.RootElement.GetProperty("timestamp").GetRawText());
        Assert.Equal($"\"{written}\"", line.RootElement.GetProperty("heavy_hitter").GetProperty("expires").GetRawText());
    }

    [Theory]
    [InlineData("\"action\":\"exclude\",", "")]
    [InlineData("\"action\":\"exclude\"", "\"action\":\"forget\"")]
    [InlineData("\"action\":\"exclude\"", "\"action\":\"exclude\",\"colour\":\"red\"")]
    [InlineData("\"event_type\":\"heavy_hitter\"", "\"event_type\":\"alert\"")]
    [InlineData("\"rank\":1", "\"rank\":\"1\"")]
    [InlineData("\"expires\":\"2026-01-05T16:10:00.000000+0000\"", "\"expires\":\"tomorrow\"")]
    [InlineData("\"records\":0.8,\"bytes\":1", "\"records\":2,\"bytes\":1")]
    [InlineData("\"flow_ids\":[1117868385327448]", "\"flow_ids\":[\"a\"]")]
    public void The_schema_refuses_a_broken_verdict(string good, string bad)
    {
        string line = VerdictSchema.LineOf(Exclusion("x"u8));
        Assert.Contains(good, line, StringComparison.Ordinal);
        Assert.NotEmpty(VerdictSchema.Faults(line.Replace(good, bad, StringComparison.Ordinal)));
    }

    private static Verdict Exclusion(ReadOnlySpan<byte> key)
    {
        const long time = 1_767_600_600_000_000;
        KeySnapshot snapshot = new()
        {
            Key = key.ToArray(),
            Features = [1, 300, 5120, 300, 0, 91_822_310, 8, 9, 10],
            Records = 5120,
            Flows = 1000,
            Bytes = 91_822_318,
            Alerts = 0,
            Sources = 1,
        };
        WindowSnapshot window = new(View.HttpUserAgent, time - Hour, time, [snapshot], 1280);
        return new Verdict
        {
            Action = VerdictAction.Exclude,
            Time = time,
            Window = new TickWindow(window.View, window.Start, window.End, window.Records, window.Keys.Count),
            Key = snapshot,
            Evidence = new KeyEvidence { SourceAddress = "10.1.2.3", FlowIds = [1117868385327448] },
            Shares = window.SharesOf(snapshot),
            Heavy = new HeavyHitter
            {
                Key = snapshot,
                Shares = window.SharesOf(snapshot),
                Round = 2,
                Rank = 1,
                Cluster = 4,
                Distance = 2.598,
                Scaled = [0.5, 1, 1, 1, 0, 1, 0.25, 1, 1],
                Anomaly = AnomalyThresholds.Default,
            },
            Model = new TickModel(12, 2, 5, 3, 7, 1.884, [0.5, 0.42, 0.08]),
            Expires = time + (8 * Hour),
            Reason = "farthest cluster, 41 % of records",
        };
    }

    private static Verdict Ended(VerdictAction action, string reason) => Exclusion("x"u8) with
    {
        Action = action,
        Key = KeySnapshot.Empty("gone"u8.ToArray(), View.HttpUserAgent),
        Evidence = new KeyEvidence { DestinationAddress = "2001:0db8:0000:0000:0000:0000:0000:0001" },
        Shares = default,
        Heavy = null,
        Expires = null,
        Reason = reason,
    };
}
