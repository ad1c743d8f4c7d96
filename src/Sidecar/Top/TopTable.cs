namespace Sidecar.Top;

/// <summary>One pane's rows before they are filtered, sorted and cut to the window.</summary>
/// <param name="Unless">What is said when there is no row.</param>
internal sealed record TopTable(IReadOnlyList<TopColumn> Columns, IReadOnlyList<TopRow> Rows, string Unless)
{
    /// <summary>The rows in which the filter occurs, in the order of one column; equal ones stay as they came.</summary>
    public IReadOnlyList<TopRow> Shown(PaneState state)
    {
        int column = Math.Clamp(state.SortColumn, 0, Columns.Count - 1);
        IEnumerable<TopRow> kept = Rows.Where(row => row.Has(state.Filter));
        return [.. state.Descending
            ? kept.OrderByDescending(row => row.Cells[column], TopCell.Order)
            : kept.OrderBy(row => row.Cells[column], TopCell.Order)];
    }
}

/// <summary>A column.</summary>
/// <param name="Width">Cells that it takes in a window of 80.</param>
/// <param name="Grow">Its part of what a wider window has left over.</param>
internal sealed record TopColumn(string Title, int Width, int Grow = 0, bool IsNumber = false);

/// <summary>A row.</summary>
/// <param name="Detail">The whole of what the columns cut, shown of the selected row; empty when they cut nothing.</param>
/// <param name="IsBad">Something is lost or wrong there.</param>
internal sealed record TopRow(IReadOnlyList<TopCell> Cells, string Detail = "", bool IsBad = false)
{
    public bool Has(string filter) => filter.Length == 0
        || Cells.Any(cell => cell.Text.Contains(filter, StringComparison.OrdinalIgnoreCase))
        || Detail.Contains(filter, StringComparison.OrdinalIgnoreCase);
}

/// <summary>What stands in a column of a row: harmless text, and the number that it is sorted by if it is one.</summary>
internal readonly record struct TopCell(string Text, double? Number = null)
{
    /// <summary>By number where both have one, else by text; what has none comes first.</summary>
    public static IComparer<TopCell> Order { get; } = Comparer<TopCell>.Create((a, b) =>
        a.Number is null && b.Number is null ? string.CompareOrdinal(a.Text, b.Text) : Nullable.Compare(a.Number, b.Number));

    public static TopCell Word(string text) => new(Cells.Harmless(text));

    public static TopCell Count(double number) => new(Amount.Count(number), number);

    public static TopCell Rate(double? perSecond) => new(Amount.Rate(perSecond), perSecond);

    public static TopCell Share(double? share) => new(Amount.Share(share), share);

    public static TopCell Time(double? seconds) => new(Amount.Time(seconds), seconds);
}
