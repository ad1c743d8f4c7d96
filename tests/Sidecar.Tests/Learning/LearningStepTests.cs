using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using Sidecar.Engine.Learning;
using Sidecar.Engine.Profiles;
using Xunit;

namespace Sidecar.Tests.Learning;

public sealed class LearningStepTests
{
    [Fact]
    public void A_heavy_hitter_is_alone_in_the_last_cluster()
    {
        double[][] columns = Quiet(keys: 60);
        foreach (double[] column in columns)
            column[41] = 1_000_000;
        LearningResult result = LearningStep.Run(Table(columns), LearningOptions.Default);
        Assert.Equal(5, result.K);
        Assert.Equal([41], Enumerable.Range(0, 60).Where(key => result.Labels[key] == result.K - 1));
        Assert.Equal(result.CentroidDistances.Order(), result.CentroidDistances);
        Assert.All(result.Scaled, column => Assert.Equal(1, column[41]));
    }

    [Fact]
    public void No_keys_give_no_cluster()
    {
        LearningResult result = LearningStep.Run(Table(Quiet(keys: 0)), LearningOptions.Default);
        Assert.Equal(0, result.K);
        Assert.Empty(result.Labels);
        Assert.Empty(result.CentroidDistances);
        Assert.Empty(result.Components);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    public void Keys_that_are_all_alike_are_one_cluster_at_the_origin(int keys)
    {
        double[][] columns = [.. Enumerable.Range(0, 9).Select(f => Enumerable.Repeat((double)f, keys).ToArray())];
        LearningResult result = LearningStep.Run(Table(columns), LearningOptions.Default);
        Assert.Equal(1, result.K);
        Assert.Equal([0], result.CentroidDistances);
        Assert.All(result.Labels, label => Assert.Equal(0, label));
        Assert.All(result.ExplainedVarianceRatio, ratio => Assert.Equal(0, ratio));
        Assert.Equal(0, result.Inertia);
    }

    [Fact]
    public void Fewer_keys_than_components_give_fewer_of_both()
    {
        LearningResult result = LearningStep.Run(Table([[1, 2], [5, 0], [3, 3], [0, 9]]), LearningOptions.Default);
        Assert.Equal(2, result.Components.Length);
        Assert.Equal(2, result.K);
        Assert.Equal(0, result.Inertia);
    }

    /// <summary>
    /// The bits, not the values. With DOTNET_EnableAVX512=0, DOTNET_EnableAVX2=0 or DOTNET_EnableHWIntrinsic=0 in the
    /// environment it is the same number. A change of it changes verdicts, and needs a reason.
    /// </summary>
    [Fact]
    public void The_same_table_and_seed_give_the_same_bits_on_every_vector_width()
    {
        LearningResult result = LearningStep.Run(Table(Quiet(keys: 1237)), LearningOptions.Default);
        var hash = new XxHash3();
        foreach (double[] column in (double[][])[.. result.Scaled, .. result.Components, .. result.Loadings, .. result.Centroids, result.CentroidDistances, result.ExplainedVarianceRatio, [result.Inertia]])
            hash.Append(MemoryMarshal.AsBytes<double>(column));
        hash.Append(MemoryMarshal.AsBytes<int>(result.Labels));
        Assert.Equal("aebaec8ee3dadf00", hash.GetCurrentHashAsUInt64().ToString("x16", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData(0, 3, 50, 300)]
    [InlineData(5, 0, 50, 300)]
    [InlineData(5, 3, 0, 300)]
    [InlineData(5, 3, 50, 0)]
    public void Options_below_one_are_refused(int clusters, int components, int starts, int iterations)
    {
        var options = new LearningOptions { Clusters = clusters, Components = components, Starts = starts, MaxIterations = iterations };
        Assert.Throws<ArgumentOutOfRangeException>(() => LearningStep.Run(Table(Quiet(keys: 5)), options));
    }

    private static double[][] Quiet(int keys) =>
        [.. Enumerable.Range(0, 9).Select(f => Enumerable.Range(0, keys).Select(i => (double)((i * i * (f + 3)) + (7 * i * f)) % (101 + (60 * f))).ToArray())];

    private static FeatureTable Table(double[][] columns)
    {
        byte[][] keys = [.. Enumerable.Range(0, columns[0].Length).Select(i => Encoding.ASCII.GetBytes(i.ToString("d6", CultureInfo.InvariantCulture)))];
        string[] features = [.. columns.Select((_, f) => string.Create(CultureInfo.InvariantCulture, $"feature {f}"))];
        return new FeatureTable(keys, features, columns);
    }
}
