using System.Text.Json;
using Sidecar.Engine.Memory;

namespace Sidecar.Engine.Snapshots;

/// <summary>One view while exports are merged: what it counts, the totals of the windows, and its keys by their text as JSON has it.</summary>
internal sealed class MergedView
{
    public MergedView(JsonElement line)
    {
        Features = Names(line, "features");
        Distinct = line.TryGetProperty("sketches", out _) ? Names(line, "sketches") : [];
        if (!Features.Take(Distinct.Count).SequenceEqual(Distinct))
        {
            throw new FormatException("its sketches are not those of its first features");
        }
    }

    /// <summary>Distinct fields, then sums.</summary>
    public IReadOnlyList<string> Features { get; }

    public IReadOnlyList<string> Distinct { get; }

    /// <summary>The memory of the distinct counts.</summary>
    public NativeHeap Heap { get; } = new();

    public double Records { get; private set; }

    public double Flows { get; private set; }

    public double Bytes { get; private set; }

    public SortedDictionary<string, MergedKey> Keys { get; } = new(StringComparer.Ordinal);

    public bool Fits(JsonElement line) => Names(line, "features").SequenceEqual(Features);

    public void AddTotals(JsonElement window)
    {
        Records = Sum(Records, window.GetProperty("records"));
        Flows = Sum(Flows, window.GetProperty("flows"));
        Bytes = Sum(Bytes, window.GetProperty("bytes"));
    }

    /// <exception cref="FormatException">There is no such number.</exception>
    public static double Sum(double before, JsonElement more)
    {
        double sum = before + more.GetDouble();
        return double.IsFinite(sum) ? sum : throw new FormatException("a number is too large");
    }

    private static string[] Names(JsonElement line, string group) => [.. line.GetProperty(group).EnumerateObject().Select(member => member.Name)];
}
