using System.Text;
using Sidecar.Engine;
using Sidecar.Engine.Eve;
using Sidecar.Engine.Flows;
using Sidecar.Engine.Outputs;
using Xunit;

namespace Sidecar.Tests;

/// <summary>Event time is what most records say: no few of them drag the engine out of it for ever.</summary>
public sealed class EngineTimeTests
{
    private const int Minute = 60;
    private const int Day = 86_400;

    [Theory]
    [InlineData("9999-12-31")]
    [InlineData("0001-01-01")]
    [InlineData("2027-01-05")]
    [InlineData("2025-01-05")]
    public void One_record_of_another_time_changes_no_tick_wherever_it_stands(string date)
    {
        string[] sane = Minutes(20);
        int expected = Ticks(sane);
        for (int at = 0; at <= sane.Length; at++)
        {
            string[] lines = [.. sane[..at], On(date, EveLines.Http(1000, "one")), .. sane[at..]];
            // The first and the last minute may be without theirs: until a second record confirms it, nobody knows which one is wrong.
            Assert.InRange(Ticks(lines), expected - 1, expected);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void The_records_of_one_packet_do_not_confirm_each_other(int at)
    {
        string[] sane = Minutes(10);
        string[] packet = [On("9999-12-31", EveLines.Http(1000, "one")), On("9999-12-31", EveLines.Flow(1000))];
        Assert.InRange(Ticks([.. sane[..at], .. packet, .. sane[at..]]), Ticks(sane) - 1, Ticks(sane));
    }

    [Fact]
    public void A_tick_takes_effect_at_the_first_record_a_second_behind_it_however_the_records_come()
    {
        using MemoryStream verdicts = new();
        using VerdictFile sink = new(verdicts);
        Sidecar.Engine.Engine engine = new(EngineOptions.Default, [sink], snapshotFolder: null);
        string[] lines = EveLines.LoudTraffic();
        long last = long.MinValue;
        foreach (string line in lines)
        {
            int before = engine.History.Count;
            EveLines.Read(engine, [line]);
            Assert.All(engine.History.Skip(before), verdict => Assert.InRange(verdict.Time + TickWork.Delay, last + 1, Time(line)));
            last = Time(line);
        }

        engine.Finish();
        Assert.NotEmpty(engine.History);
        Assert.Equal(EveLines.Replay(lines).Verdicts, Encoding.UTF8.GetString(verdicts.ToArray()));
    }

    [Fact]
    public void Records_of_another_time_that_come_one_by_one_do_not_confirm_each_other()
    {
        List<string> lines = [];
        for (int minute = 0; minute < 10; minute++)
        {
            lines.Add(EveLines.Http(minute, "one", at: minute * Minute));
            lines.Add(On("9999-12-31", EveLines.Http(1000 + minute, "one", at: minute)));
        }

        Assert.Equal(Ticks(Minutes(10)), Ticks(lines));
    }

    [Fact]
    public void Two_records_that_agree_on_a_wrong_time_are_found_out()
    {
        const int at = 5;
        string[] sane = Minutes(20);
        string[] wrong = [On("9999-12-31", EveLines.Http(1000, "one")), On("9999-12-31", EveLines.Http(1001, "one", at: 1))];
        // The tick of the jump itself may be one more, and two records pass until the time is found again.
        Assert.InRange(Ticks([.. sane[..at], .. wrong, .. sane[at..]]), Ticks(sane) - 3, Ticks(sane) + 1);
    }

    [Fact]
    public void Flows_behind_one_from_another_time_still_end()
    {
        List<string> lines = [On("9999-12-31", EveLines.Http(1, "one"))];
        for (int minute = 0; minute < 200; minute++)
        {
            lines.Add(EveLines.Http(minute + 10, "one", at: minute * Minute));
            if (minute == 50)
                lines.Add(On("9999-12-31", EveLines.Http(2, "one")));
        }

        // A time-out of an hour: of 200 minutes, one flow each, about 60 are left before the end of input.
        EngineOptions options = EngineOptions.Default with { Flows = new FlowOptions { SlackSeconds = 3000 } };
        Sidecar.Engine.Engine engine = new(options, [], snapshotFolder: null);
        EveLines.Read(engine, lines);
        Assert.InRange(engine.Stats().FlowsLive, 59, 62);
    }

    [Fact]
    public void A_gap_of_days_holds_one_tick_and_loses_nothing_behind_it()
    {
        string[] before = Minutes(10);
        string[] behind = [.. Enumerable.Range(0, 10).SelectMany(minute => (string[])
        [
            EveLines.Http(500 + minute, "two", at: (3 * Day) + (minute * Minute)),
            EveLines.Flow(500 + minute, at: (3 * Day) + (minute * Minute) + 1, start: (3 * Day) + (minute * Minute)),
        ])];
        (Sidecar.Engine.Engine engine, _) = EveLines.Replay([.. before, .. behind]);
        Assert.Equal(Ticks(before) + 10, engine.Latest[0].Model.Tick);
        Assert.Equal(10, engine.Stats().FlowsJoined);
        Assert.Equal((10L, 10L), (engine.Latest[0].Window.Records, engine.Latest[0].Window.Flows));
    }

    [Fact]
    public void The_wall_clock_of_stats_records_is_no_event_time()
    {
        string[] lines = Minutes(10);
        string[] stats = [.. Enumerable.Range(0, 10).Select(i => $$$"""{"timestamp":"2030-01-01T00:00:{{{i:D2}}}.000000+0000","event_type":"stats","stats":{"uptime":1}}""")];
        Assert.Equal(Ticks(lines), Ticks(lines.Zip(stats, (line, stat) => (string[])[line, stat]).SelectMany(pair => pair)));
    }

    private static string[] Minutes(int count) =>
        [.. Enumerable.Range(0, count).Select(minute => EveLines.Http(minute, "one", at: minute * Minute))];

    private static string On(string date, string line) => line.Replace("2026-01-05", date, StringComparison.Ordinal);

    private static long Time(string line) =>
        EveTime.TryParse(Encoding.UTF8.GetBytes(line[14..45]), out long time) ? time : throw new FormatException(line);

    private static int Ticks(IEnumerable<string> lines) => EveLines.Replay(lines).Engine.Latest[0].Model.Tick;
}
