using System.IO.Hashing;
using Sidecar.Engine.Flows;
using Sidecar.Engine.Profiles;
using Xunit;

namespace Sidecar.Tests.Profiles;

/// <summary>Distinct counts over panes: exact sets, estimates, and keys that are one in some panes and the other in others.</summary>
public sealed class WindowCountsTests
{
    private const int Panes = 4;
    private const long Minute = 60_000_000;

    private static readonly FlowEnd s_end = new() { FlowId = 1, Finished = true };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_count_follows_the_window_exactly_while_all_panes_are_small_and_within_two_per_cent_else(int seed)
    {
        Random random = new(seed);
        WindowRig rig = new(new ProfileOptions { WindowSeconds = 60 * Panes, Panes = Panes });
        List<HashSet<ulong>> panes = [];
        for (int minute = 0; minute < 25; minute++)
        {
            rig.Window.Advance(minute * Minute);
            HashSet<ulong> values = [];
            // Small panes, panes at the limit of the exact count, and large ones; values come again in later panes.
            int count = random.Next(4) switch { 0 => 0, 1 => random.Next(100), 2 => DistinctCounter.ExactLimit, _ => random.Next(3_000, 9_000) };
            while (values.Count < count)
            {
                ulong value = Hash(random.Next(6 * DistinctCounter.ExactLimit * (1 + (minute % 2))));
                values.Add(value);
                rig.End(s_end, new Said("key", 0, 0, value));
            }

            panes.Add(values);
            HashSet<ulong>[] window = [.. panes.TakeLast(Panes)];
            int expected = window.SelectMany(pane => pane).Distinct().Count();
            double counted = rig.Window.Snapshot(0).Find("key"u8.ToArray()).Features[2];
            double error = window.Any(pane => pane.Count > DistinctCounter.ExactLimit) ? 0.02 : 0;
            Assert.InRange(counted, expected * (1 - error), expected * (1 + error));
        }
    }

    [Fact]
    public void After_a_step_back_of_event_time_nothing_of_before_is_counted()
    {
        WindowRig rig = new(new ProfileOptions { WindowSeconds = 60 * Panes, Panes = Panes });
        for (int minute = 10; minute < 13; minute++)
        {
            rig.Window.Advance(minute * Minute);
            rig.End(s_end, new Said("key", 1, 2, (ulong)minute));
        }

        rig.Window.Advance(11 * Minute);
        Assert.Empty(rig.Window.Snapshot(0).Keys);
        Assert.Equal(0, rig.Keys.Count);
        rig.End(s_end, new Said("key", 1, 2, 3));
        Assert.Equal([1, 1, 1, 0, 0, 0, 0, 0, 0], rig.Find("key", 0).Features);
    }

    [Fact]
    public void A_number_that_another_key_takes_over_keeps_nothing_of_the_first()
    {
        WindowRig rig = new(new ProfileOptions { WindowSeconds = 60 * Panes, Panes = Panes });
        rig.Window.Advance(0);
        rig.End(s_end with { Alerted = true }, new Said("zz", [.. Enumerable.Repeat(7ul, 5)]));
        Assert.Single(rig.Window.Snapshot(0).Keys);
        rig.Window.Advance(Panes * Minute);
        rig.End(s_end, new Said("aa", 1), new Said("zz", 2));
        KeySnapshot[] keys = [.. rig.Window.Snapshot(0).Keys];
        Assert.Equal(["aa"u8.ToArray(), "zz"u8.ToArray()], keys.Select(key => key.Key));
        Assert.All(keys, key => Assert.Equal((1L, 0L, 1L, 0.0), (key.Records, key.Alerts, key.Sources, key.Features[1])));
    }

    private static ulong Hash(long value) => XxHash3.HashToUInt64(BitConverter.GetBytes(value));
}
