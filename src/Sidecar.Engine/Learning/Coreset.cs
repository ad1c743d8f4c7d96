using Sidecar.Engine.Kernels;

namespace Sidecar.Engine.Learning;

/// <summary>
/// A lightweight coreset (Bachem, Lucic and Krause, KDD 2018): a weighted sample on which k-means costs about what it
/// costs on all points. Half of the chance of a point is the same for all, half grows with its squared distance from the
/// mean, so that the few heavy keys that the sift is after are in it, however many light ones there are. Drawn
/// systematically: one random offset, then every so much of the running chance. The mean is the origin.
/// </summary>
internal static class Coreset
{
    public static WeightedPoints Draw(FloatColumns points, int size, BlockKernels kernels, int threads, MersenneTwister random)
    {
        float[] squared = SquaredLengths(points, kernels, threads);
        double total = 0;
        foreach (float value in squared)
            total += value;

        double each = 0.5 * size / points.KeyCount;
        double byDistance = total > 0 ? 0.5 * size / total : 0;
        List<int> keys = new(size);
        List<float> weights = new(size);
        double passed = random.NextDouble();
        for (int key = 0; key < squared.Length; key++)
        {
            double expected = each + (squared[key] * byDistance);
            passed += expected;
            if (passed < 1)
                continue;
            double hits = Math.Floor(passed);
            passed -= hits;
            keys.Add(key);
            weights.Add((float)(hits / expected));
        }

        FloatColumns sample = new(points.Count, keys.Count);
        for (int column = 0; column < points.Count; column++)
            for (int i = 0; i < keys.Count; i++)
                sample.At(column, i) = points.At(column, keys[i]);
        return new WeightedPoints(sample, weights.ToArray());
    }

    private static float[] SquaredLengths(FloatColumns points, BlockKernels kernels, int threads)
    {
        var squared = new float[points.PaddedLength];
        var origin = new float[points.Count];
        BlockWork.Run(points, threads, (from, to) =>
        {
            var labels = new float[FloatColumns.BlockLength];
            for (int block = from; block < to; block++)
                kernels.Nearest(points, block, origin, labels, squared.AsSpan(block * FloatColumns.BlockLength, points.LengthOfBlock(block)));
        });
        return squared[..points.KeyCount];
    }
}
