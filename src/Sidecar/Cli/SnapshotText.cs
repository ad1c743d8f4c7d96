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

    /// <param name="all">Every exclusion and key; else the heaviest alone.</param>
    public static void Write(TextWriter output, StateContent state, bool all = false)
    {
        int shown = all ? int.MaxValue : ShownKeys;
        output.WriteLine(Printable.Line($"state    {state.Path}"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"time     {Time(state.Time)}, sequence {state.Sequence}{(state.JournalTime is long journal ? $"; exclusions of {Time(journal)}, from the journal" : "")}{(state.SectionsSkipped > 0 ? $", {state.SectionsSkipped} sections of another version left out" : "")}"));
        output.WriteLine(Printable.Line($"accounts {string.Join(", ", state.Accounts.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Value:N0} {pair.Key.Replace('_', ' ')}")))}"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"flows    {state.LiveFlows:N0} live"));
        foreach (ExclusionTableState table in state.Exclusions)
        {
            WriteExclusions(output, table, shown);
        }

        foreach (StateTable table in state.Tables)
        {
            WriteKeys(output, table, shown);
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

    private static void WriteExclusions(TextWriter output, ExclusionTableState table, int shown)
    {
        output.WriteLine();
        output.WriteLine(Printable.Line(string.Create(CultureInfo.InvariantCulture, $"{table.View}: tick {table.Tick}, {table.Excluded.Count} excluded, {table.InARow.Count} on the way")));
        // Of equals the first stays first: by bytes.
        foreach (ExclusionState one in table.Excluded.OrderByDescending(one => one.Weight).Take(shown))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  since {Time(one.Since)} until {Time(one.Expires)}  {100 * one.Weight,5:0.0} %  {Key(one.Key)}"));
        }

        if (table.Excluded.Count > shown)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  and {table.Excluded.Count - shown:N0} more: eve-sidecar snapshot show --all"));
        }
    }

    private static void WriteKeys(TextWriter output, StateTable table, int shown)
    {
        output.WriteLine();
        output.WriteLine(Printable.Line(string.Create(CultureInfo.InvariantCulture, $"{table.View}: {table.Rows.Count:N0} keys, the heaviest in records first")));
        int[] widths = [.. table.Columns.Select(column => Math.Max(column.Length, 8))];
        output.WriteLine(Printable.Line($"  {string.Join(' ', table.Columns.Select((column, i) => column.PadLeft(widths[i])))}  key"));
        foreach (StateRow row in table.Rows.Take(shown))
        {
            string numbers = string.Join(' ', row.Values.Select((value, i) => value.ToString("0", CultureInfo.InvariantCulture).PadLeft(widths[i])));
            output.WriteLine($"{(row.Excluded ? "x" : " ")} {numbers}  {Key(row.Key)}");
        }

        if (table.Rows.Count > shown)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  and {table.Rows.Count - shown:N0} more: eve-sidecar snapshot export --csv"));
        }
    }
}
