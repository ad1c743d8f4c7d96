using System.Globalization;
using System.Text;
using Sidecar.Pictures;

namespace Sidecar.Report;

/// <summary>
/// A page that is being written: tables, tiles and pictures in the report's one style. It asks nothing of the network and
/// holds no script. Texts that are given as cells are HTML already (<see cref="PageText"/>).
/// </summary>
internal sealed class Page
{
    private readonly StringBuilder _html = new();

    public Page(string title, string lead) => _html.Append(CultureInfo.InvariantCulture,
        $"""
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <title>{title}</title>
        <style>
        {PageStyle.Page}
        {StyleSheet.Text}
        </style></head><body>
        <header><h1>{title}</h1>
        <p class="quiet">{lead}</p></header>
        <main>

        """);

    public void Add(string html) => _html.Append(html).Append('\n');

    public void Tiles(IEnumerable<(string Number, string What)> tiles)
    {
        _html.Append("<ul class=\"tiles\">\n");
        foreach ((string number, string what) in tiles)
        {
            _html.Append(CultureInfo.InvariantCulture, $"<li><b>{number}</b>{what}</li>\n");
        }

        _html.Append("</ul>\n");
    }

    /// <param name="heads">With the class of their columns.</param>
    public void Table(IReadOnlyList<Column> heads, IEnumerable<Row> rows)
    {
        _html.Append("<div class=\"scroll\" role=\"region\" aria-label=\"table\" tabindex=\"0\"><table>\n<thead><tr>");
        foreach (Column head in heads)
        {
            _html.Append(CultureInfo.InvariantCulture, $"<th scope=\"col\"{(head.Class.Length > 0 ? $" class=\"{head.Class}\"" : "")}>{head.Name}</th>");
        }

        _html.Append("</tr></thead>\n<tbody>\n");
        foreach (Row row in rows)
        {
            _html.Append(row.IsFar ? "<tr class=\"far\">" : "<tr>");
            for (int cell = 0; cell < row.Cells.Count; cell++)
            {
                WriteCell(heads[cell].Class, row.Cells[cell]);
            }

            _html.Append("</tr>\n");
        }

        _html.Append("</tbody></table></div>\n");
    }

    public void Figures(IReadOnlyList<Picture> pictures)
    {
        if (pictures.Count == 0)
        {
            return;
        }

        _html.Append("<div class=\"pair\">\n");
        foreach (Picture picture in pictures)
        {
            _html.Append(CultureInfo.InvariantCulture, $"<figure>\n{picture.Svg}<figcaption>{PageText.Html(picture.Caption)}</figcaption></figure>\n");
        }

        _html.Append("</div>\n");
    }

    public string Finish() => _html.Append("</main></body></html>\n").ToString();

    private void WriteCell(string classes, Cell cell)
    {
        if (cell.Bar is double bar)
        {
            _html.Append(CultureInfo.InvariantCulture, $"<td class=\"bar\" style=\"--s:{Math.Clamp(bar, 0, 1):0.###}\">{cell.Html}</td>");
        }
        else
        {
            _html.Append(CultureInfo.InvariantCulture, $"<td{(classes.Length > 0 ? $" class=\"{classes}\"" : "")}>{cell.Html}</td>");
        }
    }
}

/// <summary>A column of a table: numbers stand at the right, unless the class says text, key or reason.</summary>
internal readonly record struct Column(string Name, string Class = "");

/// <summary>A cell's HTML, and the length of the bar behind it from 0 to 1.</summary>
internal readonly record struct Cell(string Html, double? Bar = null)
{
    public static implicit operator Cell(string html) => new(html);
}

/// <summary>A row; one of the far cluster is marked.</summary>
internal readonly record struct Row(IReadOnlyList<Cell> Cells, bool IsFar = false);
