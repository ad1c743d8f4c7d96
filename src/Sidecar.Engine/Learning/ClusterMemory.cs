namespace Sidecar.Engine.Learning;

/// <summary>
/// What a tick leaves to the next: where its clusters were, in the features' own units, because scale and components are
/// each tick's own, and what their numbers were. Immutable; any thread.
/// </summary>
/// <param name="Centroids">[cluster][feature]</param>
/// <param name="Numbers">[cluster]</param>
public sealed record ClusterMemory(IReadOnlyList<IReadOnlyList<double>> Centroids, IReadOnlyList<int> Numbers)
{
    /// <summary>The centroids in a new tick's component space, or nothing when they are of another kind or number.</summary>
    internal float[]? Warm(BlockComponents components, int k, int features) =>
        Centroids.Count == k && IsOf(features) ? [.. Centroids.SelectMany(components.Score)] : null;

    /// <summary>
    /// Numbers for new clusters: pairs of an old and a new centroid, the closest pair first, keep the old one's number;
    /// who is left over takes the least number that is free.
    /// </summary>
    internal int[] NumbersFor(BlockComponents components, float[][] centroids, int features)
    {
        float[][] before = IsOf(features) ? [.. Centroids.Select(components.Score)] : [];
        var numbers = new int[centroids.Length];
        Array.Fill(numbers, -1);
        var pairs = from old in Enumerable.Range(0, before.Length)
                    from cluster in Enumerable.Range(0, centroids.Length)
                    orderby SquaredDistance(before[old], centroids[cluster]), Numbers[old], cluster
                    select (Number: Numbers[old], Cluster: cluster);
        foreach ((int number, int cluster) in pairs)
            if (numbers[cluster] < 0 && !numbers.Contains(number))
                numbers[cluster] = number;

        for (int cluster = 0; cluster < numbers.Length; cluster++)
            if (numbers[cluster] < 0)
                numbers[cluster] = Enumerable.Range(0, int.MaxValue).First(number => !numbers.Contains(number));
        return numbers;
    }

    private bool IsOf(int features) => Centroids.All(centroid => centroid.Count == features);

    private static double SquaredDistance(float[] left, float[] right)
    {
        double sum = 0;
        for (int component = 0; component < left.Length; component++)
        {
            double difference = (double)left[component] - right[component];
            sum += difference * difference;
        }

        return sum;
    }
}
