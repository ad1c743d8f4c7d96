using System.Globalization;
using System.Text;
using Sidecar.Engine.Snapshots;

namespace Sidecar.Cli;

/// <summary>
/// The profiles of a state as comma-separated values (RFC 4180, a line feed as the end of a line): one table with the
/// columns of all views, where cells of columns that a view does not have are empty. Keys are attackers' strings: what a
/// spreadsheet would take for a formula begins with an apostrophe, and control characters are escapes.
/// </summary>
internal static class SnapshotCsv
{
    public static void Write(TextWriter output, StateContent state)
    {
        string[] columns = [.. state.Tables.SelectMany(table => table.Columns).Distinct(StringComparer.Ordinal)];
        output.Write($"{string.Join(',', ["view", "key", "excluded", .. columns.Select(Cell)])}\n");
        foreach (StateTable table in state.Tables)
        {
            int[] places = [.. columns.Select(column => table.Columns.ToList().IndexOf(column))];
            foreach (StateRow row in table.Rows)
            {
                IEnumerable<string> numbers = places.Select(place => place < 0 ? "" : row.Values[place].ToString("R", CultureInfo.InvariantCulture));
                output.Write($"{Cell(table.View)},{Cell(Encoding.UTF8.GetString(row.Key))},{(row.Excluded ? "true" : "false")}{string.Concat(numbers.Select(number => "," + number))}\n");
            }
        }
    }

    /// <summary>A text as one cell.</summary>
    public static string Cell(string text)
    {
        // Where numbers have a decimal comma, a spreadsheet takes a semicolon for the end of a cell, whatever the quotes say.
        string harmless = string.Join(';', text.Split(';').Select(part => (IsFormula(part) ? "'" : "") + Printable.Line(part)));
        return harmless.AsSpan().IndexOfAny(',', '"') < 0 ? harmless : $"\"{harmless.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    /// <summary>A spreadsheet looks at the first character, behind blanks and quotes too; some look at its wide form as well.</summary>
    private static bool IsFormula(string text) =>
        text.SkipWhile(c => char.IsWhiteSpace(c) || c == '"').FirstOrDefault() is '=' or '+' or '-' or '@' or '\uFF1D' or '\uFF0B' or '\uFF0D' or '\uFF20'
        || text is ['\t' or '\r' or '\n', ..];
}
