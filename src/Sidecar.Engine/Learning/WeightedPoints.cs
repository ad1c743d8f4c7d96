using Sidecar.Engine.Kernels;

namespace Sidecar.Engine.Learning;

/// <summary>
/// What k-means over blocks clusters: all keys, each of weight 1, or a sample in which a key stands for as many as its
/// weight says. Read only; any thread.
/// </summary>
internal sealed class WeightedPoints
{
    private static readonly float[] s_ones = Ones();

    private readonly float[]? _weights;

    /// <summary>Each key counts once.</summary>
    public WeightedPoints(FloatColumns points)
    {
        Points = points;
        Weighted = points;
    }

    /// <param name="weights">One for each key.</param>
    public WeightedPoints(FloatColumns points, ReadOnlySpan<float> weights)
    {
        Points = points;
        Weighted = new FloatColumns(points.Count, points.KeyCount);
        _weights = new float[points.PaddedLength];
        weights.CopyTo(_weights);
        for (int column = 0; column < points.Count; column++)
        {
            ReadOnlySpan<float> from = points[column];
            Span<float> to = Weighted.Writable(column);
            for (int key = 0; key < from.Length; key++)
                to[key] = from[key] * weights[key];
        }
    }

    public FloatColumns Points { get; }

    /// <summary>The points times their weights: what centroids are sums of.</summary>
    public FloatColumns Weighted { get; }

    public double WeightOf(int key) => _weights is null ? 1 : _weights[key];

    /// <summary>Those of a block; of the zeros behind the last key, anything.</summary>
    public ReadOnlySpan<float> WeightsOfBlock(int block) => _weights is null
        ? s_ones
        : _weights.AsSpan(block * FloatColumns.BlockLength, Points.LengthOfBlock(block));

    private static float[] Ones()
    {
        var ones = new float[FloatColumns.BlockLength];
        Array.Fill(ones, 1);
        return ones;
    }
}
