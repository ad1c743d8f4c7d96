using System.Runtime.CompilerServices;
using System.Text;
using Sidecar.Engine.Learning;
using Sidecar.Engine.Profiles;
using Sidecar.Engine.Verdicts;
using Xunit;

namespace Sidecar.Tests.Verdicts;

public sealed class ExclusionTableTests
{
    private const long Minute = 60_000_000;

    private readonly ExclusionTable _table = NewTable(ExclusionOptions.Default);
    private long _now;

    [Fact]
    public void A_key_is_excluded_at_its_second_tick_in_a_row()
    {
        Assert.Empty(Tick(Loud()).Verdicts);
        Assert.Equal(1, _table.Refused[(int)Guard.NotYetInARow]);
        Verdict verdict = Assert.Single(Tick(Loud()).Verdicts);
        Assert.Equal((VerdictAction.Exclude, _now, _now + (8 * 60 * Minute)), (verdict.Action, verdict.Time, verdict.Expires));
        Assert.Equal("farthest cluster, 90.25 % of flows", verdict.Reason);
        Assert.Equal((1, 1L), (_table.Count, _table.Announced));
    }

    [Fact]
    public void A_tick_without_it_starts_the_count_anew()
    {
        Tick(Loud());
        Tick(Calm());
        Assert.Empty(Tick(Loud()).Verdicts);
        Assert.Single(Tick(Loud()).Verdicts);
    }

    [Fact]
    public void An_excluded_key_is_not_clustered_but_still_counted()
    {
        TickResult result = Exclude();
        result = Tick(Loud());
        Assert.Empty(result.Verdicts);
        Assert.DoesNotContain(result.Sifted.Candidates, key => Text(key.Key) == "loud");
        Assert.Contains(result.Window.Keys, key => Text(key.Key) == "loud");
        Assert.Equal(["loud"], result.Excluded.Select(Text));
    }

    [Fact]
    public void It_is_released_after_three_calm_ticks()
    {
        Exclude();
        Assert.Empty(Tick(Calm()).Verdicts);
        Assert.Empty(Tick(Calm()).Verdicts);
        Verdict verdict = Assert.Single(Tick(Calm()).Verdicts);
        Assert.Equal((VerdictAction.Release, "it calmed down", null), (verdict.Action, verdict.Reason, verdict.Expires));
        Assert.Equal(0, _table.Count);
    }

    [Fact]
    public void A_key_that_left_the_window_is_released_with_zeros()
    {
        Exclude();
        Tick(Quiet("other"));
        Tick(Quiet("other"));
        Verdict verdict = Assert.Single(Tick(Quiet("other")).Verdicts);
        Assert.Equal((VerdictAction.Release, 0L), (verdict.Action, verdict.Key.Records));
        Assert.All(verdict.Key.Features, value => Assert.Equal(0, value));
    }

    [Fact]
    public void Calm_and_loud_in_turn_is_not_calm()
    {
        Exclude();
        for (int i = 0; i < 5; i++)
        {
            Assert.Empty(Tick(Calm()).Verdicts);
            Assert.Empty(Tick(Calm()).Verdicts);
            Assert.Empty(Tick(Loud()).Verdicts);
        }
    }

    [Fact]
    public void An_actor_is_released_when_more_hosts_put_it_on()
    {
        Exclude();
        Assert.Empty(Tick(Loud() with { Sources = 3 }).Verdicts);
        Verdict verdict = Assert.Single(Tick(Loud() with { Sources = 4 }).Verdicts);
        Assert.Equal((VerdictAction.Release, "more hosts carry it than may"), (verdict.Action, verdict.Reason));
        Assert.Equal(0, _table.Count);
    }

    [Fact]
    public void An_alert_releases_it_at_once()
    {
        Exclude();
        Verdict verdict = Assert.Single(Tick(Loud() with { Alerts = 1 }).Verdicts);
        Assert.Equal((VerdictAction.Release, "it drew an alert"), (verdict.Action, verdict.Reason));
    }

    [Fact]
    public void At_its_end_it_is_renewed_while_it_is_heavy()
    {
        Exclude();
        _now += 8 * 60 * Minute;
        Verdict verdict = Assert.Single(Tick(Loud()).Verdicts);
        Assert.Equal((VerdictAction.Renew, _now + (8 * 60 * Minute)), (verdict.Action, verdict.Expires));
        Assert.Empty(Tick(Loud()).Verdicts);
        Assert.Equal((1, 1L), (_table.Count, _table.Announced));
    }

    [Fact]
    public void At_its_end_it_expires_when_it_is_heavy_no_more()
    {
        Exclude();
        _now += 8 * 60 * Minute;
        Verdict verdict = Assert.Single(Tick(Calm()).Verdicts);
        Assert.Equal((VerdictAction.Expire, null), (verdict.Action, verdict.Expires));
        Assert.Equal(0, _table.Count);
    }

    [Fact]
    public void After_a_step_back_of_event_time_it_is_examined_and_does_not_last_until_the_wrong_time_comes()
    {
        _now = 1_000_000 * Minute;
        Exclude();
        _now = 0;
        Verdict verdict = Assert.Single(Tick(Loud()).Verdicts);
        Assert.Equal((VerdictAction.Renew, _now + (8 * 60 * Minute)), (verdict.Action, verdict.Expires));
        Assert.Empty(Tick(Loud()).Verdicts);
    }

    [Fact]
    public void The_same_windows_give_the_same_verdicts()
    {
        ExclusionTable other = NewTable(ExclusionOptions.Default);
        for (int tick = 1; tick <= 5; tick++)
        {
            WindowSnapshot window = Window(tick * Minute, Loud(), Loud("loud too"));
            Assert.Equal(
                _table.Tick(tick * Minute, window).Verdicts.Select(verdict => VerdictSchema.LineOf(verdict)),
                other.Tick(tick * Minute, window).Verdicts.Select(verdict => VerdictSchema.LineOf(verdict)));
        }
    }

    [Fact]
    public void What_ends_is_told_by_key_and_what_begins_by_rank()
    {
        ExclusionTable table = NewTable(new ExclusionOptions { LifeSeconds = 4 * 60 }, new LearningOptions { Clusters = 2 });
        KeySnapshot calm = Calm() with { Key = "calms down"u8.ToArray() };
        List<string> told = [];
        for (int minute = 1; minute <= 6; minute++)
        {
            List<KeySnapshot> keys =
            [
                Loud("stays loud"),
                minute < 4 ? Loud("calms down") : calm,
                Loud("alerted") with { Alerts = minute == 6 ? 1 : 0 },
                minute < 6 ? Loud("falls back") : Quiet("falls back"),
                .. minute < 5 ? Array.Empty<KeySnapshot>() : [Loud("new, lighter"), Key("new, heavier", 5_500)],
            ];
            told.AddRange(table.Tick(minute * Minute, Window(minute * Minute, [.. keys])).Verdicts.Select(
                verdict => $"{minute} {verdict.Action} {Text(verdict.Key.Key)}"));
        }

        Assert.Equal(
            [
                "2 Exclude alerted", "2 Exclude calms down", "2 Exclude falls back", "2 Exclude stays loud",
                "6 Release alerted", "6 Release calms down", "6 Expire falls back", "6 Renew stays loud",
                "6 Exclude new, heavier", "6 Exclude new, lighter",
            ],
            told);
    }

    [Fact]
    public void A_key_that_is_excluded_at_a_small_share_is_not_calm_at_that_share()
    {
        // Three keys of 2 % each: a far cluster of 6 % among two hundred quiet keys.
        KeySnapshot[] keys =
        [
            .. Enumerable.Range(0, 3).Select(i => Key($"loud/{i}", 850)),
            .. Enumerable.Range(0, 200).Select(i => Key($"quiet/{i:000}", 200)),
        ];
        List<VerdictAction> told = [];
        for (int tick = 1; tick <= 20; tick++)
        {
            TickResult result = _table.Tick(tick * Minute, new WindowSnapshot(View.HttpUserAgent, 0, tick * Minute, keys, 0));
            told.AddRange(result.Verdicts.Select(verdict => verdict.Action));
        }

        Assert.Equal([VerdictAction.Exclude, VerdictAction.Exclude, VerdictAction.Exclude], told);
    }

    [Fact]
    public void A_renewed_key_must_calm_down_anew()
    {
        Exclude();
        Tick(Calm());
        Tick(Calm());
        _now += 8 * 60 * Minute;
        Assert.Equal(VerdictAction.Renew, Assert.Single(Tick(Loud()).Verdicts).Action);
        Assert.Empty(Tick(Calm()).Verdicts);
        Assert.Empty(Tick(Calm()).Verdicts);
        Assert.Equal(VerdictAction.Release, Assert.Single(Tick(Calm()).Verdicts).Action);
    }

    [Fact]
    public void A_key_that_was_released_begins_anew()
    {
        Exclude();
        Tick(Loud() with { Alerts = 1 });
        Assert.Empty(Tick(Loud()).Verdicts);
        Assert.Equal(VerdictAction.Exclude, Assert.Single(Tick(Loud()).Verdicts).Action);
        Assert.Equal(2, _table.Announced);
    }

    [Fact]
    public void Refusals_are_summed_over_the_ticks()
    {
        for (int tick = 0; tick < 3; tick++)
            Tick(Loud() with { Sources = 4 });
        Assert.Equal(3, _table.Refused[(int)Guard.ManySources]);
        Assert.Equal(3, _table.Refused.Sum());
    }

    [Fact]
    public void An_alert_while_a_tick_is_learned_keeps_its_key_from_being_excluded()
    {
        KeyTable keys = new(1);
        ExclusionTable table = new(ViewEffect.Exclude, SiftOptions.Default, LearningOptions.Default, ExclusionOptions.Default, keys, crowd: null, new CrowdGate(0.5));
        table.Tick(Minute, Window(Minute, Loud()));
        TickInput input = table.InputOf(2 * Minute, Window(2 * Minute, Loud()));
        SiftResult sifted = table.Learn(input);
        Assert.Single(sifted.Passed);
        Assert.Null(table.MarkAlert(keys.Hold("loud"u8), (2 * Minute) + 1));
        Assert.Empty(table.Apply(input, sifted, isWhole: true, present: (2 * Minute) + 2).Verdicts);
        Assert.Equal((0, 1), (table.Count, table.Refused[(int)Guard.Alerts]));
        // The alert is in the next window; without it the key starts anew.
        Assert.Empty(table.Tick(3 * Minute, Window(3 * Minute, Loud())).Verdicts);
        Assert.Single(table.Tick(4 * Minute, Window(4 * Minute, Loud())).Verdicts);
    }

    [Fact]
    public void A_tick_takes_effect_later_with_its_own_time()
    {
        Tick(Loud());
        TickInput input = _table.InputOf(2 * Minute, Window(2 * Minute, Loud()));
        Verdict verdict = Assert.Single(_table.Apply(input, _table.Learn(input), isWhole: true, present: (2 * Minute) + 5).Verdicts);
        Assert.Equal((2 * Minute, (2 * Minute) + (8 * 60 * Minute)), (verdict.Time, verdict.Expires));
    }

    [Fact]
    public void A_verdict_that_is_kept_does_not_keep_the_whole_window()
    {
        (Verdict verdict, WeakReference window) = ExcludeAndForget();
        GC.Collect();
        Assert.False(window.IsAlive);
        Assert.Equal(31, verdict.Window.Keys);
    }

    [Fact]
    public void A_restored_table_learns_from_where_the_clusters_of_the_other_were()
    {
        TickResult latest = Exclude();
        ExclusionTable restored = NewTable(ExclusionOptions.Default);
        restored.Restore(_table.State("view"));
        restored.Resume(_table.Model("view"), latest.Window);
        TickInput expected = _table.InputOf(_now + Minute, latest.Window);
        TickInput input = restored.InputOf(_now + Minute, latest.Window);
        Assert.NotEmpty(expected.Memory[0].Centroids);
        Assert.Equivalent(expected.Memory, input.Memory, strict: true);
        Assert.Equivalent(_table.Model("view"), restored.Model("view"), strict: true);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private (Verdict Verdict, WeakReference Window) ExcludeAndForget()
    {
        TickResult result = Exclude();
        // The table keeps the numbers of its latest tick, for what does not wait for the next.
        Tick(Loud());
        return (result.Verdicts[0], new WeakReference(result.Window));
    }

    private static ExclusionTable NewTable(ExclusionOptions options, LearningOptions? learning = null) =>
        new(ViewEffect.Exclude, SiftOptions.Default, learning ?? LearningOptions.Default, options, new KeyTable(1), crowd: null, new CrowdGate(0.5));

    private TickResult Exclude()
    {
        Tick(Loud());
        TickResult result = Tick(Loud());
        Assert.Equal(1, _table.Count);
        return result;
    }

    private TickResult Tick(params KeySnapshot[] keys)
    {
        _now += Minute;
        TickResult result = _table.Tick(_now, Window(_now, keys));
        Assert.All(result.Verdicts, verdict => VerdictSchema.LineOf(verdict));
        return result;
    }

    private static WindowSnapshot Window(long now, params KeySnapshot[] keys)
    {
        KeySnapshot[] all = [.. keys, .. Enumerable.Range(0, 30).Select(i => Quiet($"quiet/{i:00}"))];
        return new WindowSnapshot(View.HttpUserAgent, 0, now, [.. all.OrderBy(key => Text(key.Key), StringComparer.Ordinal)], 0);
    }

    private static string Text(byte[] key) => Encoding.UTF8.GetString(key);

    private static KeySnapshot Loud(string name = "loud") => Key(name, 5_000);

    /// <summary>As the crowd around it.</summary>
    private static KeySnapshot Quiet(string name) => Key(name, 20);

    /// <summary>Below the crowd: 0.8 % of the records.</summary>
    private static KeySnapshot Calm() => Key("loud", 5);

    private static KeySnapshot Key(string name, long weight) => new()
    {
        Key = Encoding.UTF8.GetBytes(name),
        Features = [1, weight / 10.0, weight / 2.0, weight / 10.0, 0, weight * weight / 10.0, weight * 90, weight * 3, weight * 2],
        Records = weight,
        Flows = weight / 3,
        Bytes = (weight * weight / 10.0) + (weight * 90),
        Alerts = 0,
        Sources = 1,
    };
}
