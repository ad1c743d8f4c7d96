namespace Sidecar.Top;

/// <summary>A whole screen: header, the pane's table, the whole of the selected row, and the keys; a pure function.</summary>
internal sealed class TopFrame
{
    private const string Keys = "  <> sort  r reverse  / filter  space hold  q quit";

    /// <summary>Lines that the selected row's detail may take.</summary>
    private const int DetailHeight = 2;

    private TopFrame(IReadOnlyList<TopLine> lines, int columns, int rows, int page)
    {
        Lines = lines;
        Columns = columns;
        Rows = rows;
        Page = page;
    }

    /// <summary>From the top; never more than the window has.</summary>
    public IReadOnlyList<TopLine> Lines { get; }

    /// <summary>Columns of the table.</summary>
    public int Columns { get; }

    /// <summary>Rows that pass the filter.</summary>
    public int Rows { get; }

    /// <summary>Rows that fit.</summary>
    public int Page { get; }

    /// <param name="trouble">Why the sidecar gave no answer at the last try; nothing when it did.</param>
    public static TopFrame Of(TopState state, TopSample sample, string? trouble, int width, int height)
    {
        TopTable table = TopPanes.Of(state.Pane, sample);
        IReadOnlyList<TopRow> rows = table.Shown(state.Current);
        int page = Math.Max(1, height - TopHeader.Height - 1 - DetailHeight - 1);
        int selected = Math.Clamp(state.Current.Selected, 0, Math.Max(0, rows.Count - 1));
        int first = selected / page * page;
        int[] widths = Widths(table.Columns, width);

        List<TopLine> lines = [.. TopHeader.Lines(sample, trouble, state.IsHeld, width), Titles(table.Columns, widths, state.Current, width)];
        for (int i = first; i < first + page; i++)
        {
            lines.Add(i < rows.Count ? Row(table.Columns, widths, rows[i], i == selected, width)
                : new TopLine(width).Add(i == 0 ? (state.Current.Filter.Length > 0 ? "nothing has that in it" : table.Unless) : "", TopStyle.Dim));
        }

        lines.AddRange(Detail(rows.Count > 0 ? rows[selected].Detail : "", width));
        // The last line stays in the smallest window: it says how to get out.
        return new TopFrame([.. lines.Take(height - 1), Foot(state, rows.Count, selected, width)], table.Columns.Count, rows.Count, page);
    }

    private static int[] Widths(IReadOnlyList<TopColumn> columns, int width)
    {
        int[] widths = [.. columns.Select(column => column.Width)];
        int spare = Math.Max(0, width - widths.Sum() - (columns.Count - 1));
        int parts = columns.Sum(column => column.Grow);
        for (int i = 0; i < widths.Length; i++)
        {
            widths[i] += parts > 0 ? spare * columns[i].Grow / parts : 0;
        }

        return widths;
    }

    private static TopLine Titles(IReadOnlyList<TopColumn> columns, int[] widths, PaneState state, int width)
    {
        TopLine line = new(width);
        for (int i = 0; i < columns.Count; i++)
        {
            bool isSorted = i == Math.Clamp(state.SortColumn, 0, columns.Count - 1);
            line.Add(i > 0 ? " " : "", TopStyle.Reverse)
                .Add(Cells.Fit(columns[i].Title, widths[i], columns[i].IsNumber), isSorted ? TopStyle.Bold : TopStyle.Reverse);
        }

        return line.Fill(TopStyle.Reverse);
    }

    private static TopLine Row(IReadOnlyList<TopColumn> columns, int[] widths, TopRow row, bool isSelected, int width)
    {
        TopStyle style = isSelected ? TopStyle.Reverse : row.IsBad ? TopStyle.Bad : TopStyle.Plain;
        TopLine line = new(width);
        for (int i = 0; i < columns.Count; i++)
        {
            line.Add(i > 0 ? " " : "", style).Add(Cells.Fit(row.Cells[i].Text, widths[i], columns[i].IsNumber), style);
        }

        return isSelected ? line.Fill(style) : line;
    }

    private static IEnumerable<TopLine> Detail(string detail, int width)
    {
        string first = Cells.Start(detail, width);
        yield return new TopLine(width).Add(first, TopStyle.Dim);
        yield return new TopLine(width).Add(Cells.Fit(detail[first.Length..], width, isRight: false).TrimEnd(), TopStyle.Dim);
    }

    private static TopLine Foot(TopState state, int rows, int selected, int width)
    {
        string filter = Cells.Harmless(state.Current.Filter);
        string place = rows > 0 ? $"{selected + 1}/{rows}" : "0";
        return state.IsTyping ? new TopLine(width).Add($"filter: {filter}_  (Enter keeps it, Esc clears it)", TopStyle.Bold).AddRight(place)
            : filter.Length > 0 ? new TopLine(width).Add($"filter: {filter}  (Esc clears it)", TopStyle.Bold).AddRight(place)
            : Panes(state.Pane, width).Add(Keys);
    }

    private static TopLine Panes(TopPane shown, int width)
    {
        TopLine line = new(width);
        foreach (TopPane pane in TopPanes.All)
        {
            line.Add($"{(pane > 0 ? " " : "")}{(int)pane + 1}").Add(pane.ToString(), pane == shown ? TopStyle.Reverse : TopStyle.Plain);
        }

        return line;
    }
}
