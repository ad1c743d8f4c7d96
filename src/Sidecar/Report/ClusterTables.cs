namespace Sidecar.Report;

/// <summary>The steps that a tick and the playbook have in common: table, lines, components, clusters.</summary>
internal static class ClusterTables
{
    private const int ShownKeys = 15;

    /// <param name="note">What stands behind a key, as HTML.</param>
    public static void WriteTable(Page page, Clustering clusters, ViewPictures pictures, Func<byte[], string> note)
    {
        page.Add($"<h3>1. The table</h3>\n<p>{PageText.Count(clusters.Keys)} keys, {clusters.Features.Count} numbers each. The bar beneath a number is the same number scaled from 0 to 1.</p>");
        (int Key, KeyRow Row)[] heaviest =
        [
            .. Enumerable.Range(0, clusters.Keys).Select(key => (Key: key, clusters.Row(key).Volume)).OrderByDescending(pair => pair.Volume).ThenBy(pair => pair.Key)
                .Take(ShownKeys).Select(pair => (pair.Key, clusters.Row(pair.Key))),
        ];
        page.Table(
            [new Column("key", "key"), new Column($"share of {clusters.Measure}"), new Column("cluster"), .. Heads(clusters.Features)],
            heaviest.Select(one => new Row(
                [$"{PageText.Key(one.Row.Key)}{note(one.Row.Key)}", new Cell(PageText.Percent(one.Row.Volume), one.Row.Volume), Name(clusters, clusters.Labels[one.Key]), .. Numbers(one.Row.Raw, one.Row.Scaled)],
                clusters.IsFar(one.Key))));
        if (clusters.Keys > heaviest.Length)
        {
            page.Add($"<p class=\"quiet\">The {heaviest.Length} heaviest of {PageText.Count(clusters.Keys)} keys.</p>");
        }

        page.Figures(pictures.Table);
        page.Figures(pictures.Traffic);
    }

    public static void WriteComponents(Page page, Clustering clusters, ViewPictures pictures)
    {
        if (pictures.Components.Count == 0)
        {
            page.Add("<p>Too few keys to draw.</p>");
            return;
        }

        page.Add($"<h3>2. Principal components</h3>\n<p>{clusters.Features.Count} numbers become {clusters.Explained.Count}, which keep {PageText.Percent(clusters.Explained.Sum())} of the variance. Diamonds are the cluster farthest from the origin.</p>");
        page.Figures(pictures.Components);
    }

    public static void WriteClusters(Page page, Clustering clusters)
    {
        int[] keys = new int[clusters.K];
        double[] volume = new double[clusters.K];
        for (int key = 0; key < clusters.Keys; key++)
        {
            keys[clusters.Labels[key]]++;
            volume[clusters.Labels[key]] += clusters.Row(key).Volume;
        }

        double farthest = clusters.K > 0 ? Math.Max(clusters.Distances[^1], double.Epsilon) : 1;
        page.Add($"<h3>3. Clusters</h3>\n<p>k-means in {clusters.K} clusters, inertia {PageText.Fixed(clusters.Inertia)}. The farther a cluster lies from the origin, the heavier are its keys.</p>");
        page.Table(
            [new Column("cluster", "text"), new Column("distance"), new Column("keys"), new Column($"share of {clusters.Measure}")],
            Enumerable.Range(0, clusters.K).Reverse().Select(cluster => new Row(
                [Name(clusters, cluster), new Cell(PageText.Fixed(clusters.Distances[cluster]), clusters.Distances[cluster] / farthest), PageText.Count(keys[cluster]), new Cell(PageText.Percent(volume[cluster]), volume[cluster])],
                clusters.K > 1 && cluster == clusters.K - 1)));
    }

    /// <summary>A long name may break behind a dot or an underscore.</summary>
    public static IEnumerable<Column> Heads(IReadOnlyList<string> features) => features.Select(feature => new Column(PageText.Html(feature).Replace(".", ".<wbr>", StringComparison.Ordinal).Replace("_", "_<wbr>", StringComparison.Ordinal)));

    /// <summary>Raw numbers with their scaled twin as a bar, and beneath as a number where there is room.</summary>
    public static IEnumerable<Cell> Numbers(IReadOnlyList<double> raw, IReadOnlyList<double> scaled, bool isTold = false) =>
        raw.Select((value, feature) => new Cell(
            isTold ? $"{PageText.Count(value)}<small>{PageText.Fixed(scaled[feature])}</small>" : PageText.Count(value),
            scaled[feature]));

    private static string Name(Clustering clusters, int cluster) =>
        clusters.K > 1 && cluster == clusters.K - 1 ? $"{cluster} (far)" : $"{cluster}";
}
