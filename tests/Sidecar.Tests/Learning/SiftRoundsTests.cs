using System.Text;
using Sidecar.Engine.Learning;
using Sidecar.Engine.Profiles;
using Sidecar.Engine.Verdicts;
using Xunit;

namespace Sidecar.Tests.Learning;

public sealed class SiftRoundsTests
{
    private static readonly View s_service = ShippedViews.All.Single(view => view.Name == "tls-sni");

    [Fact]
    public void What_a_heavy_hitter_hid_is_found_in_the_next_rounds_of_the_same_tick()
    {
        SiftResult result = Sifted(SiftOptions.Default, [Key("largest", 200_000, 9), Key("large", 20_000, 9), Key("middling", 2_000, 9), .. Quiet()]);
        Assert.Equal(["largest in 1", "large in 2", "middling in 3"], result.Passed.Select(heavy => $"{Text(heavy.Key)} in {heavy.Round}"));
        Assert.Equal([1, 2, 3], result.Passed.Select(heavy => heavy.Rank));
        Assert.Equal(result.Models.Select(model => model.Labels.Length).Order().Reverse(), result.Models.Select(model => model.Labels.Length));
    }

    [Fact]
    public void The_rounds_of_a_tick_are_bounded()
    {
        SiftResult result = Sifted(SiftOptions.Default with { Rounds = 2 }, [Key("largest", 200_000, 9), Key("large", 20_000, 9), Key("middling", 2_000, 9), .. Quiet()]);
        Assert.Equal(2, result.Models.Count);
        Assert.Equal(2, result.Passed.Count);
    }

    [Fact]
    public void A_far_cluster_that_is_refused_hides_nothing_behind_it()
    {
        // A caller home that makes more noise than anything else: nobody vouches for it, and the service behind it is found.
        SiftResult result = Sifted(SiftOptions.Default, [Key("caller", 200_000, 1), Key("service", 20_000, 9), .. Quiet()]);
        Assert.Equal("service", Text(Assert.Single(result.Passed).Key));
        Assert.Equal(1, result.Refused[(int)Guard.FewSources]);
    }

    [Fact]
    public void Below_the_residual_target_nothing_is_sifted_any_more()
    {
        KeySnapshot[] keys = [Key("largest", 20_000_000, 9), Key("large", 1_500, 9), .. Quiet(weight: 10)];
        Assert.Equal(["largest"], Sifted(SiftOptions.Default, keys).Passed.Select(heavy => Text(heavy.Key)));
        Assert.Equal(["largest", "large"], Sifted(SiftOptions.Default with { ResidualTarget = 0 }, keys).Passed.Select(heavy => Text(heavy.Key)));
    }

    [Fact]
    public void An_upload_is_not_heavy_since_it_is_loud_in_bytes_alone()
    {
        KeySnapshot upload = Key("upload", 20, 9) with { Bytes = 1e12, Features = [9, 1, 10, 1, 20, 1e12, 1e9] };
        Assert.Empty(Sifted(SiftOptions.Default, [upload, .. Quiet(weight: 30)]).Passed);
    }

    [Fact]
    public void In_a_window_that_has_hardly_begun_nothing_is_heavy_by_chance()
    {
        // Forty sites were asked nine times where most were asked once: with luck one time in a thousand, and there are thousands of sites.
        KeySnapshot[] keys = [.. Enumerable.Range(0, 40).Select(i => Key($"lucky/{i:00}", 9, 3)), .. Enumerable.Range(0, 600).Select(i => Key($"site/{i:000}", 1, 1))];
        Assert.Empty(Sifted(SiftOptions.Default, keys).Passed);
        Assert.NotEmpty(Sifted(SiftOptions.Default, [.. keys.Select(key => key with { Records = 100 * key.Records, Flows = 100 * key.Flows })]).Passed);
    }

    [Fact]
    public void An_actor_is_measured_by_the_whole_window_and_a_service_by_what_is_left()
    {
        KeySnapshot[] rest = [Key("busy", 3_000, 3), .. Quiet()];
        foreach ((View view, int passed) in new[] { (s_service, 1), (s_service with { Kind = ViewKind.Actor }, 0) })
        {
            WindowSnapshot window = WindowOf(view, [Key("excluded", 500_000, 3), .. rest]);
            SiftResult result = new Sift(SiftOptions.Default, LearningOptions.Default).Run(window, Candidates(window, "excluded"));
            Assert.Equal(passed, result.Passed.Count);
        }
    }

    [Fact]
    public void The_features_that_stand_out_are_named_by_two_thresholds()
    {
        AnomalyThresholds thresholds = new(0.9, 0.1);
        string[] features = ["a", "b", "c", "d", "e"];
        double[] scaled = [0.9, 0.91, 0.1, 0.09, 1];
        Assert.Equal(["b", "e"], thresholds.NamesAbove(features, scaled));
        Assert.Equal(["d"], thresholds.NamesBelow(features, scaled));
    }

    private static SiftResult Sifted(SiftOptions options, KeySnapshot[] keys)
    {
        WindowSnapshot window = WindowOf(s_service, keys);
        return new Sift(options, LearningOptions.Default).Run(window, Candidates(window));
    }

    /// <summary>What a tick clusters of a window.</summary>
    private static KeySubset Candidates(WindowSnapshot window, params string[] excluded) =>
        new TickInput(window.End, window, [.. excluded.Select(Encoding.UTF8.GetBytes)], []).Candidates();

    private static WindowSnapshot WindowOf(View view, KeySnapshot[] keys) =>
        new(view, 0, 1, [.. keys.OrderBy(Text, StringComparer.Ordinal)], 0);

    private static KeySnapshot[] Quiet(long weight = 60) => [.. Enumerable.Range(0, 30).Select(i => Key($"quiet/{i:00}", weight + (i / 10), 2))];

    private static string Text(KeySnapshot key) => Encoding.UTF8.GetString(key.Key);

    private static KeySnapshot Key(string name, long weight, long sources) => new()
    {
        Key = Encoding.UTF8.GetBytes(name),
        Features = [sources, 1, sources, sources, weight, weight * 190, weight * 5],
        Records = weight,
        Flows = weight,
        Bytes = weight * 190,
        Alerts = 0,
        Sources = sources,
    };
}
