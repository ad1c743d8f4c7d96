using Sidecar.Engine.Kernels;

namespace Sidecar.Engine.Learning;

/// <summary>
/// Lloyd's iteration over the blocks of a large table, in one pass: each block is assigned and summed up while it is in
/// the cache; labels are written once, at the end. A centroid that nobody is nearest to goes to the key that is farthest
/// from its own one. Bits do not depend on the kernel or the number of threads (<see cref="BlockKernels"/>).
/// One thread calls; others help.
/// </summary>
internal sealed class BlockLloyd
{
    private readonly WeightedPoints _points;
    private readonly BlockKernels _kernels;
    private readonly int _threads;
    private readonly int _k;
    private readonly int _columns;

    private readonly float[] _halfNorms;

    /// <summary>Of each block, what <see cref="BlockKernels.AddByLabel"/> adds.</summary>
    private readonly double[] _blockSums;
    private readonly double[] _sums;

    public BlockLloyd(WeightedPoints points, int k, BlockKernels kernels, int threads)
    {
        _points = points;
        _kernels = kernels;
        _threads = threads;
        _k = k;
        _columns = points.Points.Count;
        _halfNorms = new float[k];
        _sums = new double[k * (_columns + 1)];
        _blockSums = new double[points.Points.BlockCount * _sums.Length];
        Centroids = new float[k * _columns];
    }

    /// <summary>[cluster * components + component]</summary>
    public float[] Centroids { get; }

    /// <summary>
    /// Iterates until the squared moves of all centroids sum to no more than the tolerance, or the limit is reached.
    /// </summary>
    /// <returns>Iterations made.</returns>
    public int Converge(int maxIterations, double tolerance)
    {
        int iteration = 0;
        while (iteration < maxIterations)
        {
            iteration++;
            if (Iterate() <= tolerance)
                break;
        }

        return iteration;
    }

    /// <summary>Gives each key to its nearest centroid and moves each centroid to the mean of its keys.</summary>
    /// <returns>The sum of the squared moves.</returns>
    public double Iterate()
    {
        SumByNearest();
        float[] before = [.. Centroids];
        Span<int> empty = stackalloc int[_k];
        int emptyCount = 0;
        for (int cluster = 0; cluster < _k; cluster++)
        {
            Span<double> sums = _sums.AsSpan(cluster * (_columns + 1), _columns + 1);
            if (sums[_columns] <= 0)
                empty[emptyCount++] = cluster;
            for (int column = 0; column < _columns && sums[_columns] > 0; column++)
                Centroids[(cluster * _columns) + column] = (float)(sums[column] / sums[_columns]);
        }

        if (emptyCount > 0)
            AdoptFarthest(before, empty[..emptyCount]);
        return SquaredMove(before);
    }

    /// <summary>The sum of squared distances to the nearest centroids, by weight; writes their numbers into the labels, if any.</summary>
    public double Inertia(int[]? labels = null)
    {
        var inertias = new double[_points.Points.BlockCount];
        BlockWork.Run(_points.Points, _threads, (from, to) =>
        {
            Span<float> nearest = stackalloc float[FloatColumns.BlockLength];
            Span<float> distances = stackalloc float[FloatColumns.BlockLength];
            for (int block = from; block < to; block++)
            {
                _kernels.Nearest(_points.Points, block, Centroids, nearest, distances);
                int keys = KeysOf(block);
                inertias[block] = _kernels.SumOfProducts(distances[..keys], _points.WeightsOfBlock(block)[..keys]);
                for (int i = 0, key = block * FloatColumns.BlockLength; i < keys && labels is not null; i++, key++)
                    labels[key] = (int)nearest[i];
            }
        });
        return OrderedSums.Sum(inertias);
    }

    private void SumByNearest()
    {
        SetHalfNorms();
        BlockWork.Run(_points.Points, _threads, (from, to) =>
        {
            Span<float> labels = stackalloc float[FloatColumns.BlockLength];
            for (int block = from; block < to; block++)
            {
                _kernels.Assign(_points.Points, block, Centroids, _halfNorms, labels);
                // Zeros behind the last key belong to nobody.
                labels[KeysOf(block)..].Fill(-1);
                Span<double> sums = _blockSums.AsSpan(block * _sums.Length, _sums.Length);
                sums.Clear();
                _kernels.AddByLabel(_points.Weighted, block, _points.WeightsOfBlock(block), labels, sums);
            }
        });

        Array.Clear(_sums);
        for (int i = 0; i < _blockSums.Length; i += _sums.Length)
            for (int sum = 0; sum < _sums.Length; sum++)
                _sums[sum] += _blockSums[i + sum];
    }

    private void SetHalfNorms()
    {
        for (int cluster = 0; cluster < _k; cluster++)
        {
            double norm = 0;
            foreach (float coordinate in Centroids.AsSpan(cluster * _columns, _columns))
                norm += (double)coordinate * coordinate;
            _halfNorms[cluster] = (float)(norm / 2);
        }
    }

    private int KeysOf(int block) => Math.Min(FloatColumns.BlockLength, _points.Points.KeyCount - (block * FloatColumns.BlockLength));

    /// <summary>Each empty cluster takes the next farthest key, the first of equally far ones.</summary>
    private void AdoptFarthest(float[] centroids, ReadOnlySpan<int> empty)
    {
        var nearest = new float[FloatColumns.BlockLength];
        var distances = new float[FloatColumns.BlockLength];
        PriorityQueue<int, (float Distance, int Order)> farthest = new();
        for (int block = 0; block < _points.Points.BlockCount; block++)
        {
            _kernels.Nearest(_points.Points, block, centroids, nearest, distances);
            for (int i = 0, key = block * FloatColumns.BlockLength; i < KeysOf(block); i++, key++)
            {
                if (farthest.Count < empty.Length)
                    farthest.Enqueue(key, (distances[i], -key));
                else
                    farthest.EnqueueDequeue(key, (distances[i], -key));
            }
        }

        for (int place = Math.Min(empty.Length, farthest.Count) - 1; place >= 0; place--)
        {
            int key = farthest.Dequeue();
            for (int column = 0; column < _columns; column++)
                Centroids[(empty[place] * _columns) + column] = _points.Points[column][key];
        }
    }

    private double SquaredMove(float[] before)
    {
        double sum = 0;
        for (int i = 0; i < before.Length; i++)
        {
            double move = (double)Centroids[i] - before[i];
            sum += move * move;
        }

        return sum;
    }
}
