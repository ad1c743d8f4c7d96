using System.Runtime.CompilerServices;
using Sidecar.Engine.Kernels;
using Xunit;

namespace Sidecar.Tests.Kernels;

/// <summary>
/// The block kernels of each width beside those of the scalar lanes, bit for bit, and these beside plain loops in double
/// precision: on tables that end anywhere in a step, and of every number of columns around the four that go together.
/// </summary>
public sealed class BlockKernelsTests
{
    private const int Clusters = 5;

    public static TheoryData<int, int> Shapes()
    {
        TheoryData<int, int> shapes = [];
        foreach (int columns in (int[])[1, 2, 3, 4, 5, 9])
            foreach (int keys in (int[])[1, 15, 16, 17, 63, 64, 65, 257, 2047, 2048, 2049, 4200])
                shapes.Add(columns, keys);
        return shapes;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Every_width_gives_the_bits_of_the_scalar_lanes(int columns, int keys)
    {
        byte[] expected = Everything(BlockKernels.Of(JsonKernel.Scalar), columns, keys);
        for (JsonKernel kernel = JsonKernel.Vector128; kernel <= JsonKernel.Vector512; kernel++)
        {
            BlockKernels kernels = BlockKernels.Of(kernel);
            Assert.Equal(kernel, kernels.Kernel);
            Assert.Equal(expected, Everything(kernels, columns, keys));
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void They_are_what_plain_loops_say(int columns, int keys)
    {
        BlockKernels kernels = BlockKernels.Chosen;
        FloatColumns table = Table(columns, keys);
        float[] centroids = Centroids(columns);
        double[] products = new double[columns * columns];
        double[] sums = new double[Clusters * (columns + 1)], expectedSums = new double[sums.Length];
        float[] weights = [.. Enumerable.Range(0, FloatColumns.BlockLength).Select(i => 1f + (i % 3))];
        float[] loadings = [.. centroids[..columns], .. centroids[columns..(2 * columns)]];
        FloatColumns scores = new(2, keys);
        float[] labels = new float[FloatColumns.BlockLength], assigned = new float[FloatColumns.BlockLength], distances = new float[FloatColumns.BlockLength];
        for (int block = 0; block < table.BlockCount; block++)
        {
            int start = block * FloatColumns.BlockLength;
            int count = Math.Min(FloatColumns.BlockLength, keys - start);
            kernels.AddProducts(table, block, products);
            kernels.Project(table, block, loadings, scores);
            kernels.Assign(table, block, centroids, HalfNorms(centroids, columns), assigned);
            kernels.Nearest(table, block, centroids, labels, distances);
            for (int i = 0; i < count; i++)
            {
                double[] all = [.. Enumerable.Range(0, Clusters).Select(cluster => SquaredDistance(table, start + i, centroids, cluster))];
                Assert.Equal(all.Min(), distances[i], 1e-6 * (1 + all.Min()));
                Assert.InRange(all[(int)labels[i]], all.Min(), all.Min() + 1e-6);
                Assert.InRange(all[(int)assigned[i]], all.Min(), all.Min() + 1e-5);
                Assert.Equal(Enumerable.Range(0, columns).Sum(c => (double)table[c][start + i] * loadings[columns + c]), scores[1][start + i], 1e-5);
                for (int column = 0; column < columns; column++)
                    expectedSums[((int)labels[i] * (columns + 1)) + column] += table[column][start + i];
                expectedSums[((int)labels[i] * (columns + 1)) + columns] += weights[i];
            }

            labels.AsSpan(count).Fill(-1);
            kernels.AddByLabel(table, block, weights, labels, sums);
        }

        for (int i = 0; i < sums.Length; i++)
            Assert.Equal(expectedSums[i], sums[i], 1e-6 * (1 + keys));
        for (int row = 0; row < columns; row++)
            for (int column = row; column < columns; column++)
                Assert.Equal(Enumerable.Range(0, keys).Sum(key => (double)table[row][key] * table[column][key]), products[(row * columns) + column], 1e-6 * (1 + keys));
    }

    [Fact]
    public void A_column_is_scaled_to_exactly_0_and_1_and_summed()
    {
        double[] column = [.. Enumerable.Range(0, 1003).Select(i => 1e9 + (i * 7 % 1003))];
        float[] scaled = new float[column.Length];
        float sum = BlockKernels.Chosen.Scale(column, 1e9, 1002, scaled);
        Assert.Equal((0f, 1f), (scaled.Min(), scaled.Max()));
        Assert.Equal(column.Select(value => (float)((value - 1e9) / 1002)), scaled);
        Assert.Equal(501.5, sum, 1e-3);
        BlockKernels.Chosen.Subtract(scaled, 0.5f);
        Assert.Equal((-0.5f, 0.5f), (scaled.Min(), scaled.Max()));
    }

    [Fact]
    public void The_kernel_that_the_environment_names_is_the_one_that_is_chosen() =>
        Assert.Equal(JsonKernels.Chosen, BlockKernels.Chosen.Kernel);

    [Fact]
    public void Columns_start_on_a_boundary_and_not_all_on_the_same_cache_lines()
    {
        FloatColumns table = new(3, 1 << 14);
        Assert.NotEqual(0, table.Stride * sizeof(float) % 4096);
        Assert.All(Enumerable.Range(0, 3), column => Assert.Equal(0, Address(table, column) % 64));
    }

    private static long Address(FloatColumns table, int column) => Unsafe.ByteOffset(ref Unsafe.NullRef<float>(), ref table.At(column, 0));

    private static byte[] Everything(BlockKernels kernels, int columns, int keys)
    {
        FloatColumns table = Table(columns, keys);
        float[] centroids = Centroids(columns);
        double[] products = new double[columns * columns];
        double[] sums = new double[Clusters * (columns + 1)];
        FloatColumns scores = new(3, keys);
        float[] labels = new float[table.PaddedLength], assigned = new float[table.PaddedLength], distances = new float[table.PaddedLength];
        float[] scaled = new float[keys];
        for (int block = 0; block < table.BlockCount; block++)
        {
            int start = block * FloatColumns.BlockLength;
            kernels.AddProducts(table, block, products);
            kernels.Project(table, block, Centroids(columns).AsSpan(0, 3 * columns), scores);
            kernels.Nearest(table, block, centroids, labels.AsSpan(start), distances.AsSpan(start));
            kernels.Assign(table, block, centroids, HalfNorms(centroids, columns), assigned.AsSpan(start));
            kernels.AddByLabel(table, block, distances.AsSpan(start), labels.AsSpan(start), sums);
        }

        float[] single = [kernels.Scale([.. table[0].ToArray().Select(value => value * 1.01)], -0.3, 0.77, scaled), kernels.SumOfProducts(labels, distances), kernels.SumOfProducts(scaled, scaled)];
        kernels.Subtract(scaled, 0.25f);
        return [.. products.Concat(sums).SelectMany(BitConverter.GetBytes), .. ((float[])[.. labels, .. assigned, .. distances, .. scaled, .. single, .. scores[0], .. scores[1], .. scores[2]]).SelectMany(BitConverter.GetBytes)];
    }

    private static FloatColumns Table(int columns, int keys)
    {
        Random random = new(keys);
        FloatColumns table = new(columns, keys);
        for (int column = 0; column < columns; column++)
            foreach (ref float value in table.Writable(column)[..keys])
                value = random.NextSingle() - 0.5f;
        return table;
    }

    private static float[] Centroids(int columns)
    {
        Random random = new(columns);
        return [.. Enumerable.Range(0, Clusters * columns).Select(_ => random.NextSingle() - 0.5f)];
    }

    private static float[] HalfNorms(float[] centroids, int columns) =>
        [.. Enumerable.Range(0, Clusters).Select(cluster => (float)(centroids[(cluster * columns)..((cluster + 1) * columns)].Sum(value => (double)value * value) / 2))];

    private static double SquaredDistance(FloatColumns table, int key, float[] centroids, int cluster) => Enumerable.Range(0, table.Count)
        .Sum(column => Math.Pow((double)table[column][key] - centroids[(cluster * table.Count) + column], 2));
}
