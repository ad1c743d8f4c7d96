using Sidecar.Engine;
using Sidecar.Engine.Eve;
using Sidecar.Engine.Verdicts;

namespace Sidecar.Report;

/// <summary>
/// One page that works from disk and without scripts: what came and what is left to look at, the verdicts, and for each
/// view the whole way of the playbook, those with heavy hitters first. Every text of EVE is escaped. Given the same ticks
/// and verdicts it is the same bytes.
/// </summary>
internal static class HtmlReport
{
    private const int ShownVerdicts = 200;

    /// <summary>Writes the page alone.</summary>
    /// <exception cref="IOException">The page cannot be written.</exception>
    public static void Write(string path, Engine.Engine engine) => WholeFile.Write(path, Draw(engine, []));

    /// <summary>Writes DIR/report.html, and beside it each picture as a file of its own.</summary>
    /// <returns>The path of the page.</returns>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static string WriteFolder(string folder, Engine.Engine engine)
    {
        List<Picture> pictures = [];
        string page = Draw(engine, pictures);
        return WholeFile.WriteReport(folder, page, pictures);
    }

    private static string Draw(Engine.Engine engine, List<Picture> pictures)
    {
        EngineStats stats = engine.Stats();
        Dictionary<string, TickResult> decided = engine.Latest.ToDictionary(tick => tick.Window.View.Name);
        foreach (TickResult exclusion in engine.LatestExclusions)
        {
            decided[exclusion.Window.View.Name] = exclusion;
        }

        ViewStats[] views =
        [
            .. stats.Views.Where(view => decided.ContainsKey(view.Name))
                .OrderBy(view => view.ExclusionsAnnounced > 0 ? 0 : decided[view.Name].Sifted.Passed.Count > 0 ? 1 : 2),
        ];
        string span = engine.Latest.Count > 0 ? $"Event time up to {PageText.Time(engine.Latest.Max(tick => tick.Window.End))}." : "No record with a time came.";
        Page page = new("eve-sidecar report", $"{span} Seed {engine.Options.Learning.Seed}: the same records give the same page.");
        WriteLeft(page, stats);
        WriteNavigation(page, views);
        WriteVerdicts(page, engine.History);
        foreach (ViewStats view in views)
        {
            ViewPictures drawn = ViewPictures.Of(Clustering.Of(decided[view.Name]));
            pictures.AddRange(drawn.All);
            ViewSection.Write(page, view, decided[view.Name], drawn);
        }

        return page.Finish();
    }

    private static void WriteLeft(Page page, EngineStats stats)
    {
        long left = stats.ResidualByType.Sum();
        double parsed = Math.Max(1, stats.Parsed);
        page.Tiles(
        [
            (PageText.Count(stats.Received + stats.ShedRecords), "records came"),
            (PageText.Count(stats.Rejected + stats.ShedRecords), "rejected or shed"),
            (PageText.Count(stats.Views.Sum(view => view.ExclusionsAnnounced)), "keys excluded"),
            (PageText.Count(left), "records left to look at"),
            (PageText.Percent(left / parsed), "of all that came"),
        ]);
        page.Add("<section><h2>What is left to look at</h2>\n<p>Records that belong to no excluded key, by their type.</p>");
        page.Table(
            [new Column("type", "text"), new Column("records"), new Column("left"), new Column("left, of its type")],
            from type in Enumerable.Range(0, EventTypes.Names.Count)
            where stats.ByType[type] > 0
            orderby stats.ResidualByType[type] descending, type
            select new Row(
            [
                EventTypes.Names[type], PageText.Count(stats.ByType[type]), new Cell(PageText.Count(stats.ResidualByType[type]), stats.ResidualByType[type] / parsed),
                new Cell(PageText.Percent((double)stats.ResidualByType[type] / stats.ByType[type]), (double)stats.ResidualByType[type] / stats.ByType[type]),
            ]));
        page.Add("</section>");
    }

    private static void WriteNavigation(Page page, ViewStats[] views)
    {
        page.Add("<nav aria-label=\"views\"><ul>");
        foreach (ViewStats view in views)
        {
            page.Add($"<li><a href=\"#{view.Name}\">{view.Name}</a> <small>{PageText.Count(view.ExclusionsAnnounced)}</small></li>");
        }

        page.Add("</ul></nav>");
    }

    private static void WriteVerdicts(Page page, IReadOnlyCollection<Verdict> verdicts)
    {
        page.Add("<section><h2>Verdicts</h2>");
        if (verdicts.Count == 0)
        {
            page.Add("<p>None: no key passed all guards.</p></section>");
            return;
        }

        page.Table(
            [new Column("time", "text"), new Column("action", "text"), new Column("view", "text"), new Column("key", "key"), new Column("share"), new Column("reason", "reason"), new Column("expires", "text")],
            verdicts.TakeLast(ShownVerdicts).Select(verdict => new Row(
            [
                PageText.Time(verdict.Time), ViewSection.Word(verdict.Action), verdict.Window.View.Name, PageText.Key(verdict.Key.Key),
                new Cell(PageText.Percent(verdict.Shares.Weight), verdict.Shares.Weight), PageText.Html(verdict.Reason),
                verdict.Expires is long expires ? PageText.Time(expires) : "",
            ])));
        if (verdicts.Count > ShownVerdicts)
        {
            page.Add($"<p class=\"quiet\">The latest {ShownVerdicts} of {PageText.Count(verdicts.Count)} that are remembered.</p>");
        }

        page.Add("</section>");
    }
}
