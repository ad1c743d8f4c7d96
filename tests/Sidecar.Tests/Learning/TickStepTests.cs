using System.Globalization;
using System.Text;
using Sidecar.Engine.Kernels;
using Sidecar.Engine.Learning;
using Sidecar.Engine.Profiles;
using Xunit;

namespace Sidecar.Tests.Learning;

public sealed class TickStepTests
{
    private static readonly LearningOptions s_options = new() { Starts = 10 };

    [Fact]
    public void It_finds_what_the_step_of_the_playbook_finds()
    {
        FeatureTable table = Table(Groups(keys: 1237));
        LearningResult playbook = LearningStep.Run(table, s_options);
        TickClusters tick = TickStep.Run(table, s_options, before: null);
        Assert.Equal(playbook.K, tick.K);
        Assert.Equal(playbook.Inertia, tick.Inertia, 1e-4 * playbook.Inertia);
        Assert.Equal(playbook.Labels, tick.Labels);
        for (int cluster = 0; cluster < tick.K; cluster++)
            Assert.Equal(playbook.CentroidDistances[cluster], tick.CentroidDistances[cluster], 1e-4);
        for (int component = 0; component < 3; component++)
        {
            Assert.Equal(playbook.ExplainedVarianceRatio[component], tick.ExplainedVarianceRatio[component], 1e-5);
            Assert.All(Enumerable.Range(0, 1237), key => Assert.Equal(playbook.Components[component][key], tick.Components[component][key], 1e-5));
        }

        Assert.Equal(playbook.Scaled.Select(column => column[41]), tick.Scale.Scaled([.. table.Columns.Select(column => column[41])]));
    }

    [Fact]
    public void Neither_the_width_nor_the_number_of_threads_changes_a_bit_of_a_sampled_table()
    {
        FeatureTable table = Table(Groups(keys: 50_021));
        LearningOptions options = s_options with { SampleKeys = 4096 };
        ClusterMemory before = TickStep.Run(Table(Groups(keys: 45_000)), options, before: null).Memory;
        string expected = Bits(TickStep.Run(table, options with { Threads = 1 }, before, BlockKernels.Of(JsonKernel.Scalar)));
        for (JsonKernel kernel = JsonKernel.Vector128; kernel <= JsonKernel.Vector512; kernel++)
            Assert.Equal(expected, Bits(TickStep.Run(table, options with { Threads = (int)kernel }, before, BlockKernels.Of(kernel))));
    }

    [Fact]
    public void Three_heavy_keys_among_very_many_are_in_the_sample_and_in_the_far_cluster()
    {
        double[][] columns = Groups(keys: 60_000);
        foreach (int key in (int[])[17, 30_000, 59_999])
            for (int feature = 0; feature < columns.Length; feature++)
                columns[feature][key] = 1_000_000 + (feature * 1000);
        TickClusters tick = TickStep.Run(Table(columns), s_options with { SampleKeys = 1024 }, before: null);
        Assert.Equal([17, 30_000, 59_999], Enumerable.Range(0, 60_000).Where(key => tick.Labels[key] == tick.K - 1));
    }

    [Fact]
    public void A_sample_costs_little_in_inertia()
    {
        FeatureTable table = Table(Groups(keys: 20_000));
        double whole = TickStep.Run(table, s_options with { SampleKeys = 20_000 }, before: null).Inertia;
        Assert.InRange(TickStep.Run(table, s_options with { SampleKeys = 2048 }, before: null).Inertia, 0.99 * whole, 1.01 * whole);
    }

    [Fact]
    public void A_cluster_keeps_its_number_when_another_becomes_the_farther_one()
    {
        LearningOptions options = s_options with { Clusters = 4, Components = 2 };
        TickClusters first = TickStep.Run(Table(AroundACrowd((900, 0), (0, 500), (1000, 1000))), options, before: null);
        TickClusters then = TickStep.Run(Table(AroundACrowd((500, 0), (0, 900), (1000, 1000))), options, first.Memory);
        Assert.Equal([0, 1, 2, 3], first.Memory.Numbers);
        Assert.Equal([0, 2, 1, 3], then.Memory.Numbers);
        Assert.Equal((2, 1), (first.Labels[0], then.Labels[0]));
        Assert.Equal((1, 2), (first.Labels[1], then.Labels[1]));
    }

    [Fact]
    public void A_cluster_that_is_new_takes_a_free_number_and_those_that_stay_keep_theirs()
    {
        TickClusters two = TickStep.Run(Table(AroundACrowd((0, 1000))), s_options with { Clusters = 2, Components = 2 }, before: null);
        TickClusters three = TickStep.Run(Table(AroundACrowd((0, 1000), (1000, 0))), s_options with { Clusters = 3, Components = 2 }, two.Memory);
        Assert.Equal([0, 1], two.Memory.Numbers);
        Assert.Equal(1, three.Memory.Numbers[three.Labels[0]]);
        Assert.Equal(2, three.Memory.Numbers[three.Labels[1]]);
    }

    [Fact]
    public void The_last_ticks_centroids_are_a_start_that_may_win()
    {
        // One start and one iteration from k-means++ cannot be as good as going on from where the last tick ended.
        Random random = new(11);
        FeatureTable table = Table([.. Enumerable.Range(0, 9).Select(_ => Enumerable.Range(0, 3000).Select(_ => random.NextDouble()).ToArray())]);
        ClusterMemory before = TickStep.Run(table, s_options with { Starts = 30 }, before: null).Memory;
        LearningOptions hasty = s_options with { Starts = 1, MaxIterations = 1 };
        double cold = TickStep.Run(table, hasty, before: null).Inertia;
        double warm = TickStep.Run(table, hasty, before).Inertia;
        Assert.InRange(warm, 0, 0.99 * cold);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(9)]
    public void Keys_that_are_all_alike_are_one_cluster_at_the_origin(int keys)
    {
        double[][] columns = [.. Enumerable.Range(0, 9).Select(feature => Enumerable.Repeat((double)feature, keys).ToArray())];
        TickClusters tick = TickStep.Run(Table(columns), s_options, before: null);
        Assert.Equal(Math.Min(1, keys), tick.K);
        Assert.All(tick.CentroidDistances, distance => Assert.Equal(0, distance));
        Assert.All(tick.Labels, label => Assert.Equal(0, label));
        Assert.Equal(0, tick.Inertia);
        Assert.Equal(tick.K, TickStep.Run(Table(columns), s_options, tick.Memory).K);
    }

    [Fact]
    public void As_many_clusters_as_distinct_points()
    {
        TickClusters tick = TickStep.Run(Table([[1, 2, 1, 2], [5, 0, 5, 0]]), s_options, before: null);
        Assert.Equal(2, tick.K);
        Assert.Equal(0, tick.Inertia);
        Assert.Equal(tick.Labels[0], tick.Labels[2]);
        Assert.NotEqual(tick.Labels[0], tick.Labels[1]);
    }

    /// <summary>Five groups around the origin of the features, unlike in each, with two of them small and far.</summary>
    private static double[][] Groups(int keys)
    {
        Random random = new(3);
        double[][] columns = [.. Enumerable.Range(0, 9).Select(_ => new double[keys])];
        for (int key = 0; key < keys; key++)
        {
            int group = key % 100 == 0 ? 4 : key % 40 == 0 ? 3 : key % 3;
            for (int feature = 0; feature < 9; feature++)
                columns[feature][key] = ((group + 1) * (10 + ((feature * (group + 2)) % 7))) + (6 * random.NextDouble()) + (group == 4 ? 200 : 0);
        }

        return columns;
    }

    /// <summary>The outsiders are the first keys; a hundred others lie near the origin.</summary>
    private static double[][] AroundACrowd(params (double X, double Y)[] outsiders) =>
    [
        [.. outsiders.Select(outsider => outsider.X), .. Enumerable.Range(0, 100).Select(i => (double)(i % 7))],
        [.. outsiders.Select(outsider => outsider.Y), .. Enumerable.Range(0, 100).Select(i => (double)(i % 5))],
    ];

    private static string Bits(TickClusters tick) => string.Join(' ', (object[])
        [tick.K, tick.Inertia.ToString("R", CultureInfo.InvariantCulture), .. tick.CentroidDistances.Select(BitConverter.DoubleToInt64Bits).Cast<object>(),
            .. tick.Memory.Centroids.SelectMany(centroid => centroid).Select(BitConverter.DoubleToInt64Bits).Cast<object>(), .. tick.Memory.Numbers.Cast<object>(),
            Convert.ToHexString(System.Security.Cryptography.SHA256.HashData([.. tick.Labels.SelectMany(BitConverter.GetBytes), .. tick.Components[0].ToArray().SelectMany(BitConverter.GetBytes)]))]);

    private static FeatureTable Table(double[][] columns)
    {
        byte[][] keys = [.. Enumerable.Range(0, columns[0].Length).Select(i => Encoding.ASCII.GetBytes(i.ToString("d6", CultureInfo.InvariantCulture)))];
        string[] features = [.. columns.Select((_, f) => string.Create(CultureInfo.InvariantCulture, $"feature {f}"))];
        return new FeatureTable(keys, features, columns);
    }
}
