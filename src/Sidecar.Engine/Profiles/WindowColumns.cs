using System.Collections;

namespace Sidecar.Engine.Profiles;

/// <summary>
/// The keys of a window at one moment, sorted by key bytes, column by column: what learning reads. A key's
/// <see cref="KeySnapshot"/> is made when it is asked for. Immutable; any thread may read it.
/// </summary>
public sealed class WindowColumns : IReadOnlyList<KeySnapshot>
{
    private readonly byte[][] _texts;
    private readonly double[][] _features;
    private readonly double[] _records;
    private readonly double[] _flows;
    private readonly double[] _bytes;
    private readonly double[] _sources;
    private readonly long[] _alerts;

    /// <param name="order">Numbers of the keys, sorted by key bytes; those without a record are left out.</param>
    internal WindowColumns(ViewShape shape, ReadOnlySpan<int> order, KeyTable keys, KeyRows rows)
    {
        int most = order.Length;
        _texts = new byte[most][];
        _features = [.. shape.View.Features.Select(_ => new double[most])];
        (_records, _flows, _bytes, _sources) = (new double[most], new double[most], new double[most], new double[most]);
        _alerts = new long[most];
        foreach (int key in order)
        {
            ReadOnlySpan<double> totals = rows.Totals(key);
            if (totals[FlowSums.Records] > 0)
            {
                Take(shape, rows.Counts(key), totals, rows[key], keys[key].Text);
            }
        }
    }

    /// <param name="keys">Sorted by key bytes.</param>
    internal WindowColumns(View view, IReadOnlyList<KeySnapshot> keys)
    {
        _texts = [.. keys.Select(key => key.Key)];
        _features = [.. view.Features.Select((_, feature) => keys.Select(key => key.Features[feature]).ToArray())];
        _records = [.. keys.Select(key => (double)key.Records)];
        _flows = [.. keys.Select(key => (double)key.Flows)];
        _bytes = [.. keys.Select(key => key.Bytes)];
        _sources = [.. keys.Select(key => (double)key.Sources)];
        _alerts = [.. keys.Select(key => key.Alerts)];
        Count = keys.Count;
    }

    public int Count { get; private set; }

    public ReadOnlySpan<double> Records => _records.AsSpan(0, Count);

    public ReadOnlySpan<double> Flows => _flows.AsSpan(0, Count);

    /// <summary>Bytes of the flows, both ways.</summary>
    public ReadOnlySpan<double> Bytes => _bytes.AsSpan(0, Count);

    /// <summary>Distinct source addresses.</summary>
    public ReadOnlySpan<double> Sources => _sources.AsSpan(0, Count);

    /// <summary>Flows with an alert.</summary>
    public ReadOnlySpan<long> Alerts => _alerts.AsSpan(0, Count);

    public KeySnapshot this[int index] => new()
    {
        Key = _texts[index],
        Features = [.. _features.Select(column => column[index])],
        Records = (long)_records[index],
        Flows = (long)_flows[index],
        Bytes = _bytes[index],
        Alerts = _alerts[index],
        Sources = (long)_sources[index],
    };

    /// <summary>One feature of all keys, in the order of <see cref="View.Features"/>.</summary>
    public ReadOnlySpan<double> Feature(int feature) => _features[feature].AsSpan(0, Count);

    /// <summary>Canonical text, as an attacker chose it.</summary>
    public ReadOnlySpan<byte> Key(int index) => _texts[index];

    /// <summary>Where a key stands, or the first behind it; and whether it is there.</summary>
    /// <param name="from">No earlier than here, and probably near: the way doubles with each step.</param>
    internal (int At, bool IsThere) Find(ReadOnlySpan<byte> key, int from = 0)
    {
        int low = from;
        int high = from;
        for (int step = 1; high < Count && Key(high).SequenceCompareTo(key) < 0; step *= 2)
        {
            low = high + 1;
            high = Math.Min(Count, high + step);
        }

        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = Key(middle).SequenceCompareTo(key) < 0 ? (middle + 1, high) : (low, middle);
        }

        return (low, low < Count && Key(low).SequenceEqual(key));
    }

    internal byte[] KeyArray(int index) => _texts[index];

    public IEnumerator<KeySnapshot> GetEnumerator()
    {
        for (int index = 0; index < Count; index++)
        {
            yield return this[index];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Take(ViewShape shape, ReadOnlySpan<double> counts, ReadOnlySpan<double> totals, in KeyRow row, byte[] text)
    {
        int at = Count;
        _texts[at] = text;
        shape.CopyFeatures(counts, totals, _features, at);
        _records[at] = totals[FlowSums.Records];
        _flows[at] = totals[FlowSums.Flows];
        _bytes[at] = totals[FlowSums.BytesToServer] + totals[FlowSums.BytesToClient];
        _sources[at] = shape.SourcesOf(counts);
        _alerts[at] = Math.Max(row.Alerts, row.AlertedPanes > 0 ? 1 : 0);
        Count++;
    }
}
