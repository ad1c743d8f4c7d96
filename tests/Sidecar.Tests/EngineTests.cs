using System.Text;
using System.Text.Json;
using Sidecar.Engine;
using Sidecar.Engine.Eve;
using Sidecar.Engine.Flows;
using Sidecar.Engine.Ingest;
using Sidecar.Engine.Learning;
using Sidecar.Engine.Profiles;
using Sidecar.Engine.Verdicts;
using Xunit;

namespace Sidecar.Tests;

public sealed class EngineTests
{
    [Fact]
    public void A_flow_counts_once_for_each_of_its_user_agents()
    {
        WindowSnapshot window = WindowOf(
            EveLines.Http(1, "one"), EveLines.Http(1, "one", url: "/b"), EveLines.Http(1, "two"), EveLines.Flow(1, bytes: 700));
        Assert.Equal([(2L, 1L, 700.0), (1L, 1L, 700.0)], window.Keys.Select(key => (key.Records, key.Flows, key.Features[^4])));
    }

    [Fact]
    public void A_flow_without_its_record_counts_its_transactions_and_no_bytes()
    {
        KeySnapshot key = Assert.Single(WindowOf(EveLines.Http(1, "one")).Keys);
        Assert.Equal((1L, 0L, 0.0), (key.Records, key.Flows, key.Bytes));
    }

    [Fact]
    public void The_address_stands_with_a_key_that_has_only_one()
    {
        string[] lines = [EveLines.Http(1, "one"), EveLines.Http(2, "two"), EveLines.Http(3, "two", source: "10.0.0.2")];
        KeyEvidence[] keys = [.. new[] { "one", "two", "none" }.Select(key => EveLines.EvidenceOf("http-user-agent", key, lines))];
        Assert.Equal(["10.0.0.1", null, null], keys.Select(key => key.SourceAddress));
        Assert.Equal(["192.0.2.1", "192.0.2.1", null], keys.Select(key => key.DestinationAddress));
        Assert.Equal([1L], keys[0].FlowIds);
    }

    [Fact]
    public void An_alert_marks_the_keys_of_its_flow_by_record_or_by_flag()
    {
        WindowSnapshot window = WindowOf(
            EveLines.Http(1, "alert record"), EveLines.Alert(1), EveLines.Flow(1),
            EveLines.Http(2, "flag"), EveLines.Flow(2, alerted: true),
            EveLines.Http(3, "innocent"), EveLines.Flow(3));
        Assert.Equal([1L, 1L, 0L], window.Keys.Select(key => key.Alerts));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_alert_protects_its_key_while_its_flow_is_still_open(bool alertFirst)
    {
        string[] flow = [EveLines.Http(1, "loud"), EveLines.Alert(1), EveLines.Alert(1)];
        List<string> lines = [.. alertFirst ? flow.Reverse() : flow];
        for (int minute = 0; minute < 5; minute++)
        {
            for (int i = 0; i < 600; i++)
            {
                int id = 2 + (minute * 600) + i;
                lines.Add(EveLines.Http(id, i < 30 ? $"quiet/{i}" : "loud", at: 60 * minute, url: $"/{id}"));
                lines.Add(EveLines.Flow(id, at: 60 * minute));
            }
        }

        (Sidecar.Engine.Engine engine, string verdicts) = EveLines.Replay(lines);
        Assert.Empty(verdicts);
        Assert.Equal(1, engine.Latest[0].Window.Find("loud"u8.ToArray()).Alerts);
        Assert.NotEmpty(EveLines.Replay(lines.Skip(3)).Verdicts);
    }

    [Fact]
    public void A_window_forgets_what_is_older_and_releases_its_keys()
    {
        List<string> lines = [];
        for (int minute = 0; minute < 180; minute++)
        {
            lines.Add(EveLines.Http(minute, $"agent/{minute}", at: 60 * minute));
            lines.Add(EveLines.Flow(minute, at: 60 * minute));
        }

        (Sidecar.Engine.Engine engine, _) = EveLines.Replay(lines);
        // A window of 60 minutes in 12 panes holds 56 to 60 of the last minutes.
        Assert.InRange(engine.Latest[0].Window.Keys.Count, 56, 60);
        Assert.Equal(engine.Latest[0].Window.Keys.Count, engine.Stats().Views[0].Keys);
    }

    [Fact]
    public void Keys_beyond_the_bound_leave_the_lightest_first_and_are_counted()
    {
        List<string> lines = [];
        for (int flow = 0; flow < 200; flow++)
        {
            lines.Add(EveLines.Http(flow, flow % 2 == 0 ? "heavy" : $"light/{flow}"));
            lines.Add(EveLines.Flow(flow));
        }

        EngineOptions options = EngineOptions.Default with { Profiles = new ProfileOptions { MaxKeys = 16 } };
        (Sidecar.Engine.Engine engine, _) = EveLines.Replay(lines, options);
        WindowSnapshot window = engine.Latest[0].Window;
        Assert.InRange(window.Keys.Count, 1, 16);
        Assert.Equal(100, window.Keys.Single(key => Encoding.UTF8.GetString(key.Key) == "heavy").Records);
        Assert.Equal(200, window.Records);
        Assert.Equal(101 - window.Keys.Count, engine.Stats().Views[0].KeysDropped);
    }

    [Fact]
    public void A_long_key_is_cut_at_a_character_and_counted()
    {
        EngineOptions options = EngineOptions.Default with { Profiles = new ProfileOptions { MaxKeyBytes = 6 } };
        (Sidecar.Engine.Engine engine, _) = EveLines.Replay([EveLines.Http(1, "abcdeéfgh"), EveLines.Flow(1)], options);
        Assert.Equal("abcde", Encoding.UTF8.GetString(Assert.Single(engine.Latest[0].Window.Keys).Key));
        Assert.Equal(1, engine.Stats().Views[0].KeysCut);
    }

    [Fact]
    public void Records_without_flow_or_time_are_counted_and_change_nothing()
    {
        (Sidecar.Engine.Engine engine, _) = EveLines.Replay(
        [
            """{"timestamp":"2030-01-01T00:00:00.000000+0000","event_type":"stats","stats":{"uptime":1}}""",
            """{"event_type":"http","flow_id":1,"http":{"http_user_agent":"x"}}""",
            """{"timestamp":"yesterday","event_type":"http","flow_id":1,"http":{"http_user_agent":"x"}}""",
            "", "garbage", "[1]",
            EveLines.Http(1, "one"),
        ]);
        EngineStats stats = engine.Stats();
        Assert.Equal((7L, 4L, 3L, 2L), (stats.Received, stats.Parsed, stats.Rejected, stats.WithoutTime));
        Assert.Equal(1, stats.ByType[(int)EventType.Stats]);
        // The wall clock of a stats record is no event time.
        Assert.True(EveTime.TryParse(Encoding.ASCII.GetBytes(EveLines.Time(0)), out long expected));
        Assert.Equal(expected, engine.Latest[0].Window.End);
    }

    [Fact]
    public void Accounts_and_history_do_not_change_any_more()
    {
        Sidecar.Engine.Engine engine = new(EngineOptions.Default, [], snapshotFolder: null);
        EveLines.Read(engine, EveLines.LoudTraffic()[..600]);
        EngineStats before = engine.Stats();
        IReadOnlyCollection<Sidecar.Engine.Verdicts.Verdict> history = engine.History;
        long http = before.ByType[(int)EventType.Http];
        int verdicts = history.Count;
        EveLines.Read(engine, EveLines.LoudTraffic()[600..]);
        Assert.True(engine.Stats().ByType[(int)EventType.Http] > http && engine.History.Count > verdicts);
        Assert.Equal(http, before.ByType[(int)EventType.Http]);
        Assert.Equal(verdicts, history.Count);
    }

    [Fact]
    public void One_record_of_the_year_9999_does_not_stop_the_ticks()
    {
        List<string> lines = [];
        for (int minute = 0; minute < 10; minute++)
        {
            lines.Add(EveLines.Http(minute, "one", at: 60 * minute));
            if (minute == 3)
                lines.Add(EveLines.Http(99, "one").Replace("2026-01-05", "9999-12-31", StringComparison.Ordinal));
        }

        (Sidecar.Engine.Engine engine, _) = EveLines.Replay(lines);
        Assert.Equal(10, engine.Latest[0].Model.Tick);
        Assert.Equal(11, engine.Latest[0].Window.Records);
    }

    [Fact]
    public void The_scene_s_truth_is_what_the_profiles_say()
    {
        EngineOptions options = EngineOptions.Default with { Profiles = new ProfileOptions { WindowSeconds = 86_400 } };
        Sidecar.Engine.Engine engine = new(options, [], snapshotFolder: null);
        string fixtures = Path.Combine(House.HouseTests.Root(), "tests", "fixtures");
        engine.ReadToEnd(FileInput.Open(Path.Combine(fixtures, "golden", "scene.eve.ndjson.zst")));
        engine.Finish();

        using JsonDocument truth = JsonDocument.Parse(File.ReadAllText(Path.Combine(fixtures, "scene.truth.json")));
        Dictionary<string, double[]> expected = truth.RootElement.GetProperty("user_agents").EnumerateObject().ToDictionary(agent => agent.Name, agent => Row(agent.Value));
        Dictionary<string, double[]> actual = engine.Latest[0].Window.Keys.ToDictionary(
            key => Encoding.UTF8.GetString(key.Key), key => (double[])[key.Records, key.Flows, .. key.Features]);
        Assert.Equal(expected, actual);

        static double[] Row(JsonElement agent)
        {
            JsonElement once = agent.GetProperty("once_per_flow");
            return
            [
                .. ((string[])["transactions", "flows", "src_ip", "dest_ip", "url", "hostname", "http_refer"]).Select(name => agent.GetProperty(name).GetDouble()),
                .. ((string[])["bytes_toserver", "bytes_toclient", "pkts_toserver", "pkts_toclient"]).Select(name => once.GetProperty(name).GetDouble()),
            ];
        }
    }

    [Fact]
    public void A_hundred_thousand_records_allocate_nothing_after_warm_up()
    {
        byte[][] lines = [.. Enumerable.Range(0, 500).SelectMany(i => (string[])[EveLines.Http(i, $"agent/{i % 20}", url: $"/{i}"), EveLines.Flow(i)]).Select(Encoding.UTF8.GetBytes)];
        FieldSlots fields = new([View.HttpUserAgent]);
        KeyTable keys = new(1);
        ProfiledView view = new(
            View.HttpUserAgent, keys, new ViewReader(View.HttpUserAgent, 0, fields, keys, 1024),
            new ProfileWindow(View.HttpUserAgent, keys, ProfileOptions.Default),
            new ExclusionTable(View.HttpUserAgent.Effect, SiftOptions.Default, LearningOptions.Default, ExclusionOptions.Default, keys, crowd: null, new CrowdGate(0.5)));
        RecordPath path = new([view], fields.Table, FlowOptions.Default, new FlowCounters(), new RecordCounters(), new EventClock(60), _ => { }, _ => { });
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

    private static WindowSnapshot WindowOf(params string[] lines) => EveLines.Replay(lines).Engine.Latest[0].Window;
}
