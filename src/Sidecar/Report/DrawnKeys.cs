namespace Sidecar.Report;

/// <summary>
/// Of more keys than an eye or a browser can take, every so many of the far cluster and every so many of all others,
/// in the order of their clusters, the farthest last.
/// </summary>
internal static class DrawnKeys
{
    /// <summary>Of the far cluster, and of all others.</summary>
    private const int Most = 1500;

    public static int[] Of(Clustering clusters) => [.. Some(clusters, far: false), .. Some(clusters, far: true)];

    private static IEnumerable<int> Some(Clustering clusters, bool far)
    {
        int[] keys = [.. Enumerable.Range(0, clusters.Keys).Where(key => clusters.IsFar(key) == far)];
        int step = (keys.Length + Most - 1) / Most;
        return keys.Where((_, place) => place % step == 0).OrderBy(key => clusters.Labels[key]);
    }
}
