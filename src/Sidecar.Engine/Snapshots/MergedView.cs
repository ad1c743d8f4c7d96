using System.Text.Json;

namespace Sidecar.Engine.Snapshots;

/// <summary>One view while exports are merged: what it counts, the totals of the windows, and its keys by their text as JSON has it.</summary>
internal sealed class MergedView
{
    public MergedView(JsonElement line)
    {
        Features = Names(line, "features");
        Distinct = line.TryGetProperty("sketches", out _) ? Names(line, "sketches") : [];
    }

    /// <summary>Distinct fields, then sums.</summary>
    public IReadOnlyList<string> Features { get; }

    public IReadOnlyList<string> Distinct { get; }

    public double Records { get; private set; }

    public double Flows { get; private set; }

    public double Bytes { get; private set; }

    public SortedDictionary<string, MergedKey> Keys { get; } = new(StringComparer.Ordinal);

    public bool Fits(JsonElement line) => Names(line, "features").SequenceEqual(Features);

    public void AddTotals(JsonElement window)
    {
        Records += window.GetProperty("records").GetDouble();
        Flows += window.GetProperty("flows").GetDouble();
        Bytes += window.GetProperty("bytes").GetDouble();
    }

    private static string[] Names(JsonElement line, string group) => [.. line.GetProperty(group).EnumerateObject().Select(member => member.Name)];
}
