using System.Text;
using Sidecar.Engine;
using Sidecar.Engine.Outputs;
using Sidecar.Engine.Profiles;
using Sidecar.Engine.Snapshots;
using Sidecar.Engine.Verdicts;
using Xunit;

namespace Sidecar.Tests;

/// <summary>What one engine learned, the next one on the same folder knows, whether the first ended or was killed.</summary>
public sealed class EngineRestoreTests : IDisposable
{
    private static readonly EngineOptions s_options = EngineOptions.Default with { Views = [View.HttpUserAgent] };

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _said = [];

    /// <summary>An engine that was left as a kill leaves it may still be writing a state.</summary>
    public void Dispose() => Patience.Until(IsGone, "the folder is gone");

    [Fact]
    public void An_exclusion_that_was_announced_outlives_a_kill_without_any_state_saved()
    {
        string[] traffic = EveLines.LoudTraffic();
        EngineOptions seldom = s_options with { Snapshots = s_options.Snapshots with { StateIntervalSeconds = 86_400 } };
        (Sidecar.Engine.Engine killed, MemoryStream told) = NewEngine(seldom);
        EveLines.Read(killed, traffic);
        Patience.Until(() => Lines(told).Length == 1, "the verdict is handed over");
        Assert.Equal((1, 0), (killed.Stats().Views[0].Excluded, killed.Stats().State.Written));

        (Sidecar.Engine.Engine next, _) = NewEngine();
        Assert.Equal((1, 1), (next.Stats().Views[0].Excluded, next.Stats().State.ExclusionsRestored));
        Assert.Contains("with 1 exclusions and 1 keys", Assert.Single(_said), StringComparison.Ordinal);
    }

    [Fact]
    public void A_clean_stop_saves_the_state_and_the_next_run_says_nothing_twice()
    {
        (Sidecar.Engine.Engine first, MemoryStream told) = NewEngine();
        EveLines.Read(first, EveLines.LoudTraffic());
        first.Finish();
        Assert.NotNull(first.Stats().State.Latest);
        Assert.Equal(0, first.Stats().State.Failed);
        Assert.Single(Lines(told));

        (Sidecar.Engine.Engine second, MemoryStream toldThen) = NewEngine();
        second.Finish();
        Assert.Empty(Lines(toldThen));
        Assert.Equal(1, second.Stats().Views[0].Excluded);
    }

    [Fact]
    public void Ticks_and_their_numbers_go_on_behind_those_of_before()
    {
        string[] traffic = EveLines.LoudTraffic();
        (Sidecar.Engine.Engine first, _) = NewEngine();
        EveLines.Read(first, traffic[..2000]);
        first.Finish();
        int ticks = first.Latest[0].Model.Tick;
        long at = first.Latest[0].Window.End;

        (Sidecar.Engine.Engine second, _) = NewEngine();
        EveLines.Read(second, traffic[2000..]);
        Assert.True(second.Latest[0].Model.Tick > ticks);
        Assert.True(second.Latest[0].Window.End > at);
    }

    [Fact]
    public void An_engine_that_was_stopped_and_went_on_knows_what_one_that_ran_through_knows()
    {
        string[] traffic = EveLines.LoudTraffic();
        foreach (string[] part in (string[][])[traffic[..1000], traffic[1000..1002], traffic[1002..]])
        {
            (Sidecar.Engine.Engine engine, _) = NewEngine();
            EveLines.Read(engine, part);
            engine.Finish();
        }

        (Sidecar.Engine.Engine last, _) = NewEngine();
        EveLines.Read(last, [EveLines.Http(9999, "last", at: 901), EveLines.Flow(9999, at: 901)]);
        last.Finish();
        (Sidecar.Engine.Engine through, _) = EveLines.Replay([.. traffic, EveLines.Http(9999, "last", at: 901), EveLines.Flow(9999, at: 901)], s_options);
        Assert.Equivalent(through.Latest[0].Window.Keys, last.Latest[0].Window.Keys, strict: true);
        Assert.Equal(through.Latest[0].Excluded, last.Latest[0].Excluded);
        Assert.Equal(0, last.Stats().State.SectionsSkipped);
    }

    [Fact]
    public void What_a_state_shows_to_people_is_what_the_engine_knew()
    {
        (Sidecar.Engine.Engine engine, _) = NewEngine();
        EveLines.Read(engine, EveLines.LoudTraffic());
        engine.Finish();
        Assert.True(StateContent.TryRead(engine.Stats().State.Latest!, out StateContent? file, out StateFileFault fault), fault.Detail);
        Assert.True(StateContent.TryReadNewest(_folder.PathOf(""), out StateContent? newest, out IReadOnlyList<string> notes));
        Assert.Empty(notes);
        Assert.Equivalent(file.Tables, newest.Tables, strict: true);

        StateTable table = Assert.Single(file.Tables);
        Assert.Equal([.. View.HttpUserAgent.Features.Take(5), "records", "flows", .. View.HttpUserAgent.Features.Skip(5), "alerts"], table.Columns);
        Assert.Equal("loud/1.0", Encoding.UTF8.GetString(table.Rows[0].Key));
        Assert.Equal([true, .. Enumerable.Repeat(false, table.Rows.Count - 1)], table.Rows.Select(row => row.Excluded));
        foreach (KeySnapshot key in engine.Latest[0].Window.Keys)
        {
            StateRow row = Assert.Single(table.Rows, row => row.Key.AsSpan().SequenceEqual(key.Key));
            Assert.Equal([.. key.Features.Take(5), key.Records, key.Flows, .. key.Features.Skip(5), key.Alerts], row.Values);
        }

        Assert.Equal((3000, 1, 1), (file.Accounts["received"], file.Accounts["exclusions_announced"], file.Accounts["runs"]));
    }

    [Fact]
    public void The_records_of_a_restored_exclusion_stay_out_of_the_residual_from_the_first_on()
    {
        (Sidecar.Engine.Engine first, _) = NewEngine();
        EveLines.Read(first, EveLines.LoudTraffic());
        first.Finish();

        Passed passed = new();
        Sidecar.Engine.Engine second = new(s_options, [], _folder.PathOf(""), passed);
        string quiet = EveLines.Http(8001, "quiet/1", at: 910);
        EveLines.Read(second, [EveLines.Http(8000, "loud/1.0", at: 910), quiet]);
        Assert.Equal([quiet], passed.Records);
    }

    [Fact]
    public void An_alert_on_a_restored_key_releases_it_at_once_before_the_first_tick()
    {
        (Sidecar.Engine.Engine first, _) = NewEngine();
        EveLines.Read(first, EveLines.LoudTraffic());
        first.Finish();
        int tick = first.Latest[0].Model.Tick;

        (Sidecar.Engine.Engine second, MemoryStream told) = NewEngine();
        EveLines.Read(second, [EveLines.Http(8000, "loud/1.0", at: 899.5), EveLines.Alert(8000, at: 899.5)]);
        Patience.Until(() => Lines(told).Length == 1, "the verdict is handed over");
        Assert.Empty(second.Latest);
        Verdict verdict = second.History.Single();
        Assert.Equal((VerdictAction.Release, "it drew an alert", tick), (verdict.Action, verdict.Reason, verdict.Model.Tick));
        Assert.Equal((750L, 1500L), (verdict.Key.Records, verdict.Window.Records));
        Assert.Equal(0, second.Stats().Views[0].Excluded);
    }

    [Fact]
    public void Flows_that_are_open_at_a_clean_stop_are_joined_in_the_next_run_and_count_once()
    {
        (Sidecar.Engine.Engine first, _) = NewEngine();
        EveLines.Read(first, [EveLines.Http(1, "one"), EveLines.Flow(1), EveLines.Http(2, "two"), EveLines.Http(3, "three", at: 1)]);
        first.Finish();
        Assert.Equal((2L, 2L), (first.Stats().FlowsUnfinished, first.Latest[0].Window.Records - 1));

        Assert.True(StateContent.TryReadNewest(_folder.PathOf(""), out StateContent? content, out _));
        Assert.Equal(2, content.LiveFlows);
        (Sidecar.Engine.Engine second, _) = NewEngine();
        Assert.Equal(2, second.Stats().FlowsLive);
        Assert.Contains("and 3 keys; 2 flows are live", _said[^1], StringComparison.Ordinal);
        EveLines.Read(second, [EveLines.Flow(2, at: 5, bytes: 777)]);
        second.Finish();
        Assert.Equal(777, second.Latest[0].Window.Find("two"u8.ToArray()).Features[5]);
        Assert.Equal((3L, 1L), (second.Latest[0].Window.Records, second.Stats().FlowsJoined));

        (Sidecar.Engine.Engine third, _) = NewEngine();
        EveLines.Read(third, [EveLines.Http(4, "four", at: 3 * 86_400), EveLines.Flow(4, at: (3 * 86_400) + 1)]);
        Assert.Equal((0L, 1L), (third.Stats().FlowsLive, third.Stats().FlowsUnfinished));
        third.Finish();
        Assert.True(StateContent.TryReadNewest(_folder.PathOf(""), out content, out _));
        Assert.Equal((4L, 3L, 1L), (content.Accounts["flows_opened"], content.Accounts["flows_closed"], content.Accounts["flows_unfinished"]));
    }

    [Fact]
    public void A_state_of_version_1_is_read_and_gone_on_with()
    {
        string fixture = Path.Combine(House.HouseTests.Root(), "tests", "fixtures", "state", "version-1");
        foreach (string file in Directory.GetFiles(fixture))
            File.Copy(file, _folder.PathOf(Path.GetFileName(file)));
        Assert.True(StateContent.TryRead(Assert.Single(StateContent.Files(fixture)), out StateContent? content, out StateFileFault fault), fault.Detail);
        Assert.Equal((0, 6_400L), (content.SectionsSkipped, content.Accounts["received"]));
        StateTable table = Assert.Single(content.Tables, table => table.View == "http-user-agent");
        Assert.Equal(["src_ip", "dest_ip", "http.url", "http.hostname", "http.http_refer", "records", "flows", "flow.bytes_toserver", "flow.bytes_toclient", "flow.pkts_toserver", "flow.pkts_toclient", "alerts"], table.Columns);
        Assert.Equal(["b\u202e\u001b[2J", "loud/1", .. Enumerable.Range(0, 20).Select(i => $"quiet/{i}").Order(StringComparer.Ordinal)], table.Rows.Select(row => Encoding.UTF8.GetString(row.Key)));
        Assert.Equal([1, 1, 200, 1, 0, 1000, 1000, 500_000, 4_000_000, 5_000, 4_000, 0], table.Rows[1].Values);
        // 2,100 distinct values, estimated.
        Assert.InRange(table.Rows[0].Values[2], 2_040, 2_160);

        (Sidecar.Engine.Engine engine, _) = NewEngine();
        Assert.Contains("the state of 20260105T080401Z stood, with 1 exclusions and 22 keys", Assert.Single(_said), StringComparison.Ordinal);
        EveLines.Read(engine, [EveLines.Http(9_001, "loud/1", at: 250), EveLines.Flow(9_001, at: 250)]);
        engine.Finish();
        Assert.Equal(1001, engine.Latest[0].Window.Find("loud/1"u8.ToArray()).Records);
        Assert.Equal(["loud/1"], engine.Latest[0].Excluded.Select(key => Encoding.UTF8.GetString(key)));
    }

    [Fact]
    public void A_state_of_version_1_with_live_flows_and_crowds_is_read_and_gone_on_with()
    {
        string fixture = Path.Combine(House.HouseTests.Root(), "tests", "fixtures", "state", "version-1-flows");
        foreach (string file in Directory.GetFiles(fixture))
            File.Copy(file, _folder.PathOf(Path.GetFileName(file)));
        (Sidecar.Engine.Engine engine, _) = NewEngine(EngineOptions.Default);
        Assert.Contains("with 24 exclusions", Assert.Single(_said), StringComparison.Ordinal);
        Assert.Equal((12L, 0), (engine.Stats().FlowsLive, (int)engine.Stats().State.SectionsSkipped));
        Assert.True(engine.Stats().Flows.WaitingTransactions >= 12);
        long records = engine.Stats().FlowsJoined;
        EveLines.Read(engine, [EveLines.Flow(1099, "10.0.1.14", at: 299.9)]);
        Assert.Equal(records + 1, engine.Stats().FlowsJoined);
    }

    [Snapshots.SmallDiskFact]
    public void A_full_disk_costs_a_counted_error_and_nothing_else_until_there_is_room_again()
    {
        using Snapshots.SmallDisk disk = new();
        string filler = Path.Combine(disk.Path, "filler");
        Assert.ThrowsAny<IOException>(() => File.WriteAllBytes(filler, new byte[1 << 20]));
        MemoryStream told = new();
        // Of the quarter of an hour, one state is due before the end.
        EngineOptions seldom = s_options with { Snapshots = s_options.Snapshots with { StateIntervalSeconds = 600 } };
        Sidecar.Engine.Engine engine = new(seldom, [new VerdictFile(told)], disk.Path, say: line => { lock (_said) { _said.Add(line); } });
        EveLines.Read(engine, EveLines.LoudTraffic());
        Patience.Until(() => Lines(told).Length == 1, "the verdict is handed over");
        // It is written on another thread, which may be late: it must not find the room that comes.
        Patience.Until(() => engine.Stats().State.Failed == 1, "the state that was due finds no room");
        Assert.Equal((3000L, 1L, 0L), (engine.Stats().Parsed, engine.Stats().State.JournalFailed, engine.Stats().State.Written));

        File.Delete(filler);
        engine.Finish();
        Assert.Equal((1L, 1L), (engine.Stats().State.Written, engine.Stats().State.Failed));
        Assert.DoesNotContain(Directory.GetFiles(disk.Path), path => path.EndsWith(".tmp", StringComparison.Ordinal));
        Sidecar.Engine.Engine next = new(s_options, [], disk.Path);
        Assert.Equal(1, next.Stats().State.ExclusionsRestored);
    }

    [Fact]
    public void A_window_of_another_length_is_left_out_and_counted_and_the_exclusions_are_taken()
    {
        (Sidecar.Engine.Engine first, _) = NewEngine();
        EveLines.Read(first, EveLines.LoudTraffic());
        first.Finish();
        EngineOptions longer = s_options with { Profiles = s_options.Profiles with { WindowSeconds = 7200 } };
        (Sidecar.Engine.Engine second, _) = NewEngine(longer);
        Assert.Equal((1L, 1L, 1L), (second.Stats().Views[0].Excluded, second.Stats().Views[0].Keys, second.Stats().State.SectionsSkipped));
    }

    [Fact]
    public void A_start_that_shall_begin_with_nothing_does_and_what_it_saves_comes_behind_the_old()
    {
        (Sidecar.Engine.Engine first, _) = NewEngine();
        EveLines.Read(first, EveLines.LoudTraffic());
        first.Finish();
        string old = first.Stats().State.Latest!;

        EngineOptions fresh = s_options with { Snapshots = s_options.Snapshots with { Restore = false } };
        (Sidecar.Engine.Engine second, _) = NewEngine(fresh);
        Assert.Equal(0, second.Stats().Views[0].Excluded);
        EveLines.Read(second, [EveLines.Http(1, "one")]);
        second.Finish();
        Assert.True(string.CompareOrdinal(second.Stats().State.Latest, old) > 0);
        Assert.Empty(_said);
    }

    [Fact]
    public void A_state_is_saved_at_every_interval_of_event_time()
    {
        EngineOptions often = s_options with { Snapshots = s_options.Snapshots with { StateIntervalSeconds = 60, StateKeep = 100 } };
        (Sidecar.Engine.Engine engine, _) = NewEngine(often);
        for (int minute = 0; minute < 5; minute++)
        {
            // Again, because one that is due while the one before is still being written waits for the next batch.
            Patience.Until(() => SavedAfter(engine, EveLines.Http(minute, "one", at: minute * 60)) == minute, "the state is saved");
        }

        Assert.Equal(4, Directory.GetFiles(_folder.PathOf(""), "state-*.evs").Length);
    }

    [Fact]
    public void A_state_is_packed_at_the_level_of_states_whatever_that_of_exports()
    {
        long[] sizes = [.. ((int[])[1, 19]).Select(level =>
        {
            SnapshotOptions packed = s_options.Snapshots with { StateLevel = level, Level = 20 - level, Restore = false };
            (Sidecar.Engine.Engine engine, _) = NewEngine(s_options with { Snapshots = packed });
            EveLines.Read(engine, EveLines.LoudTraffic());
            engine.Finish();
            return new FileInfo(engine.Stats().State.Latest!).Length;
        })];
        Assert.True(sizes[1] < sizes[0], $"{sizes[1]} bytes at level 19, {sizes[0]} at level 1");
    }

    [Fact]
    public void A_state_is_saved_at_every_interval_of_the_wall_clock()
    {
        SteppedTime wall = new() { PassingPerLook = TimeSpan.FromMilliseconds(1) };
        (Sidecar.Engine.Engine engine, _) = NewEngine(s_options, wall);
        EveLines.Read(engine, [EveLines.Http(1, "one")]);
        Assert.Equal((0, TimeSpan.Zero), (engine.Stats().State.Written, engine.Stats().State.LongestPause));
        wall.Now += TimeSpan.FromSeconds(300);
        EveLines.Read(engine, [EveLines.Http(2, "one")]);
        Patience.Until(() => engine.Stats().State.Written == 1, "the state is saved");
        Assert.InRange(engine.Stats().State.LongestPause.TotalMilliseconds, 1, 100);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_costs_no_record_and_no_verdict_and_is_said_once()
    {
        string inTheWay = _folder.PathOf("file");
        File.WriteAllText(inTheWay, "");
        EngineOptions often = s_options with { Snapshots = s_options.Snapshots with { StateIntervalSeconds = 1 } };
        using MemoryStream told = new();
        List<string> said = [];
        Sidecar.Engine.Engine engine = new(often, [new VerdictFile(told)], inTheWay, say: line => { lock (said) { said.Add(line); } });
        foreach (string[] part in EveLines.LoudTraffic().Chunk(100))
        {
            EveLines.Read(engine, part);
        }

        Patience.Until(() => engine.Stats().State.Failed > 0, "the failure is counted");

        engine.Finish();
        Assert.Equal((3000L, 1L), (engine.Stats().Parsed, engine.Stats().Views[0].ExclusionsAnnounced));
        Assert.Single(Lines(told));
        Assert.Equal(0, engine.Stats().State.Written);
        Assert.True(engine.Stats().State.Failed > 1);
        Assert.Equal(1, engine.Stats().State.JournalFailed);
        Assert.Single(said, line => line.StartsWith("the state cannot be saved", StringComparison.Ordinal));
        Assert.Single(said, line => line.StartsWith("exclusions cannot be put", StringComparison.Ordinal));
    }

    private bool IsGone()
    {
        try
        {
            _folder.Dispose();
            return true;
        }
        catch (IOException)
        {
            return !Directory.Exists(_folder.PathOf(""));
        }
    }

    private static long SavedAfter(Sidecar.Engine.Engine engine, string line)
    {
        EveLines.Read(engine, [line]);
        return engine.Stats().State.Written;
    }

    private (Sidecar.Engine.Engine Engine, MemoryStream Told) NewEngine(EngineOptions? options = null, TimeProvider? time = null)
    {
        MemoryStream told = new();
        return (new Sidecar.Engine.Engine(options ?? s_options, [new VerdictFile(told)], _folder.PathOf(""), say: _said.Add, time: time), told);
    }

    /// <summary>Keeps what passes.</summary>
    private sealed class Passed : IResidualSink
    {
        public List<string> Records { get; } = [];

        public void Write(ReadOnlySpan<byte> record) => Records.Add(Encoding.UTF8.GetString(record));

        public void Dispose()
        {
        }
    }

    private static string[] Lines(MemoryStream told) => Encoding.UTF8.GetString(told.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A wall clock that a test moves.</summary>
    private sealed class SteppedTime : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public TimeSpan PassingPerLook { get; init; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => (Now += PassingPerLook).Ticks;
    }
}
