using System.Globalization;
using System.Text;
using Sidecar.Engine.Snapshots;
using Sidecar.Engine.Verdicts;

namespace Sidecar.Cli;

/// <summary>A state as a page for a person at a terminal. Keys are attackers' strings: shown as text, cut, harmless.</summary>
internal static class SnapshotText
{
    private const int ShownKeys = 20;
    private const int ShownCharacters = 60;

    public static void Write(TextWriter output, StateContent state)
    {
        output.WriteLine(Printable.Line($"state    {state.Path}"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"time     {Time(state.Time)}, sequence {state.Sequence}{(state.SectionsSkipped > 0 ? $", {state.SectionsSkipped} sections of another version left out" : "")}"));
        output.WriteLine(Printable.Line($"accounts {string.Join(", ", state.Accounts.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Value:N0} {pair.Key}")))}"));
        foreach (ExclusionTableState table in state.Exclusions)
        {
            WriteExclusions(output, table);
        }

        foreach (StateTable table in state.Tables)
        {
            WriteKeys(output, table);
        }
    }

    /// <summary>2026-01-05 08:10:00, event time to the second.</summary>
    public static string Time(long microseconds)
    {
        long seconds = Math.Clamp(microseconds / 1_000_000, DateTimeOffset.MinValue.ToUnixTimeSeconds(), DateTimeOffset.MaxValue.ToUnixTimeSeconds());
        return DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
    }

    /// <summary>A key on one line of a terminal.</summary>
    public static string Key(byte[] key)
    {
        string text = Printable.Line(Encoding.UTF8.GetString(key));
        return text.Length <= ShownCharacters ? text : text[..ShownCharacters] + "...";
    }

    private static void WriteExclusions(TextWriter output, ExclusionTableState table)
    {
        output.WriteLine();
        output.WriteLine(Printable.Line(string.Create(CultureInfo.InvariantCulture, $"{table.View}: tick {table.Tick}, {table.Excluded.Count} excluded, {table.InARow.Count} on the way")));
        foreach (ExclusionState one in table.Excluded)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  since {Time(one.Since)} until {Time(one.Expires)}  {100 * one.Weight,5:0.0} %  {Key(one.Key)}"));
        }
    }

    private static void WriteKeys(TextWriter output, StateTable table)
    {
        output.WriteLine();
        output.WriteLine(Printable.Line(string.Create(CultureInfo.InvariantCulture, $"{table.View}: {table.Rows.Count:N0} keys, the heaviest in records first")));
        int[] widths = [.. table.Columns.Select(column => Math.Max(column.Length, 8))];
        output.WriteLine(Printable.Line($"  {string.Join(' ', table.Columns.Select((column, i) => column.PadLeft(widths[i])))}  key"));
        foreach (StateRow row in table.Rows.Take(ShownKeys))
        {
            string numbers = string.Join(' ', row.Values.Select((value, i) => value.ToString("0", CultureInfo.InvariantCulture).PadLeft(widths[i])));
            output.WriteLine($"{(row.Excluded ? "x" : " ")} {numbers}  {Key(row.Key)}");
        }

        if (table.Rows.Count > ShownKeys)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  and {table.Rows.Count - ShownKeys:N0} more: eve-sidecar snapshot export --csv"));
        }
    }
}
