using Sidecar.Engine;
using Sidecar.Engine.Learning;
using Sidecar.Engine.Profiles;
using Sidecar.Engine.Verdicts;

namespace Sidecar.Report;

/// <summary>The way of one view from its table to its heavy hitters, at the tick that excluded last, or at the latest.</summary>
internal static class ViewSection
{
    private const int ShownHeavy = 50;

    /// <param name="decided">The latest tick that excluded a key, or the latest of all.</param>
    public static void Write(Page page, ViewStats stats, TickResult decided, ViewPictures pictures)
    {
        WindowSnapshot window = decided.Window;
        Clustering clusters = Clustering.Of(decided);
        page.Add($"<section id=\"{window.View.Name}\">\n<h2>{window.View.Name}</h2>");
        page.Add($"<p>{Kind(window.View)} Tick {decided.Model.Tick}, {PageText.Time(window.Start)} to {PageText.Time(window.End)}: {PageText.Count(window.Records)} records, {PageText.Count(window.Keys.Count)} keys, {PageText.Count(decided.Excluded.Count)} excluded when it was over.</p>");
        Dictionary<string, string> notes = decided.Verdicts.DistinctBy(verdict => Convert.ToHexString(verdict.Key.Key))
            .ToDictionary(verdict => Convert.ToHexString(verdict.Key.Key), verdict => $"<small>{Word(verdict.Action)}</small>");
        ClusterTables.WriteTable(page, clusters, pictures, key => notes.GetValueOrDefault(Convert.ToHexString(key), ""));
        ClusterTables.WriteComponents(page, clusters, pictures);
        ClusterTables.WriteClusters(page, clusters);
        WriteRounds(page, decided);
        WriteHeavy(page, decided);
        WriteRefused(page, stats);
        page.Add("</section>");
    }

    private static void WriteRounds(Page page, TickResult tick)
    {
        IReadOnlyList<TickClusters> rounds = tick.Sifted.Models;
        if (rounds.Count < 2)
        {
            return;
        }

        page.Add($"<p>Then the far cluster is set aside and the rest is clustered anew: {rounds.Count} rounds.</p>");
        page.Table(
            [new Column("round", "text"), new Column("keys clustered"), new Column("clusters"), new Column("distance of the farthest"), new Column("keys in it"), new Column("passed all guards"), new Column("inertia")],
            rounds.Select((model, round) => new Row(
            [
                $"{round + 1}", PageText.Count(model.Labels.Length), $"{model.K}", model.K > 0 ? PageText.Fixed(model.CentroidDistances[^1]) : "-",
                PageText.Count(model.K > 1 ? model.Labels.Count(label => label == model.K - 1) : 0),
                PageText.Count(tick.Sifted.Passed.Count(heavy => heavy.Round == round + 1)), PageText.Fixed(model.Inertia),
            ])));
    }

    private static void WriteHeavy(Page page, TickResult tick)
    {
        page.Add("<h3>4. Heavy hitters</h3>");
        if (tick.Sifted.Passed.Count == 0)
        {
            page.Add("<p>None: no key of the far clusters passed all guards.</p>");
            return;
        }

        IReadOnlyList<string> features = tick.Window.View.Features;
        ILookup<string, Verdict> verdicts = tick.Verdicts.ToLookup(verdict => Convert.ToHexString(verdict.Key.Key));
        HashSet<string> excluded = [.. tick.Excluded.Select(Convert.ToHexString)];
        page.Add("<p>Keys that passed every guard in this tick; twice in a row makes a verdict. Beneath each number is its scaled twin.</p>");
        page.Table(
            [new Column("key", "key"), new Column("verdict", "text"), new Column("round"), new Column("distance"), new Column("records"), new Column("flows"), .. ClusterTables.Heads(features)],
            tick.Sifted.Passed.Take(ShownHeavy).Select(heavy =>
            {
                string key = Convert.ToHexString(heavy.Key.Key);
                string said = verdicts[key].FirstOrDefault() is Verdict verdict ? Word(verdict.Action) : excluded.Contains(key) ? "stays" : "not yet";
                return new Row(
                    [
                        PageText.Key(heavy.Key.Key), said, $"{heavy.Round}", PageText.Fixed(heavy.Distance), new Cell(PageText.Percent(heavy.Shares.Records), heavy.Shares.Records),
                        new Cell(PageText.Percent(heavy.Shares.Flows), heavy.Shares.Flows), .. ClusterTables.Numbers(heavy.Key.Features, heavy.Scaled, isTold: true),
                    ],
                    IsFar: true);
            }));
        if (tick.Sifted.Passed.Count > ShownHeavy)
        {
            page.Add($"<p class=\"quiet\">The first {ShownHeavy} of {PageText.Count(tick.Sifted.Passed.Count)}.</p>");
        }
    }

    private static void WriteRefused(Page page, ViewStats stats)
    {
        string[] refused =
        [
            .. Enum.GetValues<Guard>().Where(guard => stats.RefusedByGuard[(int)guard] > 0)
                .Select(guard => $"{PageText.Count(stats.RefusedByGuard[(int)guard])} {Cli.Summary.Words(guard)}"),
        ];
        if (refused.Length > 0)
        {
            page.Add($"<p class=\"quiet\">Refused by the guards, over all ticks: {string.Join(", ", refused)}.</p>");
        }
    }

    public static string Word(VerdictAction action) => action.ToString().ToLowerInvariant();

    private static string Kind(View view) => (view.Kind, view.Effect) switch
    {
        (_, ViewEffect.Mark) => "Its heavy hitters are named, and their records pass.",
        (ViewKind.Actor, _) => "Excluded when it is loud and few hosts carry it.",
        _ => "Excluded when it is heavy and many hosts use it.",
    };
}
