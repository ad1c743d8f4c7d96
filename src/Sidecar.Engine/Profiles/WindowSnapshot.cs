using System.Numerics.Tensors;

namespace Sidecar.Engine.Profiles;

/// <summary>A view's profiles over the window at one moment: what a learning tick, an export and a report work on.</summary>
public sealed class WindowSnapshot
{
    /// <param name="start">Event time in microseconds of the window's beginning.</param>
    /// <param name="end">Event time in microseconds of this moment.</param>
    /// <param name="keys">Sorted by key bytes.</param>
    /// <param name="recordsOfDroppedKeys">Records whose keys have left at a bound.</param>
    public WindowSnapshot(View view, long start, long end, IReadOnlyList<KeySnapshot> keys, long recordsOfDroppedKeys)
        : this(view, start, end, new WindowColumns(view, keys), new DroppedTotals(recordsOfDroppedKeys, 0, 0))
    {
    }

    /// <param name="dropped">What keys made that have left at a bound.</param>
    internal WindowSnapshot(View view, long start, long end, WindowColumns keys, DroppedTotals dropped)
    {
        View = view;
        Start = start;
        End = end;
        Keys = keys;
        Records = dropped.Records + (long)TensorPrimitives.Sum(keys.Records);
        Flows = dropped.Flows + (long)TensorPrimitives.Sum(keys.Flows);
        Bytes = dropped.Bytes + TensorPrimitives.Sum(keys.Bytes);
    }

    public View View { get; }

    public long Start { get; }

    public long End { get; }

    public WindowColumns Keys { get; }

    /// <summary>The values behind the distinct counts, when they were asked for.</summary>
    internal WindowSketches? Sketches { get; init; }

    /// <summary>Of all keys, those included that have left at a bound; so are <see cref="Flows"/> and <see cref="Bytes"/>.</summary>
    public long Records { get; }

    /// <summary>Sum over keys: a flow with two keys counts for each.</summary>
    public long Flows { get; }

    /// <summary>Sum over keys, as <see cref="Flows"/>.</summary>
    public double Bytes { get; }

    /// <summary>The key's numbers, all zero when the window holds nothing of it.</summary>
    public KeySnapshot Find(byte[] key)
    {
        (int at, bool isThere) = Keys.Find(key);
        return isThere ? Keys[at] : KeySnapshot.Empty(key, View);
    }

    /// <summary>What part of the window a key is, each from 0 to 1.</summary>
    public KeyShares SharesOf(KeySnapshot key) => new(
        Ratio(key.Records, Records),
        Ratio(key.Bytes, Bytes),
        Ratio(key.Flows, Flows));

    private static double Ratio(double part, double whole) => whole > 0 ? part / whole : 0;
}

/// <summary>A key's part of all records, bytes and flows of the window.</summary>
public readonly record struct KeyShares(double Records, double Bytes, double Flows)
{
    /// <summary>
    /// What would be gone without the key. Bytes are no part of it: it is records that are excluded, and an upload is loud
    /// in bytes alone.
    /// </summary>
    public double Weight => Math.Max(Records, Flows);

    /// <summary>The mean of records and flows: one figure for the volume of a key, whatever it is made of.</summary>
    public double Volume => (Records + Flows) / 2;
}
