using System.Text.RegularExpressions;
using Sidecar.Control;
using Sidecar.Engine;
using Sidecar.Engine.Eve;
using Sidecar.Engine.Losses;
using Sidecar.Engine.Outputs;
using Xunit;

namespace Sidecar.Tests.Control;

/// <summary>The figures as Prometheus reads them; what promtool says of them is asked end to end.</summary>
public sealed class PrometheusTextTests
{
    [Fact]
    public void The_figures_are_those_of_the_accounts()
    {
        string text = Written(out EngineStats stats);
        Assert.Contains($"\neve_sidecar_records_received_total {stats.Received + 5}\n", text, StringComparison.Ordinal);
        Assert.Contains("\neve_sidecar_records_parsed_total{event_type=\"http\"} 1500\n", text, StringComparison.Ordinal);
        Assert.Contains("\neve_sidecar_records_shed_total 5\n", text, StringComparison.Ordinal);
        Assert.Contains("\neve_sidecar_records_lost_before_total{event_type=\"flow\"} 7\n", text, StringComparison.Ordinal);
        Assert.Contains($"\neve_sidecar_view_keys{{view=\"http-user-agent\"}} {stats.Views[0].Keys}\n", text, StringComparison.Ordinal);
        Assert.Contains("{view=\"http-user-agent\",guard=\"not_yet_in_a_row\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("\neve_sidecar_gc_collections_total{generation=\"2\"} 3\n", text, StringComparison.Ordinal);
        Assert.Contains("\neve_sidecar_uptime_seconds 1.5\n", text, StringComparison.Ordinal);
        Assert.Contains("\neve_sidecar_engine_answering_seconds_total 0.25\n", text, StringComparison.Ordinal);
        Assert.Contains("\neve_sidecar_records_read_bytes_total ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_figure_has_one_help_and_one_type_before_it()
    {
        string[] lines = Written(out _).TrimEnd('\n').Split('\n');
        string family = "";
        HashSet<string> seen = [];
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith("# HELP ", StringComparison.Ordinal))
            {
                family = lines[i].Split(' ')[2];
                Assert.True(seen.Add(family), family);
                Assert.EndsWith(".", lines[i], StringComparison.Ordinal);
                Assert.Matches($"^# TYPE {family} (counter|gauge)$", lines[++i]);
            }
            else
            {
                Assert.Matches($"^{family}({{.*}})? [-0-9.E+]+$", lines[i]);
            }
        }

        Assert.InRange(seen.Count, 30, 80);
    }

    [Fact]
    public void An_engine_that_has_not_begun_has_no_figures_yet()
    {
        using PrometheusText writer = new();
        string text = writer.Write(Of(null));
        Assert.Contains("eve_sidecar_build_info{", text, StringComparison.Ordinal);
        Assert.DoesNotMatch(new Regex("^eve_sidecar_records", RegexOptions.Multiline), text);
    }

    [Fact]
    public void Asked_twice_it_tells_of_the_second_time_alone()
    {
        using PrometheusText writer = new();
        writer.Write(Of(null));
        Assert.Single(Regex.Matches(writer.Write(Of(null) with { Uptime = TimeSpan.FromSeconds(9) }), "^eve_sidecar_uptime_seconds 9$", RegexOptions.Multiline));
    }

    [Fact]
    public void Every_bound_is_told_when_it_was_hit()
    {
        using PrometheusText writer = new();
        string text = writer.Write(Of(Report(EveLines.Replay([]).Engine.Stats() with
        {
            SendersMadeToWait = 1,
            EngineReceives = 19,
            SnapshotsSkipped = 2,
            State = new StateStats { Skipped = 3, LongestPause = TimeSpan.FromMilliseconds(1.5) },
            ResidualReadersRefused = 4,
            Datasets = new DatasetStats(Added: 5, Removed: 6, Refused: 7, Failures: 8, Resyncs: 9, Unfit: 10, Full: 11),
            Elephants = new ElephantStats(Asked: 12, Answered: 13, Unknown: 14, Refused: 15, Failures: 16, Forgotten: 17, HeaviestBytes: 18),
        })));
        string[] told = ["connections_waits_total 1", "connections_engine_receives_total 19", "snapshots_skipped_total 2", "state_skipped_total 3", "state_longest_pause_seconds 0.0015", "residual_readers_refused_total 4",
            .. ((string[])["added", "removed", "refused", "failures", "resyncs", "unfit", "full"]).Select((name, i) => $"datasets_{name}_total {5 + i}"),
            .. ((string[])["asked", "answered", "unknown", "refused", "failures", "forgotten"]).Select((name, i) => $"elephants_{name}_total {12 + i}"),
            "elephants_heaviest_bytes 18"];
        Assert.All(told, line => Assert.Contains($"\neve_sidecar_{line}\n", text, StringComparison.Ordinal));
        Assert.DoesNotContain("datasets", Written(out _), StringComparison.Ordinal);
        Assert.DoesNotContain("elephants", Written(out _), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_writer_in_the_process_adds_no_line()
    {
        using PrometheusText writer = new();
        using PrometheusText other = new();
        Assert.Single(Regex.Matches(writer.Write(Of(null)), "^eve_sidecar_uptime_seconds ", RegexOptions.Multiline));
        Assert.Single(Regex.Matches(other.Write(Of(null)), "^eve_sidecar_uptime_seconds ", RegexOptions.Multiline));
    }

    private static string Written(out EngineStats stats)
    {
        (Sidecar.Engine.Engine engine, _) = EveLines.Replay(EveLines.LoudTraffic());
        stats = engine.Stats();
        using PrometheusText writer = new();
        return writer.Write(Of(Report(stats with { ShedRecords = 5, LostBefore = [new LossEstimate(EventType.Flow, new LossCount(100, 7, 3))] })));
    }

    private static EngineReport Report(EngineStats stats) => new()
    {
        Stats = stats,
        EventTime = 0,
        TakenAt = 0,
        RecordsPerSecond = 1,
        RecordsPerSecondOverMinute = 1,
        Latest = [],
    };

    private static Reading Of(EngineReport? report) => new()
    {
        Report = report,
        Age = TimeSpan.Zero,
        Uptime = TimeSpan.FromSeconds(1.5),
        CollectionsByGeneration = [1, 2, 3],
        CollectionPause = TimeSpan.Zero,
        ResidentBytes = 1,
        QuestionsRefused = 0,
        AnsweringTime = TimeSpan.FromSeconds(0.25),
    };
}
