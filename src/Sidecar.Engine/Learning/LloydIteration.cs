using Sidecar.Engine.Kernels;

namespace Sidecar.Engine.Learning;

/// <summary>
/// The two half steps of k-means: give each point the label of its nearest centroid, move each centroid to the mean of
/// its points. A centroid without points takes over the point that is farthest from its own centroid, as in
/// scikit-learn. Owns labels, centroids and scratch for all starts of one <see cref="KMeans"/> run; one thread.
/// </summary>
internal sealed class LloydIteration
{
    /// <summary>So many keys are measured against all centroids while their coordinates are in the first-level cache.</summary>
    private const int BlockLength = 512;

    private readonly double[][] _points;
    private readonly int[] _counts;
    private readonly double[][] _sums;
    private readonly double[] _distances = new double[BlockLength];
    private readonly double[] _nearest = new double[BlockLength];
    private readonly int[] _labels = new int[BlockLength];

    public LloydIteration(double[][] points, int keyCount, int k)
    {
        _points = points;
        _counts = new int[k];
        _sums = new double[points.Length][];
        for (int component = 0; component < points.Length; component++)
            _sums[component] = new double[k];
        Labels = new int[keyCount];
        Centroids = new double[k][];
        for (int cluster = 0; cluster < k; cluster++)
            Centroids[cluster] = new double[points.Length];
    }

    /// <summary>[key]</summary>
    public int[] Labels { get; }

    /// <summary>[cluster][component]</summary>
    public double[][] Centroids { get; }

    /// <summary>Forgets the labels; the centroids are the caller's to set.</summary>
    public void Restart() => Array.Fill(Labels, -1);

    /// <summary>Labels each point with its nearest centroid, the first of equally near ones; says whether any label changed.</summary>
    public bool AssignLabels()
    {
        bool changed = false;
        for (int start = 0; start < Labels.Length; start += BlockLength)
        {
            int length = Math.Min(BlockLength, Labels.Length - start);
            Span<int> labels = _labels.AsSpan(0, length);
            FindNearest(start, labels);
            Span<int> before = Labels.AsSpan(start, length);
            changed |= !labels.SequenceEqual(before);
            labels.CopyTo(before);
        }

        return changed;
    }

    /// <summary>Moves each centroid to the mean of its points and returns the sum of the squared moves.</summary>
    public double MoveCentroids()
    {
        SumByLabel();
        AdoptFarPoints();
        int largest = Array.IndexOf(_counts, _counts.Max());
        double squaredMove = 0;
        for (int cluster = 0; cluster < Centroids.Length; cluster++)
        {
            // A cluster that gave its only point away has none left; it goes where the largest cluster is.
            int source = _counts[cluster] > 0 ? cluster : largest;
            for (int component = 0; component < _points.Length; component++)
            {
                double mean = _sums[component][source] / _counts[source];
                double move = mean - Centroids[cluster][component];
                squaredMove += move * move;
                Centroids[cluster][component] = mean;
            }
        }

        return squaredMove;
    }

    /// <summary>Sum of squared distances of the points to the centroids of their labels.</summary>
    public double Inertia()
    {
        double inertia = 0;
        for (int key = 0; key < Labels.Length; key++)
            inertia += SquaredDistanceToOwnCentroid(key);
        return inertia;
    }

    private void FindNearest(int start, Span<int> labels)
    {
        Span<double> nearest = _nearest.AsSpan(0, labels.Length);
        Span<double> distances = _distances.AsSpan(0, labels.Length);
        nearest.Fill(double.PositiveInfinity);
        labels.Clear();
        for (int cluster = 0; cluster < Centroids.Length; cluster++)
        {
            distances.Clear();
            for (int component = 0; component < _points.Length; component++)
                ColumnKernels.AddSquaredDifference(
                    _points[component].AsSpan(start, labels.Length), Centroids[cluster][component], distances);
            ColumnKernels.TakeNearer(distances, cluster, nearest, labels);
        }
    }

    private void SumByLabel()
    {
        Array.Clear(_counts);
        foreach (int label in Labels)
            _counts[label]++;
        for (int component = 0; component < _points.Length; component++)
        {
            Array.Clear(_sums[component]);
            OrderedSums.AddByLabel(_points[component], Labels, _sums[component]);
        }
    }

    private void AdoptFarPoints()
    {
        HashSet<int>? adopted = null;
        for (int cluster = 0; cluster < _counts.Length; cluster++)
        {
            if (_counts[cluster] > 0)
                continue;

            int key = FarthestKey(adopted ??= []);
            adopted.Add(key);
            for (int component = 0; component < _points.Length; component++)
            {
                _sums[component][cluster] = _points[component][key];
                _sums[component][Labels[key]] -= _points[component][key];
            }

            _counts[cluster] = 1;
            _counts[Labels[key]]--;
        }
    }

    private int FarthestKey(HashSet<int> except)
    {
        int farthest = 0;
        double largest = double.NegativeInfinity;
        for (int key = 0; key < Labels.Length; key++)
        {
            double distance = SquaredDistanceToOwnCentroid(key);
            if (distance > largest && !except.Contains(key))
                (farthest, largest) = (key, distance);
        }

        return farthest;
    }

    private double SquaredDistanceToOwnCentroid(int key)
    {
        double[] centroid = Centroids[Labels[key]];
        double sum = 0;
        for (int component = 0; component < centroid.Length; component++)
        {
            double difference = _points[component][key] - centroid[component];
            double square = difference * difference;
            sum += square;
        }

        return sum;
    }
}
