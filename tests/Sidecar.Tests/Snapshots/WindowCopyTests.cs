using System.Globalization;
using Sidecar.Engine.Flows;
using Sidecar.Engine.Profiles;
using Sidecar.Engine.Snapshots;
using Sidecar.Tests.Profiles;
using Xunit;

namespace Sidecar.Tests.Snapshots;

/// <summary>A window that was copied and restored is the window that it was, and goes on as it would have.</summary>
public sealed class WindowCopyTests
{
    private const long Second = 1_000_000;

    private static readonly ProfileOptions s_options = new() { WindowSeconds = 120, Panes = 12, MaxKeys = 60 };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_restored_window_is_the_window_and_goes_on_like_it(int seed)
    {
        Random random = new(seed);
        WindowRig rig = new(s_options);
        for (long second = 0; second < 150; second++)
            Traffic(random, second, rig);
        // More than are counted exactly.
        rig.End(new FlowEnd { FlowId = 5, Finished = true }, [.. Enumerable.Range(1, 3000).Select(i => new Said("many", 1, 2, (ulong)i * 0x9E3779B97F4A7C15, 4, 5))]);

        WindowRig restored = Restored(Copy(rig));
        Assert.Equal(WindowModel.Lines(rig.Window.Snapshot(149 * Second)), WindowModel.Lines(restored.Window.Snapshot(149 * Second)));
        Assert.Equal(rig.Window.Snapshot(0).Records, restored.Window.Snapshot(0).Records);
        for (long second = 150; second < 290; second++)
        {
            Traffic(random, second, rig, restored);
            Assert.Equal(WindowModel.Lines(rig.Window.Snapshot(second * Second)), WindowModel.Lines(restored.Window.Snapshot(second * Second)));
        }

        // The references to keys are given back as ever: what left the window is forgotten.
        Assert.Equal(rig.Keys.Count, restored.Keys.Count);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(200, 0)]
    [InlineData(200, 11)]
    [InlineData(5_000, 3)]
    [InlineData(5_000, 500)]
    public void A_copy_in_steps_between_records_is_the_copy_of_the_moment_it_began(int stepBytes, int secondsAStep)
    {
        Random random = new(7);
        WindowRig rig = new(s_options);
        for (long second = 0; second < 150; second++)
            Traffic(random, second, rig);
        WindowState atOnce = Copy(rig);

        (WindowCopy copy, List<StateSection> sections) = New(rig);
        for (long now = 149; !copy.IsDone; now += secondsAStep)
        {
            Traffic(random, now, rig);
            copy.Step(stepBytes);
        }

        WindowState inSteps = Assert.Single(SavedState.Of(sections, out int skipped).Windows);
        Assert.Equal(0, skipped);
        PaneState[] panes = [.. inSteps.Panes.OrderBy(pane => pane.Number)];
        // The current pane is all there; older ones may have left the window before their turn.
        Assert.Equal(atOnce.Panes.Max(pane => pane.Number), panes[^1].Number);
        foreach (PaneState pane in panes)
        {
            PaneState expected = Assert.Single(atOnce.Panes, other => other.Number == pane.Number);
            // A key that left at the bound before the turn of an older pane is among what that pane dropped.
            Assert.Equal(Records(expected), Records(pane));
            if (pane.Dropped == expected.Dropped)
                Assert.Equal(Lines(expected), Lines(pane));
            else
                Assert.NotEqual(panes[^1].Number, pane.Number);
        }

        if (secondsAStep == 0)
            Assert.Equal(atOnce.Panes.Count, panes.Length);
    }

    [Fact]
    public void A_window_before_its_first_record_is_nothing()
    {
        (WindowCopy copy, List<StateSection> sections) = New(new WindowRig(s_options));
        Assert.True(copy.IsDone);
        Assert.Empty(sections);
    }

    [Fact]
    public void A_large_pane_is_cut_into_sections_and_put_together_again()
    {
        WindowRig rig = new(new ProfileOptions { WindowSeconds = 120 });
        rig.Window.Advance(Second);
        string longKey = new('k', 900);
        for (int i = 0; i < 10_000; i++)
            rig.End(new FlowEnd { FlowId = i, Finished = true }, new Said(longKey + i.ToString(CultureInfo.InvariantCulture), 1, 2, 3, 4, 5));
        List<StateSection> sections = Sections(rig);
        Assert.InRange(sections.Count, 9, 12);
        PaneState pane = Assert.Single(Assert.Single(SavedState.Of(sections, out _).Windows).Panes);
        Assert.Equal(10_000, pane.Profiles.Count);
        Assert.Equal(default, pane.Dropped);
    }

    [Fact]
    public void Whatever_a_section_holds_it_is_a_window_or_left_out()
    {
        Random random = new(11);
        WindowRig rig = new(s_options);
        for (long second = 0; second < 20; second++)
            Traffic(random, second, rig);
        foreach (StateSection section in Sections(rig))
        {
            for (int round = 0; round < 3_000; round++)
            {
                byte[] content = section.Content.ToArray()[..(round % 2 == 0 ? section.Content.Length : random.Next(section.Content.Length))];
                for (int change = random.Next(1, 4); change > 0 && content.Length > 0; change--)
                    content[random.Next(content.Length)] = (byte)random.Next(256);
                SavedState read = SavedState.Of([section with { Content = content }], out int skipped);
                Assert.Equal(skipped, 1 - read.Windows.Count);
                // What was taken for a window can be gone on with.
                if (read.Windows is [WindowState window] && WindowCopy.Fits(window, rig.Window))
                    Restored(window).Window.Snapshot(0);
            }
        }
    }

    [Fact]
    public void A_window_of_other_counts_or_another_stretch_of_time_does_not_fit()
    {
        WindowRig rig = new(s_options);
        Traffic(new Random(1), 1, rig);
        WindowState window = Copy(rig);
        Assert.True(WindowCopy.Fits(window, rig.Window));
        Assert.False(WindowCopy.Fits(window with { PaneMicroseconds = 1 }, rig.Window));
        Assert.False(WindowCopy.Fits(window with { Distinct = ["src_ip"] }, rig.Window));
        Assert.False(WindowCopy.Fits(window with { Totals = [] }, rig.Window));
    }

    private static (WindowCopy Copy, List<StateSection> Sections) New(WindowRig rig)
    {
        List<StateSection> sections = [];
        return (new WindowCopy(rig.Keys, rig.Window, sections.Add), sections);
    }

    private static List<StateSection> Sections(WindowRig rig)
    {
        (WindowCopy copy, List<StateSection> sections) = New(rig);
        copy.Step(int.MaxValue);
        return sections;
    }

    private static WindowState Copy(WindowRig rig) => Assert.Single(SavedState.Of(Sections(rig), out _).Windows);

    private static WindowRig Restored(WindowState window)
    {
        WindowRig rig = new(s_options);
        rig.Window.Restore(window.Panes);
        return rig;
    }

    /// <summary>Some flows in a second of event time, of many keys: the bound on keys is hit too.</summary>
    private static void Traffic(Random random, long second, params WindowRig[] rigs)
    {
        Array.ForEach(rigs, rig => rig.Window.Advance(second * Second));
        for (int flow = 0; flow < 10; flow++)
        {
            FlowEnd end = new()
            {
                FlowId = random.NextInt64(1 << 30),
                BytesToServer = random.Next(10_000),
                BytesToClient = random.Next(10_000),
                PacketsToServer = random.Next(100),
                PacketsToClient = random.Next(100),
                Alerted = random.Next(20) == 0,
                Finished = random.Next(5) != 0,
            };
            Said[] said = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => new Said(
                $"key/{random.Next(80)}", [.. Enumerable.Range(0, 5).Select(_ => (ulong)random.Next(50))]))];
            Array.ForEach(rigs, rig => rig.End(end, said));
        }
    }

    private static double Records(PaneState pane) => pane.Dropped.Records + pane.Profiles.Sum(profile => profile.Totals[0]);

    private static IEnumerable<string> Lines(PaneState pane) => pane.Profiles.Select(Line).Order(StringComparer.Ordinal);

    private static string Line(ProfileState profile) =>
        $"{Convert.ToHexString(profile.Key)} {string.Join(' ', profile.Totals)} {profile.Alerts} {profile.Alerted} {string.Join(' ', profile.FlowIds)} | {string.Join(" | ", profile.Distinct.Select(counter => string.Join(' ', counter.Exact.Order()) + Convert.ToHexString(counter.Registers)))}";
}
