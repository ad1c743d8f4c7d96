using System.Buffers;
using System.Text;
using System.Text.Json;
using Sidecar.Cli;
using Sidecar.Control;
using Sidecar.Engine;
using Xunit;

namespace Sidecar.Tests.Control;

/// <summary>What a person reads of a status, from the JSON that a sidecar answers.</summary>
public sealed class StatusTextTests
{
    [Fact]
    public void A_busy_sidecar_is_told_in_a_screen() => Assert.Equal(
        """
        sidecar  1.2.3, up 2 h 5 min, pid 7, Vector512 kernel, 49 MB of memory, /run/x
        time     2026-01-05T08:00:00.000000+0000 (event time)
        rate     1,235 records a second now, 99 over the last minute
        records  1,010 received = 1,000 parsed + 6 rejected + 4 shed (5 not an object, 1 too long)
                 900 http, 100 flow
                 torn: 3 flow
                 shed: 4 unknown
        lost     before they reached us, by Suricata's own counters: 1,234 flow; unsure: 20 flow
        suricata 1 connected, 3 since the start, 2 refused (2 wrong user), 1 times its file was gone and made again
                 by user: root 3 MB, 4294967290 0 MB
        input    a\u001B.json: 8 lines (1 rotated); ended early: gone
        residual 12 records, 1.2 % of all since the start, 3 lost, 2 times its file was gone and made again (12 http)
        flows    7 live, 40 joined with their transactions, 5 without a flow record, 2 of them evicted, 9 orphans
                 live: 6 tcp established, 1 udp new; the longest idle for 12 min 5 s
                 given up: 2 tcp timed out, 2 tcp evicted, 1 udp flow id reused
        asked    Suricata about live flows 1,200 times, 1,100 answers, the heaviest has 50 MB, 90 unknown to it, 10 failures
        view     http-user-agent: 91 keys, 2 excluded, 3 since the start, 1 of them by a crowd
                 refused: 12 many sources, 1 not yet in a row
        heavy    41.2 % http-user-agent: loud\u001b[2J\u202e, for 1 h 0 min, 7 h 0 min left; farthest cluster, 41 % of records
                 0.05 % tls-sni: kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk..., for 47 s, 13 s left; a crowd of 60\u001B uses it, and so on...
                 and 1,234 more: eve-sidecar exclusions list
        by hand  pin tls-sni: \u65e5.example, for 3 d 4 h, no end
                 never dest-ip: 10.0.0.7, for 3 d 4 h
        verdicts 2 readers since the start, 1,200 lines lost, 4 times its file was gone and made again, 5 times it could not be made
        files    8 snapshots written, 1 failed, the latest failed: disk\u001B
        state    2 saved, 1 exclusions taken up at the start, 3 failed; the latest error: disk\u001Bfull
        pauses   8 ms in 12 collections, 1 of them full; at most 0.9 ms for a part of the state

        """,
        Shown(s_json));

    [Fact]
    public void An_engine_that_is_late_with_its_report_is_said_to_be_busy() =>
        Assert.Contains("engine   busy with one thing for 9.5 s; what follows is as old\n", Shown(s_json.Replace("0.01", "9.5", StringComparison.Ordinal)), StringComparison.Ordinal);

    [Fact]
    public void Two_answers_become_one_object_and_no_byte_of_a_key_is_another()
    {
        byte[] joined = StatusCommand.Joined("""{"a":{"b":1}}"""u8 + "\n"u8, """{"exclusions":[{"key":"\ud800}{"}],"exclusions_in_all":1}"""u8 + "\n"u8);
        Assert.Equal("""{"a":{"b":1},"exclusions":[{"key":"\ud800}{"}],"exclusions_in_all":1}""" + "\n", Encoding.UTF8.GetString(joined));
    }

    [Fact]
    public void An_engine_that_has_not_begun_is_said_to()
    {
        ArrayBufferWriter<byte> output = new();
        using (Utf8JsonWriter json = new(output))
        {
            StatusJson.Write(json, Nothing(null), "/run/x");
        }

        Assert.EndsWith("engine   has not begun yet\n", Shown(Encoding.UTF8.GetString(output.WrittenSpan)), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_sidecar_answers_is_read_whole()
    {
        (Sidecar.Engine.Engine engine, _) = EveLines.Replay(EveLines.LoudTraffic());
        EngineReport report = new()
        {
            Stats = engine.Stats() with { VerdictLinesLost = 9, ConnectionsOpen = 2, LatestSnapshot = "/a", State = engine.Stats().State with { LatestError = "/b" } },
            EventTime = engine.EventTime,
            TakenAt = 0,
            RecordsPerSecond = 1.26,
            RecordsPerSecondOverMinute = 2,
            Latest = engine.Latest,
        };
        ArrayBufferWriter<byte> output = new();
        using (Utf8JsonWriter json = new(output))
        {
            StatusJson.Write(json, Nothing(report), "/run/x");
        }

        StatusDocument read = JsonSerializer.Deserialize(output.WrittenSpan, ControlJson.Default.StatusDocument)!;
        EngineStats stats = report.Stats;
        Assert.Equal((stats.Received, stats.Parsed, 1500L), (read.Stats!.Records.Received, read.Stats.Records.Parsed, read.Stats.Records.ByType["http"]));
        Assert.Equal((2L, 9L, "/a", 1.3), (read.Stats.Connections.Open, read.Stats.Verdicts.LinesLost, read.LatestSnapshot, read.RecordsPerSecond));
        Assert.Equal("/b", read.LatestStateError);
        Assert.Equal(("http-user-agent", stats.Views[0].Keys, stats.Views[0].ExclusionsAnnounced), (read.Stats.Views[0].View, read.Stats.Views[0].Keys, read.Stats.Views[0].Announced));
        Assert.Equal(EveLines.Time(899.4), read.EventTime);
    }

    private const string s_json = """
        {"version":"1.2.3+abc","kernel":"Vector512","pid":7,"run_dir":"/run/x","uptime_seconds":7512.3,"resident_bytes":52387840,
         "collections":{"by_generation":[12,3,1],"pause_seconds":0.0082},"questions_refused":0,"report_age_seconds":0.01,
         "event_time":"2026-01-05T08:00:00.000000+0000","records_per_second":1234.6,"records_per_second_over_minute":99,
         "latest_snapshot":"/run/x/a","latest_snapshot_error":"disk\u001b","latest_state_error":"disk\u001bfull","a_name_of_later":1,"exclusions_in_all":1238,
         "exclusions":[{"view":"http-user-agent","key":"loud\u001b[2J\u202e","excluded":true,"since":"2026-01-05T07:00:00.000000+0000","expires":"2026-01-05T15:00:00.000000+0000","share":0.412,"reason":"farthest cluster, 41 % of records"},
           {"view":"tls-sni","key":"kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk","excluded":true,"since":"2026-01-05T07:59:13.000000+0000","expires":"2026-01-05T08:00:13.000000+0000","share":0.0005,"reason":"a crowd of 60\u001b uses it, and so on and on and on"},
           {"view":"tls-sni","key":"\u65e5.example","excluded":true,"by_hand":"pin","since":"2026-01-02T04:00:00.000000+0000","share":0.05,"reason":"by hand"},
           {"view":"dest-ip","key":"10.0.0.7","excluded":false,"by_hand":"never","since":"2026-01-02T04:00:00.000000+0000","share":0,"reason":"by hand"}],
         "stats":{"records":{"received":1010,"parsed":1000,"rejected":6,"shed":4,"bytes":1,"by_type":{"flow":100,"http":900,"tls":0},
           "rejected_by_cause":{"too_long":1,"not_an_object":5},"torn_by_type":{"flow":3},"shed_by_type":{"unknown":4}},
          "lost_before":{"flow":{"made":20000,"lost":1234,"unsure":20},"http":{"made":7,"lost":0,"unsure":0}},
          "residual":{"records":12,"share":0.012,"lost":3,"failures":0,"sockets_made_again":2,"sockets_not_made":0,"by_type":{"http":12}},
          "connections":{"accepted":3,"open":1,"refused":2,"accept_errors":0,"resets":0,"sockets_made_again":1,"sockets_not_made":0,"refused_by_cause":{"wrong_user":2},"each":[{"user":0,"bytes":3145728},{"user":4294967290,"bytes":9}]},
          "inputs":[{"name":"a\u001b.json","lines":8,"bytes":9,"events":{"rotated":1},"failure":"gone"}],
          "flows":{"live":7,"joined":40,"unfinished":3,"evicted":2,"orphans":9,"late":0,"in_emergency":false,
            "by_protocol":{"tcp":{"live_new":0,"live_established":6,"evicted":2,"unfinished_by_cause":{"timed_out":2,"emergency":0,"reused":0,"end_of_input":0}},
              "udp":{"live_new":1,"live_established":0,"evicted":0,"unfinished_by_cause":{"timed_out":0,"reused":1}}},
            "oldest_activity":"2026-01-05T07:47:55.000000+0000"},
          "views":[{"view":"http-user-agent","keys":91,"keys_dropped":0,"excluded":2,"announced":3,"announced_by_crowd":1,
            "refused_by_guard":{"alerts":0,"many_sources":12,"not_yet_in_a_row":1}}],
          "verdicts":{"readers":2,"readers_refused":0,"lines_lost":1200,"sockets_made_again":4,"sockets_not_made":5},"snapshots":{"written":8,"failed":1},
          "state":{"written":2,"failed":3,"skipped":0,"journal_failed":0,"exclusions_restored":1,"longest_pause_microseconds":940},
          "elephants":{"asked":1200,"answered":1100,"unknown":90,"refused":0,"failures":10,"forgotten":0,"heaviest_bytes":52428800}}}
        """;

    private static string Shown(string json)
    {
        using StringWriter output = new();
        StatusText.Write(output, JsonSerializer.Deserialize(json, ControlJson.Default.StatusDocument)!);
        return output.ToString();
    }

    private static Reading Nothing(EngineReport? report) => new()
    {
        Report = report,
        Age = TimeSpan.Zero,
        Uptime = TimeSpan.FromSeconds(1),
        CollectionsByGeneration = [0, 0, 0],
        CollectionPause = TimeSpan.Zero,
        ResidentBytes = 1,
        QuestionsRefused = 0,
        AnsweringTime = TimeSpan.FromSeconds(0.25),
    };
}
