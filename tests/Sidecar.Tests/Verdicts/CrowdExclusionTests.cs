using System.Text;
using Sidecar.Engine.Learning;
using Sidecar.Engine.Profiles;
using Sidecar.Engine.Verdicts;
using Xunit;

namespace Sidecar.Tests.Verdicts;

public sealed class CrowdExclusionTests
{
    private const long Minute = 60_000_000;
    private const long Life = 8 * 60 * Minute;

    private static readonly View s_service = ShippedViews.All.Single(view => view.Name == "tls-sni");

    private readonly KeyTable _keys = new(1);
    private readonly CrowdGate _gate = new(0.5);
    private readonly ExclusionTable _table;
    private long _now = 1000 * Minute;

    public CrowdExclusionTests() => _table = NewTable(SiftOptions.Default, ExclusionOptions.Default);

    [Fact]
    public void Beside_heavy_hitters_the_third_source_excludes_a_service_with_its_own_record()
    {
        _gate.Update(6, 10);
        Assert.False(See(_table, "common", 1));
        Assert.False(See(_table, "common", 2));
        Assert.False(See(_table, "common", 2));
        Assert.True(See(_table, "common", 3));
        Assert.True(See(_table, "common", 1));
        Verdict verdict = Assert.Single(Tick().Verdicts);
        Assert.Equal((VerdictAction.Exclude, "crowd: 3 hosts in 60 s, beside heavy hitters"), (verdict.Action, verdict.Reason));
        Assert.Null(verdict.Heavy);
        Assert.Equal(new Crowd(3, 60), verdict.Crowd);
        Assert.Empty(Tick().Verdicts);
        Assert.Equal((1, 1), (_table.Announced, _table.AnnouncedByCrowd));
    }

    [Fact]
    public void What_a_person_never_wants_excluded_no_crowd_excludes_until_that_is_taken_back()
    {
        byte[] key = Encoding.UTF8.GetBytes("common");
        _gate.Update(6, 10);
        _table.Hand.Set(new HandRule(s_service.Name, key, HandAction.Never, Since: 0, Expires: null));
        for (ulong source = 1; source < 6; source++)
            Assert.False(See(_table, "common", source));
        Assert.True(_table.Refused[(int)Guard.NeverList] > 0);
        _table.Hand.Forget(key);
        _table.Release(key);
        Assert.True(See(_table, "common", 1));
    }

    [Fact]
    public void What_a_person_holds_stays_without_a_crowd_and_draws_no_second_verdict()
    {
        byte[] key = Encoding.UTF8.GetBytes("common");
        ExcludeCommon();
        HandRule pin = new(s_service.Name, key, HandAction.Pin, _now, Expires: null);
        _table.Hand.Set(pin);
        _table.Hold(pin, weight: 0);
        _gate.Update(0, 10);
        Assert.Empty(Tick().Verdicts);
        Assert.True(See(_table, "common", 1));
        Assert.Equal(1, _table.Announced);
    }

    [Fact]
    public void On_a_network_without_heavy_hitters_a_crowd_vouches_for_nothing()
    {
        _gate.Update(4, 10);
        for (ulong source = 1; source < 100; source++)
            Assert.False(See(_table, "common", source));
        Assert.Empty(Tick().Verdicts);
        // And what it has seen by then counts when some are found.
        _gate.Update(6, 10);
        Assert.True(See(_table, "common", 1));
    }

    [Fact]
    public void One_host_excludes_no_service_with_any_number_of_records()
    {
        _gate.Update(6, 10);
        for (int call = 0; call < 100_000; call++)
            Assert.False(See(_table, "home", 1));
    }

    [Fact]
    public void When_the_heavy_hitters_are_gone_so_is_the_word_of_the_crowd()
    {
        ExcludeCommon();
        // It takes half as many to go on.
        _gate.Update(3, 10);
        Assert.Empty(Tick().Verdicts);
        _gate.Update(2, 10);
        Verdict verdict = Assert.Single(Tick().Verdicts);
        Assert.Equal((VerdictAction.Release, "no heavy hitters stand beside it any more"), (verdict.Action, verdict.Reason));
        Assert.False(See(_table, "common", 1));
    }

    [Fact]
    public void An_alert_releases_it_at_once_and_not_at_the_next_tick()
    {
        ExcludeCommon();
        int key = _keys.Hold("common"u8);
        Verdict verdict = _table.MarkAlert(key, _now + 1)!;
        Assert.Equal((VerdictAction.Release, "it drew an alert", _now + 1), (verdict.Action, verdict.Reason, verdict.Time));
        Assert.Equal(1, verdict.Key.Alerts);
        VerdictSchema.LineOf(verdict);
        Assert.False(See(_table, "common", 1));
        Assert.Null(_table.MarkAlert(key, _now + 2));
        Assert.Equal(0, _table.Count);
        _now += 61 * Minute;
        Assert.True(See(_table, "common", 1));
    }

    [Fact]
    public void What_is_released_before_it_was_told_is_not_told()
    {
        _gate.Update(6, 10);
        for (ulong source = 1; source <= 3; source++)
            See(_table, "common", source);
        Assert.Null(_table.MarkAlert(_keys.Hold("common"u8), _now));
        Assert.Empty(Tick().Verdicts);
    }

    [Fact]
    public void A_key_on_the_never_list_passes_whoever_vouches_for_it()
    {
        ExclusionTable table = NewTable(new SiftOptions { Never = ["common"] }, ExclusionOptions.Default);
        _gate.Update(6, 10);
        // As a waiting transaction holds it.
        _keys.Hold("common"u8);
        for (ulong source = 1; source < 10; source++)
            Assert.False(See(table, "common", source));
        Assert.Equal(1, table.Refused[(int)Guard.NeverList]);
    }

    [Fact]
    public void Beyond_the_bound_on_exclusions_keys_pass_and_are_counted()
    {
        ExclusionTable table = NewTable(SiftOptions.Default, new ExclusionOptions { MaxKeys = 2 });
        _gate.Update(6, 10);
        foreach ((string key, bool isExcluded) in new[] { ("a", true), ("b", true), ("c", false) })
        {
            See(table, key, 1);
            See(table, key, 2);
            Assert.Equal(isExcluded, See(table, key, 3));
        }

        Assert.Equal((2, 1), (table.Count, table.Refused[(int)Guard.TooMany]));
    }

    [Fact]
    public void At_its_end_it_is_renewed_when_the_window_has_it_and_a_crowd_still_vouches()
    {
        ExcludeCommon();
        for (ulong source = 1; source <= 3; source++)
        {
            _now += Life / 4;
            See(_table, "common", source);
        }

        _now += Life / 4;
        Verdict verdict = Assert.Single(Tick(Key("common", 10, 1)).Verdicts);
        Assert.Equal((VerdictAction.Renew, _now + Life), (verdict.Action, verdict.Expires));
        Assert.Equal(new Crowd(3, 3 * Life / 4 / 1_000_000 + 60), verdict.Crowd);
    }

    [Fact]
    public void At_its_end_it_expires_when_it_has_left_the_window()
    {
        ExcludeCommon();
        _now += (Life / 2) - Minute;
        for (ulong source = 1; source <= 3; source++)
            See(_table, "common", source);
        _now += Life / 2;
        Verdict verdict = Assert.Single(Tick().Verdicts);
        Assert.Equal(VerdictAction.Expire, verdict.Action);
        // The crowd is remembered: the service comes back excluded.
        Assert.True(See(_table, "common", 1));
    }

    [Fact]
    public void An_excluded_key_is_held_in_the_key_table_until_it_is_released()
    {
        ExcludeCommon();
        Assert.Equal(1, _keys.Count);
        _gate.Update(0, 10);
        Tick();
        Assert.Equal(0, _keys.Count);
    }

    [Fact]
    public void A_service_that_was_heavy_and_calms_down_stays_excluded_while_a_crowd_vouches_for_it()
    {
        KeySnapshot loud = Key("loud", 5_000, 40);
        Tick(loud);
        Assert.Equal(VerdictAction.Exclude, Assert.Single(Tick(loud).Verdicts).Action);
        _gate.Update(6, 10);
        for (ulong source = 1; source <= 3; source++)
            See(_table, "loud", source);
        for (int tick = 0; tick < 5; tick++)
            Assert.Empty(Tick(Key("loud", 5, 4)).Verdicts);
        _gate.Update(0, 10);
        Assert.Equal("it calmed down", Assert.Single(Tick(Key("loud", 5, 4)).Verdicts).Reason);
    }

    [Fact]
    public void The_end_of_all_input_is_no_second_tick_in_a_row()
    {
        KeySnapshot loud = Key("loud", 5_000, 40);
        Tick(loud);
        Assert.Empty(_table.Tick(_now + 1, Window(loud), isWhole: false).Verdicts);
        Assert.Single(Tick(loud).Verdicts);
    }

    [Fact]
    public void Where_a_view_only_marks_no_record_is_excluded()
    {
        ExclusionTable table = new(ViewEffect.Mark, SiftOptions.Default, LearningOptions.Default, ExclusionOptions.Default, _keys, crowd: null, _gate);
        KeySnapshot loud = Key("loud", 5_000, 1);
        table.Tick(_now, Window(loud));
        table.Tick(_now + Minute, Window(loud));
        Assert.False(See(table, "loud", 1));
    }

    private void ExcludeCommon()
    {
        _gate.Update(6, 10);
        for (ulong source = 1; source <= 3; source++)
            See(_table, "common", source);
        Assert.Single(Tick().Verdicts);
    }

    private ExclusionTable NewTable(SiftOptions sifting, ExclusionOptions exclusions) => new(
        ViewEffect.Exclude, sifting, LearningOptions.Default, exclusions, _keys, new CrowdMemory(CrowdOptions.Default, 3, 8 * 3600, 3600), _gate);

    private bool See(ExclusionTable table, string text, ulong source)
    {
        int key = _keys.Hold(Encoding.UTF8.GetBytes(text));
        bool isExcluded = table.Judge(key, source << 32, _now);
        _keys.Release(key);
        return isExcluded;
    }

    private TickResult Tick(params KeySnapshot[] keys)
    {
        _now += Minute;
        TickResult result = _table.Tick(_now, Window(keys));
        Assert.All(result.Verdicts, verdict => VerdictSchema.LineOf(verdict));
        return result;
    }

    private WindowSnapshot Window(params KeySnapshot[] keys)
    {
        KeySnapshot[] all = [.. keys, .. Enumerable.Range(0, 30).Select(i => Key($"quiet/{i:00}", 20, 2))];
        return new WindowSnapshot(s_service, 0, _now, [.. all.OrderBy(key => Encoding.UTF8.GetString(key.Key), StringComparer.Ordinal)], 0);
    }

    private static KeySnapshot Key(string name, long weight, long sources) => new()
    {
        Key = Encoding.UTF8.GetBytes(name),
        Features = [sources, 1, weight / 2.0, 1, weight, weight * 190, weight * 5],
        Records = weight,
        Flows = weight / 3,
        Bytes = weight * 190,
        Alerts = 0,
        Sources = sources,
    };
}
