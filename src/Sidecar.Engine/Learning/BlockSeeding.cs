using System.Numerics.Tensors;
using Sidecar.Engine.Kernels;

namespace Sidecar.Engine.Learning;

/// <summary>
/// Greedy k-means++ as <see cref="KMeansSeeding"/> describes it, over weighted points in floats: chances are weight times
/// squared distance. One thread; the same bits whatever the kernel.
/// </summary>
internal sealed class BlockSeeding
{
    private readonly WeightedPoints _points;
    private readonly BlockKernels _kernels;
    private readonly int _draws;
    private readonly float[] _labels = new float[FloatColumns.BlockLength];
    private float[] _nearest;
    private float[] _trial;
    private float[] _bestTrial;

    public BlockSeeding(WeightedPoints points, int k, BlockKernels kernels)
    {
        _points = points;
        _kernels = kernels;
        _draws = 2 + (int)Math.Log(k);
        _nearest = new float[points.Points.PaddedLength];
        _trial = new float[points.Points.PaddedLength];
        _bestTrial = new float[points.Points.PaddedLength];
    }

    /// <summary>Fills centroids[cluster * components + component].</summary>
    public void Choose(Span<float> centroids, MersenneTwister random)
    {
        int columns = _points.Points.Count;
        Array.Fill(_nearest, 1);
        double potential = Potential(_nearest);
        int first = KeyAt(random.NextDouble() * potential);
        Array.Fill(_nearest, float.PositiveInfinity);
        potential = Try(first);
        (_nearest, _trial) = (_trial, _nearest);
        Place(first, centroids);
        for (int at = columns; at < centroids.Length; at += columns)
        {
            int best = -1;
            double bestPotential = double.PositiveInfinity;
            for (int draw = 0; draw < _draws; draw++)
            {
                int candidate = KeyAt(random.NextDouble() * potential);
                double left = Try(candidate);
                if (best >= 0 && left >= bestPotential)
                    continue;
                (best, bestPotential) = (candidate, left);
                (_trial, _bestTrial) = (_bestTrial, _trial);
            }

            Place(best, centroids[at..]);
            potential = bestPotential;
            (_nearest, _bestTrial) = (_bestTrial, _nearest);
        }
    }

    /// <summary>Leaves in the trial's buffer the squared distances to the nearest centroid, the key included; gives their sum.</summary>
    private double Try(int key)
    {
        FloatColumns points = _points.Points;
        var centroid = new float[points.Count];
        Place(key, centroid);
        for (int block = 0; block < points.BlockCount; block++)
        {
            Span<float> trial = _trial.AsSpan(block * FloatColumns.BlockLength, points.LengthOfBlock(block));
            _kernels.Nearest(points, block, centroid, _labels, trial);
            TensorPrimitives.Min(trial, _nearest.AsSpan(block * FloatColumns.BlockLength, trial.Length), trial);
        }

        return Potential(_trial);
    }

    private double Potential(float[] distances)
    {
        FloatColumns points = _points.Points;
        double sum = 0;
        for (int block = 0; block < points.BlockCount; block++)
        {
            int start = block * FloatColumns.BlockLength;
            int keys = Math.Min(FloatColumns.BlockLength, points.KeyCount - start);
            sum += _kernels.SumOfProducts(distances.AsSpan(start, keys), _points.WeightsOfBlock(block)[..keys]);
        }

        return sum;
    }

    /// <summary>The first key at which the running sum reaches the drawn value; not one that is a centroid already.</summary>
    private int KeyAt(double drawn)
    {
        double sum = 0;
        int last = 0;
        for (int key = 0; key < _points.Points.KeyCount; key++)
        {
            double part = _nearest[key] * _points.WeightOf(key);
            if (part <= 0)
                continue;
            last = key;
            sum += part;
            if (sum >= drawn)
                break;
        }

        return last;
    }

    private void Place(int key, Span<float> centroid)
    {
        for (int column = 0; column < _points.Points.Count; column++)
            centroid[column] = _points.Points.At(column, key);
    }
}
