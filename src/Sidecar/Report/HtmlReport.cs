using System.Globalization;
using System.Net;
using System.Text;
using Sidecar.Cli;
using Sidecar.Engine.Eve;
using Sidecar.Engine.Profiles;
using Sidecar.Engine.Verdicts;

namespace Sidecar.Report;

/// <summary>
/// One page that works from disk and without scripts: the verdicts, and for each view the keys of the tick that
/// excluded last, and of the latest, in the plane of the first two principal components, with the numbers. Every text
/// of EVE is escaped. Given the same ticks and verdicts it is the same bytes.
/// </summary>
internal static class HtmlReport
{
    private const int ShownKeys = 200;

    private const string Head = """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <title>eve-sidecar report</title>
        <style>
        :root { color-scheme: light dark; }
        body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 76rem; padding: 0 1rem; }
        table { border-collapse: collapse; display: block; overflow-x: auto; margin: 1rem 0; }
        th, td { padding: .25rem .6rem; text-align: right; border-bottom: 1px solid #8884; white-space: nowrap; }
        th { font-weight: 600; }
        .text { text-align: left; max-width: 32rem; overflow: hidden; text-overflow: ellipsis; }
        .excluded td { opacity: .6; }
        svg { max-width: 100%; height: auto; border: 1px solid #8884; }
        svg text { font-size: 12px; fill: currentColor; }
        </style></head><body>
        <h1>eve-sidecar</h1>

        """;

    /// <exception cref="IOException">The page cannot be written.</exception>
    public static void Write(string path, Engine.Engine engine)
    {
        StringBuilder page = new(Head);
        WriteVerdicts(page, engine.History);
        foreach (TickResult tick in engine.LatestExclusions)
        {
            WriteTick(page, "What the latest exclusion was decided on", tick);
        }

        foreach (TickResult tick in engine.Latest)
        {
            WriteTick(page, "At the end", tick);
        }

        page.Append("</body></html>\n");
        string unfinished = path + ".tmp";
        try
        {
            File.WriteAllText(unfinished, page.ToString());
            File.Move(unfinished, path, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    private static void WriteVerdicts(StringBuilder page, IReadOnlyCollection<Verdict> verdicts)
    {
        page.Append("<h2>Verdicts</h2>\n");
        if (verdicts.Count == 0)
        {
            page.Append("<p>None: no key passed all guards.</p>\n");
            return;
        }

        page.Append("<table><tr><th class=\"text\">time</th><th class=\"text\">action</th><th class=\"text\">view</th><th class=\"text\">key</th><th class=\"text\">reason</th></tr>\n");
        foreach (Verdict verdict in verdicts)
        {
            string action = verdict.Action.ToString().ToLowerInvariant();
            page.Append("<tr>");
            foreach (string cell in (string[])[Time(verdict.Time), action, verdict.Window.View.Name, Shown(verdict.Key.Key), verdict.Reason])
            {
                page.Append(CultureInfo.InvariantCulture, $"<td class=\"text\">{WebUtility.HtmlEncode(cell)}</td>");
            }

            page.Append("</tr>\n");
        }

        page.Append("</table>\n");
    }

    private static void WriteTick(StringBuilder page, string title, TickResult tick)
    {
        WindowSnapshot window = tick.Window;
        page.Append(CultureInfo.InvariantCulture, $"<h2>{title}: {window.View.Name}</h2>\n");
        page.Append(CultureInfo.InvariantCulture,
            $"<p>{Time(window.Start)} to {Time(window.End)}: {window.Records:N0} records, {window.Keys.Count:N0} keys, {tick.Excluded.Count:N0} excluded. ");
        page.Append(CultureInfo.InvariantCulture,
            $"{tick.Sifted.Candidates.Count:N0} keys in {tick.Sifted.Model.K} clusters, inertia {tick.Sifted.Model.Inertia:0.####}.</p>\n");
        ScatterPlot.Write(page, tick.Sifted);
        page.Append("<table><tr><th class=\"text\">key</th><th>records</th><th>share</th>");
        foreach (string feature in window.View.Features)
        {
            page.Append(CultureInfo.InvariantCulture, $"<th>{feature}</th>");
        }

        page.Append("</tr>\n");
        HashSet<string> excluded = [.. tick.Excluded.Select(Convert.ToHexString)];
        foreach (KeySnapshot key in window.Keys.OrderByDescending(key => window.SharesOf(key).Volume).Take(ShownKeys))
        {
            WriteKey(page, window, key, excluded.Contains(Convert.ToHexString(key.Key)));
        }

        page.Append("</table>\n");
    }

    private static void WriteKey(StringBuilder page, WindowSnapshot window, KeySnapshot key, bool excluded)
    {
        page.Append(excluded ? "<tr class=\"excluded\">" : "<tr>");
        page.Append(CultureInfo.InvariantCulture, $"<td class=\"text\">{WebUtility.HtmlEncode(Shown(key.Key))}{(excluded ? " (excluded)" : "")}</td>");
        page.Append(CultureInfo.InvariantCulture, $"<td>{key.Records:N0}</td><td>{100 * window.SharesOf(key).Weight:0.#} %</td>");
        foreach (double value in key.Features)
        {
            page.Append(CultureInfo.InvariantCulture, $"<td>{value:N0}</td>");
        }

        page.Append("</tr>\n");
    }

    private static string Shown(byte[] key) => Printable.Text(Encoding.UTF8.GetString(key));

    /// <summary>2026-01-05 08:10:00Z.</summary>
    private static string Time(long microseconds)
    {
        Span<byte> text = stackalloc byte[EveTime.TextLength];
        EveTime.Format(microseconds, text);
        return Encoding.ASCII.GetString(text[..text.IndexOf((byte)'.')]).Replace('T', ' ') + "Z";
    }
}
