using Sidecar.Engine.Kernels;

namespace Sidecar.Engine.Learning;

/// <summary>
/// k-means by Lloyd's iteration (IEEE Trans. Inf. Theory 28, 1982), best of several <see cref="KMeansSeeding"/> starts.
/// Rules as in scikit-learn 1.2: a start ends when no label changes, or when the squared moves of all centroids sum to
/// at most 1e-4 of the mean variance of the columns (then labels are taken once more, so that they fit the
/// centroids), or after the limit of iterations; a later start replaces the best one only if it has less inertia and
/// parts the points otherwise. Points are columns: points[component][key].
/// </summary>
internal sealed class KMeans
{
    private const double RelativeTolerance = 1e-4;

    private KMeans(int[] labels, double[][] centroids, double inertia)
    {
        Labels = labels;
        Centroids = centroids;
        Inertia = inertia;
    }

    /// <summary>[key]: its cluster, the nearest centroid, the first of equally near ones.</summary>
    public int[] Labels { get; }

    /// <summary>[cluster][component]</summary>
    public double[][] Centroids { get; }

    /// <summary>Sum of squared distances of the points to their centroids.</summary>
    public double Inertia { get; }

    /// <summary>k must be at most the number of distinct points, and is 0 only without points.</summary>
    public static KMeans Fit(double[][] points, int keyCount, int k, LearningOptions options)
    {
        if (k == 0)
            return new KMeans([], [], 0);

        double tolerance = RelativeTolerance * MeanVariance(points, keyCount);
        var random = new MersenneTwister(options.Seed);
        var seeding = new KMeansSeeding(points, keyCount, k);
        var lloyd = new LloydIteration(points, keyCount, k);
        KMeans? best = null;
        for (int start = 0; start < options.Starts; start++)
        {
            seeding.Choose(lloyd.Centroids, random);
            Converge(lloyd, options.MaxIterations, tolerance);
            double inertia = lloyd.Inertia();
            if (best is null || (inertia < best.Inertia && !IsSamePartition(lloyd.Labels, best.Labels, k)))
                best = new KMeans([.. lloyd.Labels], [.. lloyd.Centroids.Select(c => c.ToArray())], inertia);
        }

        return best!;
    }

    private static void Converge(LloydIteration lloyd, int maxIterations, double tolerance)
    {
        lloyd.Restart();
        for (int iteration = 0; iteration < maxIterations; iteration++)
        {
            bool changed = lloyd.AssignLabels();
            double squaredMove = lloyd.MoveCentroids();
            if (!changed)
                return;
            if (squaredMove <= tolerance)
                break;
        }

        lloyd.AssignLabels();
    }

    private static double MeanVariance(double[][] points, int keyCount)
    {
        if (points.Length == 0)
            return 0;

        double total = 0;
        var centred = new double[keyCount];
        foreach (double[] column in points)
        {
            ColumnKernels.Subtract(column, OrderedSums.Sum(column) / keyCount, centred);
            total += OrderedSums.SumOfProducts(centred, centred) / keyCount;
        }

        return total / points.Length;
    }

    /// <summary>Whether both labellings part the keys alike, whatever the clusters are called.</summary>
    private static bool IsSamePartition(int[] labels, int[] others, int k)
    {
        Span<int> nameInOthers = k <= 64 ? stackalloc int[k] : new int[k];
        nameInOthers.Fill(-1);
        for (int key = 0; key < labels.Length; key++)
        {
            ref int name = ref nameInOthers[labels[key]];
            if (name < 0)
                name = others[key];
            else if (name != others[key])
                return false;
        }

        return true;
    }
}
