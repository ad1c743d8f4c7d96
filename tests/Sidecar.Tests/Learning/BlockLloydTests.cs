using Sidecar.Engine.Kernels;
using Sidecar.Engine.Learning;
using Xunit;

namespace Sidecar.Tests.Learning;

public sealed class BlockLloydTests
{
    private const int Keys = 40_003;
    private const int Columns = 3;
    private const int K = 5;

    private static readonly FloatColumns s_points = Blobs();

    [Fact]
    public void Neither_the_width_nor_the_number_of_threads_changes_a_bit()
    {
        (float[] expected, double inertia, int[] labels) = Fit(BlockKernels.Of(JsonKernel.Scalar), threads: 1);
        for (JsonKernel kernel = JsonKernel.Vector128; kernel <= JsonKernel.Vector512; kernel++)
        {
            (float[] centroids, double otherInertia, int[] otherLabels) = Fit(BlockKernels.Of(kernel), threads: (int)kernel);
            Assert.Equal(expected.Select(BitConverter.SingleToInt32Bits), centroids.Select(BitConverter.SingleToInt32Bits));
            Assert.Equal(inertia, otherInertia);
            Assert.Equal(labels, otherLabels);
        }
    }

    [Fact]
    public void It_goes_where_the_iteration_in_double_precision_goes()
    {
        double[][] points = [.. Enumerable.Range(0, Columns).Select(column => s_points[column].ToArray().Select(value => (double)value).ToArray())];
        LloydIteration oracle = new(points, Keys, K);
        BlockLloyd lloyd = new(new WeightedPoints(s_points), K, BlockKernels.Chosen, threads: 2);
        for (int i = 0; i < lloyd.Centroids.Length; i++)
        {
            lloyd.Centroids[i] = s_points[i % Columns][i / Columns];
            oracle.Centroids[i / Columns][i % Columns] = lloyd.Centroids[i];
        }

        for (int iteration = 0; iteration < 10; iteration++)
        {
            oracle.AssignLabels();
            double squaredMove = oracle.MoveCentroids();
            Assert.Equal(squaredMove, lloyd.Iterate(), 1e-4 * (squaredMove + 1e-3));
        }

        oracle.AssignLabels();
        int[] labels = new int[Keys];
        double inertia = lloyd.Inertia(labels);
        Assert.Equal(oracle.Inertia(), inertia, 1e-5 * inertia);
        Assert.InRange(Enumerable.Range(0, Keys).Count(key => labels[key] != oracle.Labels[key]), 0, 20);
    }

    [Fact]
    public void A_weight_counts_as_so_many_keys()
    {
        FloatColumns twice = Line([0, 1, 1, 10, 10, 10]), once = Line([0, 1, 10]);
        BlockLloyd all = new(new WeightedPoints(twice), 2, BlockKernels.Chosen, 1), weighted = new(new WeightedPoints(once, [1, 2, 3]), 2, BlockKernels.Chosen, 1);
        all.Centroids[1] = weighted.Centroids[1] = 9;
        all.Converge(10, 0);
        weighted.Converge(10, 0);
        Assert.Equal(all.Centroids, weighted.Centroids);
        Assert.Equal([2f / 3, 10f], weighted.Centroids);
        Assert.Equal(all.Inertia(), weighted.Inertia(), 1e-6);
    }

    [Fact]
    public void Centroids_that_nobody_is_nearest_to_go_to_the_farthest_keys()
    {
        FloatColumns points = Line([0, 1, 2, 50, 100]);
        BlockLloyd lloyd = new(new WeightedPoints(points), 3, BlockKernels.Chosen, 1);
        (lloyd.Centroids[0], lloyd.Centroids[1], lloyd.Centroids[2]) = (1, 1, 1);
        lloyd.Iterate();
        Assert.Equal([30.6f, 100f, 50f], lloyd.Centroids);
    }

    private static (float[] Centroids, double Inertia, int[] Labels) Fit(BlockKernels kernels, int threads)
    {
        BlockLloyd lloyd = new(new WeightedPoints(s_points), K, kernels, threads);
        for (int i = 0; i < lloyd.Centroids.Length; i++)
            lloyd.Centroids[i] = s_points[i % Columns][i / Columns];
        lloyd.Converge(8, 1e-7);
        int[] labels = new int[Keys];
        return (lloyd.Centroids, lloyd.Inertia(labels), labels);
    }

    private static FloatColumns Blobs()
    {
        Random random = new(5);
        FloatColumns points = new(Columns, Keys);
        for (int key = 0; key < Keys; key++)
            for (int column = 0; column < Columns; column++)
                points.At(column, key) = ((key % K) - 2) * (column == key % 3 ? 0.3f : 0.1f) + (random.NextSingle() - 0.5f) * 0.6f;
        return points;
    }

    private static FloatColumns Line(float[] values)
    {
        FloatColumns points = new(1, values.Length);
        values.CopyTo(points.Writable(0));
        return points;
    }
}
