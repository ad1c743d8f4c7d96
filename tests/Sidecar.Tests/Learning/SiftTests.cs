using System.Text;
using Sidecar.Engine.Learning;
using Sidecar.Engine.Profiles;
using Sidecar.Engine.Verdicts;
using Xunit;

namespace Sidecar.Tests.Learning;

public sealed class SiftTests
{
    private static readonly View s_service = View.HttpUserAgent with { Name = "a-service", Kind = ViewKind.Service };

    [Fact]
    public void A_loud_actor_that_few_hosts_carry_passes()
    {
        SiftResult result = Sifted(Crowd(Loud()));
        HeavyHitter heavy = Assert.Single(result.Passed);
        Assert.Equal("loud", Encoding.UTF8.GetString(heavy.Key.Key));
        Assert.Equal((1, result.Model.K - 1), (heavy.Rank, heavy.Cluster));
        Assert.Equal(result.Model.CentroidDistances.Max(), heavy.Distance);
        Assert.Equal(1, heavy.Scaled[^1]);
        Assert.Equal(0, result.Refused.Sum());
    }

    [Fact]
    public void Few_records_in_the_window_judge_nobody() =>
        AssertRefused(Guard.FewRecords, Crowd(Loud()), new SiftOptions { MinRecords = 1_000_000 });

    [Fact]
    public void A_far_cluster_that_carries_little_is_refused() =>
        AssertRefused(Guard.SmallShare, Crowd(Loud()), new SiftOptions { MinShare = 0.999 });

    [Fact]
    public void A_key_that_is_not_far_above_the_mean_is_refused() =>
        AssertRefused(Guard.NotAboveMean, Crowd(Loud()), new SiftOptions { TimesMean = 1000 });

    [Fact]
    public void Half_of_the_keys_are_no_minority()
    {
        KeySnapshot[] keys = [.. Enumerable.Range(0, 2).Select(i => Key($"small/{i}", 10, 1)), .. Enumerable.Range(0, 2).Select(i => Key($"large/{i}", 10_000, 1))];
        SiftResult result = Sifted(keys, learning: new LearningOptions { Clusters = 2 });
        Assert.Empty(result.Passed);
        Assert.Equal(2, result.Refused[(int)Guard.NoMinority]);
    }

    [Fact]
    public void Flat_traffic_has_no_heavy_hitter()
    {
        KeySnapshot[] keys = [.. Enumerable.Range(0, 60).Select(i => Key($"agent/{i:00}", 900 + (i * 3), 2))];
        Assert.Empty(Sifted(keys).Passed);
    }

    [Fact]
    public void What_stands_out_among_the_small_beside_an_excluded_key_is_not_heavy()
    {
        // The loud one is excluded already; among the others one has thrice their mean, but 7 % of the whole.
        KeySnapshot[] others = [.. Enumerable.Range(0, 20).Select(i => Key($"agent/{i:00}", 100 + i, 2)), Key("busy", 600, 1)];
        KeySnapshot[] all = [.. others, Key("loud", 6_000, 1)];
        WindowSnapshot window = new(View.HttpUserAgent, 0, 1, [.. all.OrderBy(key => Encoding.UTF8.GetString(key.Key), StringComparer.Ordinal)], 0);
        SiftResult result = new Sift(SiftOptions.Default, LearningOptions.Default).Run(window, Candidates(window, "loud"));
        Assert.Empty(result.Passed);
        Assert.Equal(1, result.Refused[(int)Guard.NotAboveMean]);
    }

    [Fact]
    public void A_key_with_an_alert_is_refused() => AssertRefused(Guard.Alerts, Crowd(Loud() with { Alerts = 1 }));

    [Fact]
    public void A_key_on_the_never_list_is_refused() =>
        AssertRefused(Guard.NeverList, Crowd(Loud()), new SiftOptions { Never = ["loud"] });

    [Fact]
    public void An_actor_that_a_crowd_carries_is_refused() => AssertRefused(Guard.ManySources, Crowd(Loud() with { Sources = 4 }));

    [Fact]
    public void A_service_that_few_sources_use_is_refused_and_one_that_a_crowd_uses_passes()
    {
        AssertRefused(Guard.FewSources, Crowd(Loud() with { Sources = 2 }), view: s_service);
        Assert.Single(Sifted(Crowd(Loud() with { Sources = 3 }), view: s_service).Passed);
    }

    [Fact]
    public void Heavy_hitters_are_ranked_by_volume_and_equals_by_key()
    {
        SiftResult result = Sifted(Crowd(Key("b", 5_000, 1), Key("heaviest", 5_400, 1), Key("a", 5_000, 1)), learning: new LearningOptions { Clusters = 2 });
        Assert.Equal(["heaviest 1", "a 2", "b 3"], result.Passed.Select(heavy => $"{Encoding.UTF8.GetString(heavy.Key.Key)} {heavy.Rank}"));
    }

    [Fact]
    public void A_key_without_volume_does_not_pass_with_its_cluster()
    {
        // As varied as the loud one, so in its cluster, but with a hundredth of its records, flows and bytes.
        KeySnapshot varied = Loud() with { Key = "varied"u8.ToArray(), Records = 50, Flows = 16, Bytes = 9_500, Features = [.. Loud().Features.Take(5), 5_000, 4_500, 15_000, 10_000] };
        SiftResult result = Sifted(Crowd(Loud(), varied), learning: new LearningOptions { Clusters = 2 });
        Assert.Equal("loud"u8.ToArray(), Assert.Single(result.Passed).Key.Key);
        Assert.Equal(1, result.Refused[(int)Guard.NotAboveMean]);
        Assert.Equal(1, result.Refused.Sum());
    }

    [Fact]
    public void A_refused_cluster_counts_each_of_its_keys() => Assert.Equal(
        2, Sifted(Crowd(Loud(), Key("loud too", 5_000, 1)), new SiftOptions { MinRecords = 1_000_000 }).Refused[(int)Guard.FewRecords]);

    [Fact]
    public void A_key_is_counted_under_the_first_guard_that_refuses_it() => AssertRefused(
        Guard.Alerts, Crowd(Loud() with { Alerts = 1, Sources = 4 }), new SiftOptions { Never = ["loud"] });

    [Theory]
    [InlineData(3, 0)]
    [InlineData(4, 1)]
    public void The_bound_of_an_actor_is_the_last_that_passes(long sources, int refused) =>
        Assert.Equal(refused, Sifted(Crowd(Loud() with { Sources = sources })).Refused[(int)Guard.ManySources]);

    [Fact]
    public void Records_of_keys_that_left_at_a_bound_count_in_the_shares()
    {
        KeySnapshot[] keys = [.. Crowd(Loud()).OrderBy(key => Encoding.UTF8.GetString(key.Key), StringComparer.Ordinal)];
        WindowSnapshot window = new(View.HttpUserAgent, 0, 1, keys, recordsOfDroppedKeys: 5_000);
        HeavyHitter heavy = Assert.Single(new Sift(SiftOptions.Default, LearningOptions.Default).Run(window, Candidates(window)).Passed);
        Assert.Equal(5_000.0 / (5_000 + 5_000 + 735), heavy.Shares.Records);
    }

    [Fact]
    public void No_keys_and_one_key_are_no_heavy_hitters()
    {
        Assert.Empty(Sifted([]).Passed);
        Assert.Empty(Sifted([Loud()]).Passed);
    }

    private static void AssertRefused(Guard guard, KeySnapshot[] keys, SiftOptions? options = null, View? view = null)
    {
        SiftResult result = Sifted(keys, options, view);
        Assert.Empty(result.Passed);
        Assert.Equal(1, result.Refused[(int)guard]);
        Assert.Equal(1, result.Refused.Sum());
    }

    private static SiftResult Sifted(KeySnapshot[] keys, SiftOptions? options = null, View? view = null, LearningOptions? learning = null)
    {
        KeySnapshot[] sorted = [.. keys.OrderBy(key => Encoding.UTF8.GetString(key.Key), StringComparer.Ordinal)];
        WindowSnapshot window = new(view ?? View.HttpUserAgent, 0, 1, sorted, 0);
        return new Sift(options ?? SiftOptions.Default, learning ?? LearningOptions.Default).Run(window, Candidates(window));
    }

    /// <summary>What a tick clusters of a window.</summary>
    private static KeySubset Candidates(WindowSnapshot window, params string[] excluded) =>
        new TickInput(window.End, window, [.. excluded.Select(Encoding.UTF8.GetBytes)], []).Candidates();

    private static KeySnapshot[] Crowd(params KeySnapshot[] loud) => [.. Enumerable.Range(0, 30).Select(i => Key($"quiet/{i:00}", 10 + i, 2)), .. loud];

    private static KeySnapshot Loud() => Key("loud", 5_000, 1);

    private static KeySnapshot Key(string name, long weight, long sources) => new()
    {
        Key = Encoding.UTF8.GetBytes(name),
        Features = [sources, weight / 10.0, weight / 2.0, weight / 10.0, 0, weight * 100, weight * 90, weight * 3, weight * 2],
        Records = weight,
        Flows = weight / 3,
        Bytes = weight * 190,
        Alerts = 0,
        Sources = sources,
    };
}
