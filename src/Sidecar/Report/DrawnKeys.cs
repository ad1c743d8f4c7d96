namespace Sidecar.Report;

/// <summary>
/// Of more keys than an eye or a browser can take, every so many of the far cluster and every so many of all others,
/// in the order of their clusters, the farthest last.
/// </summary>
internal static class DrawnKeys
{
    /// <summary>Of the far cluster, and of all others, as many as paper takes.</summary>
    private const int OnPaper = 1500;

    /// <param name="most">Of the far cluster, and of all others.</param>
    public static int[] Of(Clustering clusters, int most = OnPaper) => [.. Some(clusters, most, far: false), .. Some(clusters, most, far: true)];

    private static IEnumerable<int> Some(Clustering clusters, int most, bool far)
    {
        int[] keys = [.. Enumerable.Range(0, clusters.Keys).Where(key => clusters.IsFar(key) == far)];
        int step = (keys.Length + most - 1) / most;
        return keys.Where((_, place) => place % step == 0).OrderBy(key => clusters.Labels[key]);
    }
}
