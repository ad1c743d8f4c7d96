using Sidecar.Engine.Learning;
using Sidecar.Engine.Profiles;

namespace Sidecar.Report;

/// <summary>The playbook over a whole file as a page: the same steps and pictures as a view of the engine's report has.</summary>
internal static class PlaybookReport
{
    private const int ShownHeavy = 50;

    /// <returns>The path of the page.</returns>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static string WriteFolder(string folder, string view, PlaybookTable table, LearningResult result, ulong seed)
    {
        Clustering clusters = Clustering.Of(view, table, result);
        ViewPictures pictures = ViewPictures.Of(clusters);
        (int Key, KeyRow Row)[] far = [.. Enumerable.Range(0, clusters.Keys).Where(clusters.IsFar).Select(key => (key, clusters.Row(key))).OrderByDescending(one => one.Item2.Volume).ThenBy(one => one.key)];
        double hidden = far.Sum(one => one.Row.Volume);
        Page page = new("eve-sidecar playbook", $"{PageText.Html(view)}, seed {seed}: the same records give the same page.");
        page.Tiles(
        [
            (PageText.Count(table.Transactions), "transactions"),
            (PageText.Count(table.Joined), "joined with their flow"),
            (PageText.Count(clusters.Keys), "keys"),
            (PageText.Count(far.Length), "heavy hitters"),
            (PageText.Count(clusters.Keys - far.Length), "keys left to look at"),
            (PageText.Percent(1 - hidden), "of the bytes left"),
        ]);
        page.Add($"<section><h2>{PageText.Html(view)}</h2>");
        ClusterTables.WriteTable(page, clusters, pictures, _ => "");
        ClusterTables.WriteComponents(page, clusters, pictures);
        ClusterTables.WriteClusters(page, clusters);
        page.Add($"<h3>4. Heavy hitters</h3>\n<p>{(far.Length > 0 ? "The keys of the farthest cluster. Beneath each number is its scaled twin." : "None: all keys are alike.")}</p>");
        page.Table(
            [new Column("key", "key"), new Column("share of bytes"), .. ClusterTables.Heads(clusters.Features)],
            far.Take(ShownHeavy).Select(one => new Row(
                [PageText.Key(one.Row.Key), new Cell(PageText.Percent(one.Row.Volume), one.Row.Volume), .. ClusterTables.Numbers(one.Row.Raw, one.Row.Scaled, isTold: true)],
                IsFar: true)));
        page.Add("</section>");
        return WholeFile.WriteReport(folder, page.Finish(), pictures.All);
    }
}
