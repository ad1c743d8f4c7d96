using System.Globalization;
using System.Text;
using Sidecar.Engine.Snapshots;

namespace Sidecar.Cli;

/// <summary>
/// The profiles of a state as comma-separated values (RFC 4180, a line feed as the end of a line), a header for each
/// view. Keys are attackers' strings: what a spreadsheet would take for a formula begins with an apostrophe, and
/// control characters are escapes.
/// </summary>
internal static class SnapshotCsv
{
    public static void Write(TextWriter output, StateContent state)
    {
        foreach (StateTable table in state.Tables)
        {
            output.Write($"view,key,excluded,{string.Join(',', table.Columns.Select(Cell))}\n");
            foreach (StateRow row in table.Rows)
            {
                string numbers = string.Join(',', row.Values.Select(value => value.ToString("R", CultureInfo.InvariantCulture)));
                output.Write($"{Cell(table.View)},{Cell(Encoding.UTF8.GetString(row.Key))},{(row.Excluded ? "true" : "false")},{numbers}\n");
            }
        }
    }

    /// <summary>A text as one cell.</summary>
    public static string Cell(string text)
    {
        // A spreadsheet looks at the first character, behind blanks too.
        string trimmed = text.TrimStart();
        bool isFormula = trimmed.Length > 0 && trimmed[0] is '=' or '+' or '-' or '@' || text is ['\t' or '\r' or '\n', ..];
        string harmless = (isFormula ? "'" : "") + Printable.Line(text);
        return harmless.AsSpan().IndexOfAny(',', '"') < 0 ? harmless : $"\"{harmless.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
