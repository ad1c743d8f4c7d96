using Sidecar.Engine.Flows;
using Sidecar.Engine.Profiles;
using Xunit;

namespace Sidecar.Tests.Profiles;

public sealed class ProfileBoundTests
{
    private static readonly FlowEnd s_end = new() { FlowId = 1, Finished = true, BytesToServer = 10 };

    [Fact]
    public void At_the_bound_on_keys_the_lightest_eighth_leaves()
    {
        WindowRig rig = Rig(new ProfileOptions { MaxKeys = 16 });
        for (int key = 0; key < 16; key++)
        {
            for (int record = 0; record <= key; record++)
                rig.End(s_end, new Said($"key/{key:00}"));
        }

        rig.Window.Settle();
        Assert.Equal(0, rig.Window.KeysDropped);
        rig.End(s_end, new Said("one more"));
        WindowSnapshot window = rig.Window.Snapshot(0);
        Assert.Equal(["key/02", "key/03"], Texts(window).Take(2));
        Assert.Equal((2L, 15, 15), (rig.Window.KeysDropped, window.Keys.Count, rig.Keys.Count));
        // The three records of the two keys that left count in the window all the same.
        Assert.Equal((16 * 17 / 2) + 1, window.Records);
    }

    [Fact]
    public void Between_keys_of_one_weight_the_text_decides()
    {
        WindowRig rig = Rig(new ProfileOptions { MaxKeys = 16 });
        foreach (int key in Enumerable.Range(0, 16).Reverse())
            rig.End(s_end, new Said($"key/{key:00}"));
        rig.End(s_end, new Said("one more"));
        Assert.Equal("key/02", Texts(rig.Window.Snapshot(0))[0]);
    }

    [Fact]
    public void At_the_bound_on_memory_the_lightest_keys_leave_and_are_counted()
    {
        const long bound = 1 << 20;
        WindowRig rig = Rig(new ProfileOptions { MaxSketchBytes = bound });
        ulong url = 0;
        for (int key = 0; key < 200; key++)
        {
            // 800 to 999 URLs take a table of 2,048 entries of 8 bytes.
            for (int record = 0; record < 800 + key; record++)
                rig.End(s_end, new Said($"key/{key:000}", 0, 0, ++url));
            Assert.InRange(rig.Keys.Count, Math.Min(key + 1, 56), bound / (8 * 2048));
        }

        WindowSnapshot window = rig.Window.Snapshot(0);
        Assert.Equal(window.Keys.Count, rig.Keys.Count);
        // A key that is only beginning may leave, come again and count twice.
        Assert.InRange(rig.Window.KeysDropped, 200 - window.Keys.Count, 200);
        Assert.Equal((200 * 800) + (199 * 200 / 2), window.Records);
    }

    [Fact]
    public void A_key_that_left_is_gone_from_all_panes_and_what_it_made_leaves_with_them()
    {
        WindowRig rig = Rig(new ProfileOptions { MaxKeys = 1, WindowSeconds = 120, Panes = 2 });
        rig.End(s_end, new Said("key"));
        rig.Window.Advance(60_000_000);
        rig.End(s_end, new Said("key"));
        rig.End(s_end, new Said("other"));
        WindowSnapshot window = rig.Window.Snapshot(0);
        Assert.Equal(["other"], Texts(window));
        Assert.Equal((3L, 3L, 30.0), (window.Records, window.Flows, window.Bytes));
        Assert.Equal((1, 1L), (rig.Keys.Count, rig.Window.KeysDropped));

        rig.Window.Advance(120_000_000);
        Assert.Equal((2L, 2L, 20.0), (rig.Window.Snapshot(0).Records, rig.Window.Snapshot(0).Flows, rig.Window.Snapshot(0).Bytes));
        rig.Window.Advance(180_000_000);
        Assert.Equal(0, rig.Window.Snapshot(0).Records);
        Assert.Equal(0, rig.Keys.Count);
    }

    [Fact]
    public void The_bound_on_keys_is_that_of_the_whole_window()
    {
        WindowRig rig = Rig(new ProfileOptions { MaxKeys = 16, WindowSeconds = 720, Panes = 12 });
        for (int pane = 0; pane < 12; pane++)
        {
            rig.Window.Advance(pane * 60_000_000L);
            for (int key = 0; key < 8; key++)
                rig.End(s_end, new Said($"{pane:00}/{key}"), new Said("in every pane"));
            rig.Window.Settle();
            Assert.InRange(rig.Keys.Count, 1, 16);
            Assert.Equal(rig.Window.Snapshot(0).Keys.Count, rig.Keys.Count);
        }

        Assert.Equal((12 * 8 * 2, 96L), (rig.Window.Snapshot(0).Records, rig.Find("in every pane", 0).Records));
        Assert.Equal(12 * 8 + 1, rig.Window.KeysDropped + rig.Keys.Count);
    }

    [Fact]
    public void A_key_of_which_an_alert_is_known_leaves_last()
    {
        WindowRig rig = Rig(new ProfileOptions { MaxKeys = 16 });
        rig.End(s_end with { Alerted = true }, new Said("alerted"));
        for (int flood = 0; flood < 1_000; flood++)
        {
            rig.End(s_end, new Said($"flood/{flood}"));
            rig.End(s_end, new Said($"flood/{flood}"));
        }

        Assert.Equal(1, rig.Find("alerted", 0).Alerts);
    }

    private static WindowRig Rig(ProfileOptions options)
    {
        WindowRig rig = new(options);
        rig.Window.Advance(0);
        return rig;
    }

    private static IReadOnlyList<string> Texts(WindowSnapshot window) => [.. window.Keys.Select(key => System.Text.Encoding.UTF8.GetString(key.Key))];
}
