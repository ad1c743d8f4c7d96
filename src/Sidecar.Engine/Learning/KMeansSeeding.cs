using Sidecar.Engine.Kernels;

namespace Sidecar.Engine.Learning;

/// <summary>
/// Greedy k-means++ (Arthur and Vassilvitskii, 2007): the first centroid is any point; each further one is drawn with a
/// chance proportional to the squared distance to the nearest centroid so far, and of 2 + ln(k) such draws the one that
/// lowers the sum of those distances most is taken. Draws in the order in which scikit-learn 1.2 draws them.
/// One seeding owns its buffers and serves all starts of a <see cref="KMeans"/> run; one thread.
/// </summary>
internal sealed class KMeansSeeding
{
    private readonly double[][] _points;
    private readonly int _keyCount;
    private readonly double[] _draws;
    private double[] _nearest;
    private double[] _trial;
    private double[] _bestTrial;

    public KMeansSeeding(double[][] points, int keyCount, int k)
    {
        _points = points;
        _keyCount = keyCount;
        _draws = new double[2 + (int)Math.Log(k)];
        _nearest = new double[keyCount];
        _trial = new double[keyCount];
        _bestTrial = new double[keyCount];
    }

    /// <summary>Fills centroids[cluster][component].</summary>
    public void Choose(double[][] centroids, MersenneTwister random)
    {
        int first = random.NextInt32Below(_keyCount);
        Place(first, centroids[0]);
        SquaredDistances(first, _nearest);
        double potential = OrderedSums.Sum(_nearest);

        for (int cluster = 1; cluster < centroids.Length; cluster++)
        {
            for (int draw = 0; draw < _draws.Length; draw++)
                _draws[draw] = random.NextDouble() * potential;

            (int best, potential) = BestOfDraws();
            Place(best, centroids[cluster]);
            (_nearest, _bestTrial) = (_bestTrial, _nearest);
        }
    }

    /// <summary>Leaves the distances to the nearest centroid, the new one included, in the best trial's buffer.</summary>
    private (int Key, double Potential) BestOfDraws()
    {
        int best = -1;
        double bestPotential = double.PositiveInfinity;
        foreach (double draw in _draws)
        {
            int candidate = KeyAt(draw);
            SquaredDistances(candidate, _trial);
            ColumnKernels.Minimum(_nearest, _trial, _trial);
            double potential = OrderedSums.Sum(_trial);
            if (best >= 0 && potential >= bestPotential)
                continue;
            (best, bestPotential) = (candidate, potential);
            (_trial, _bestTrial) = (_bestTrial, _trial);
        }

        return (best, bestPotential);
    }

    /// <summary>The first key at which the running sum of distances reaches the drawn value.</summary>
    private int KeyAt(double drawn)
    {
        double sum = 0;
        for (int key = 0; key < _keyCount - 1; key++)
        {
            sum += _nearest[key];
            if (sum >= drawn)
                return key;
        }

        return _keyCount - 1;
    }

    private void SquaredDistances(int key, double[] distances)
    {
        Array.Clear(distances);
        foreach (double[] column in _points)
            ColumnKernels.AddSquaredDifference(column, column[key], distances);
    }

    private void Place(int key, double[] centroid)
    {
        for (int component = 0; component < centroid.Length; component++)
            centroid[component] = _points[component][key];
    }
}
