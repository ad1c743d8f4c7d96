using System.Globalization;
using System.Text;
using Sidecar.Engine.Eve;

namespace Sidecar.Control;

/// <summary>The heaviest of the keys that are excluded, and what was said by hand, a line each, in a status.</summary>
internal static class ExclusionsText
{
    private const int Most = 10;

    private const int MostByHand = 5;

    /// <summary>Characters of a key; with a reason the line then fits a wide terminal.</summary>
    private const int LongestKey = 44;

    private const int LongestReason = 38;

    public static void Write(TextWriter output, StatusDocument status)
    {
        ExclusionDocument[] learned = [.. status.Exclusions.Where(one => one.ByHand is null)];
        ExclusionDocument[] byHand = [.. status.Exclusions.Where(one => one.ByHand is not null)];
        Write(output, "heavy", learned.Take(Most), status.EventTime, status.ExclusionsInAll - byHand.Length - Math.Min(Most, learned.Length));
        Write(output, "by hand", byHand.Take(MostByHand), status.EventTime, byHand.Length - Math.Min(MostByHand, byHand.Length));
    }

    private static void Write(TextWriter output, string what, IEnumerable<ExclusionDocument> some, string? eventTime, int more)
    {
        string label = what;
        foreach (ExclusionDocument one in some)
        {
            StatusText.Line(output, label, Line(one, Time(eventTime)));
            label = "";
        }

        if (more > 0)
        {
            StatusText.Line(output, label, string.Create(CultureInfo.InvariantCulture, $"and {more:#,0} more: eve-sidecar exclusions list"));
        }
    }

    private static string Line(ExclusionDocument one, long? now)
    {
        // As JSON, since a key need not be text that .NET can hold; its quotes are no part of it.
        string key = Cut(one.Key.GetRawText()[1..^1], LongestKey);
        string how = one.ByHand is string action ? $"{StatusText.Text(action)} " : string.Create(CultureInfo.InvariantCulture, $"{100 * one.Share:0.0#} % ");
        string left = !one.Excluded ? "" : one.Expires is null ? ", no end" : $", {Duration(now, Time(one.Expires))} left";
        return $"{how}{StatusText.Text(one.View)}: {key}, for {Duration(Time(one.Since), now)}{left}{(one.ByHand is null ? $"; {Cut(one.Reason, LongestReason)}" : "")}";
    }

    private static string Cut(string text, int longest)
    {
        string harmless = StatusText.Text(text);
        return harmless.Length > longest ? harmless[..longest] + "..." : harmless;
    }

    /// <summary>From one event time to another.</summary>
    public static string Duration(string? from, string? to) => Duration(Time(from), Time(to));

    private static string Duration(long? from, long? to) => to - from is long time ? StatusText.Duration(Math.Max(0, time / 1e6)) : "?";

    /// <summary>Event time in microseconds.</summary>
    private static long? Time(string? text) => text is not null && EveTime.TryParse(Encoding.UTF8.GetBytes(text), out long time) ? time : null;
}
