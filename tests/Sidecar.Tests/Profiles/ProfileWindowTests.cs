using Sidecar.Engine.Flows;
using Sidecar.Engine.Profiles;
using Xunit;

namespace Sidecar.Tests.Profiles;

public sealed class ProfileWindowTests
{
    private const long Second = 1_000_000;
    private const long Minute = 60 * Second;

    private static readonly FlowEnd s_end = new() { FlowId = 1, Finished = true, BytesToServer = 100, BytesToClient = 200, PacketsToServer = 3, PacketsToClient = 4 };

    /// <summary>An hour in twelve panes, the default.</summary>
    private readonly WindowRig _rig = new(ProfileOptions.Default);

    [Theory]
    [InlineData(0)]
    [InlineData((5 * Minute) - 1)]
    [InlineData((5 * Minute) + 1)]
    [InlineData(17 * Minute)]
    public void What_ends_now_stays_for_the_window_less_a_pane_and_is_gone_after_the_window(long time)
    {
        _rig.Window.Advance(time);
        _rig.End(s_end, new Said("key"));
        // Whatever the place of the time in its pane: 55 minutes are kept, 60 are not.
        foreach (long later in (long[])[time, time + 1, time + (30 * Minute), time + (55 * Minute)])
        {
            _rig.Window.Advance(later);
            Assert.Equal(1, _rig.Find("key", later).Records);
        }

        _rig.Window.Advance(time + (60 * Minute));
        Assert.Equal(0, _rig.Find("key", time + (60 * Minute)).Records);
        Assert.Equal(0, _rig.Keys.Count);
    }

    [Fact]
    public void A_pane_leaves_as_a_whole_at_its_border()
    {
        _rig.Window.Advance(0);
        _rig.End(s_end, new Said("first of the pane"));
        _rig.Window.Advance((5 * Minute) - 1);
        _rig.End(s_end, new Said("last of the pane"));
        _rig.Window.Advance(5 * Minute);
        _rig.End(s_end, new Said("next pane"));

        _rig.Window.Advance((60 * Minute) - 1);
        Assert.Equal(3, _rig.Window.Snapshot(0).Keys.Count);
        _rig.Window.Advance(60 * Minute);
        WindowSnapshot window = _rig.Window.Snapshot(60 * Minute);
        Assert.Equal("next pane"u8.ToArray(), Assert.Single(window.Keys).Key);
        Assert.Equal((5 * Minute, 60 * Minute), (window.Start, window.End));
    }

    [Theory]
    [InlineData(60 * Minute)]
    [InlineData(61 * Minute)]
    [InlineData(1_000_000 * Minute)]
    public void A_long_silence_empties_the_window_at_once(long silence)
    {
        _rig.Window.Advance(0);
        _rig.End(s_end, new Said("key"));
        _rig.Window.Advance(silence);
        Assert.Empty(_rig.Window.Snapshot(silence).Keys);
        Assert.Equal(0, _rig.Keys.Count);
    }

    [Fact]
    public void A_flow_s_counters_count_once_for_each_of_its_keys()
    {
        _rig.Window.Advance(0);
        _rig.End(s_end, new Said("one", 7), new Said("two", 7), new Said("one", 8), new Said("two", 7));
        _rig.End(s_end, new Said("two", 7));
        Assert.Equal(
            [
                "one: 2 records, 1 flows, 0 alerts, 2 sources, 2 0 0 0 0 100 200 3 4, of 1",
                "two: 3 records, 2 flows, 0 alerts, 1 sources, 1 0 0 0 0 200 400 6 8, of 1 1",
            ],
            WindowModel.Lines(_rig.Window.Snapshot(0), _rig.Window.Evidence));
    }

    [Fact]
    public void An_alert_marks_every_key_of_its_flow_and_an_unfinished_flow_has_no_counters()
    {
        _rig.Window.Advance(0);
        _rig.End(FlowEnd.Unfinished(5, 0, alerted: true), new Said("one"), new Said("two"));
        Assert.Equal(
            ["one: 1 records, 0 flows, 1 alerts, 0 sources, 0 0 0 0 0 0 0 0 0, of 5", "two: 1 records, 0 flows, 1 alerts, 0 sources, 0 0 0 0 0 0 0 0 0, of 5"],
            WindowModel.Lines(_rig.Window.Snapshot(0), _rig.Window.Evidence));
    }

    [Fact]
    public void An_alert_on_a_flow_that_is_still_open_marks_its_key_for_a_window()
    {
        _rig.Window.Advance(0);
        _rig.End(s_end, new Said("key"));
        int key = _rig.Keys.Hold("key"u8);
        int onlyWaiting = _rig.Keys.Hold("nothing has ended of it"u8);
        _rig.Window.MarkAlert(key);
        _rig.Window.MarkAlert(key);
        _rig.Window.MarkAlert(onlyWaiting);
        Assert.Equal(["key: 1 records, 1 flows, 1 alerts, 0 sources, 0 0 0 0 0 100 200 3 4, of 1"], WindowModel.Lines(_rig.Window.Snapshot(0), _rig.Window.Evidence));

        // Its end counts it: it is no second one.
        _rig.End(s_end with { FlowId = 2, Alerted = true }, new Said("key"));
        Assert.Equal(1, _rig.Find("key", 0).Alerts);
        _rig.Keys.Release(key);
        _rig.Keys.Release(onlyWaiting);
        _rig.Window.Advance(60 * Minute);
        Assert.Equal(0, _rig.Keys.Count);
    }

    [Fact]
    public void Counters_at_the_edge_of_64_bits_do_not_turn_negative()
    {
        FlowEnd huge = s_end with { BytesToServer = long.MaxValue, PacketsToClient = long.MaxValue };
        _rig.Window.Advance(0);
        _rig.End(huge, new Said("key"));
        _rig.End(huge, new Said("key"));
        _rig.Window.Advance(5 * Minute);
        _rig.End(huge, new Said("key"));
        KeySnapshot key = _rig.Find("key", 0);
        Assert.Equal((3.0 * FlowSums.MaxCounter, 3.0 * FlowSums.MaxCounter), (key.Features[5], key.Features[8]));

        // And they leave no trace.
        _rig.Window.Advance(10 * Minute);
        _rig.End(s_end, new Said("key"));
        _rig.Window.Advance(65 * Minute);
        Assert.Equal((100.0, 4.0), (_rig.Find("key", 0).Features[5], _rig.Find("key", 0).Features[8]));
    }

    [Fact]
    public void A_snapshot_does_not_change_any_more()
    {
        _rig.Window.Advance(0);
        _rig.End(s_end, new Said("key", 1));
        WindowSnapshot before = _rig.Window.Snapshot(0);
        IReadOnlyList<string> lines = WindowModel.Lines(before);
        _rig.End(s_end with { FlowId = 2 }, new Said("key", 2), new Said("other"));
        _rig.Window.Advance(90 * Minute);
        Assert.Equal(lines, WindowModel.Lines(before));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Profiles_say_what_a_count_of_everything_says(int seed)
    {
        const int panes = 5;
        Random random = new(seed);
        WindowRig rig = new(new ProfileOptions { WindowSeconds = 60 * panes, Panes = panes });
        WindowModel model = new(Minute, panes);
        long now = 0;
        for (int flow = 0; flow < 2_000; flow++)
        {
            // Mostly within a pane, now and then over several.
            now += random.Next(20) == 0 ? random.Next(8) * Minute : random.Next(20) * Second;
            rig.Window.Advance(now);
            FlowEnd end = new()
            {
                FlowId = flow,
                Finished = true,
                Alerted = random.Next(10) == 0,
                BytesToServer = random.Next(1000),
                BytesToClient = random.Next(1000),
                PacketsToServer = random.Next(10),
                PacketsToClient = random.Next(10),
            };
            end = random.Next(10) == 0 ? FlowEnd.Unfinished(flow, 0, end.Alerted) : end;
            Said[] transactions = [.. Enumerable.Range(0, random.Next(5)).Select(_ => Transaction(random))];
            rig.End(end, transactions);
            model.End(now, end, transactions);
            if (flow % 20 == 0)
            {
                IReadOnlyList<string> lines = WindowModel.Lines(rig.Window.Snapshot(now), rig.Window.Evidence);
                Assert.Equal(model.Lines(now), lines);
                Assert.Equal(lines.Count, rig.Keys.Count);
            }
        }

        rig.Window.Advance(now + (panes * Minute));
        Assert.Equal((0, 0L), (rig.Keys.Count, rig.Window.NativeBytes));
    }

    private static Said Transaction(Random random) =>
        new($"agent/{random.Next(12)}", [.. Enumerable.Range(0, 5).Select(field => (ulong)random.Next(2 << field))]);
}
