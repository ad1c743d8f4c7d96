namespace Sidecar.Engine.Profiles;

/// <summary>
/// The values behind the distinct counts of a window at one moment, for an export. Taken by the engine thread, one behind
/// the other without an object a key; immutable then, any thread may read it.
/// </summary>
internal sealed class WindowSketches
{
    private readonly int _fields;
    private readonly Place[] _places;
    private ulong[] _hashes;
    private byte[] _registers = [];
    private int _hashCount;
    private int _registerCount;

    /// <param name="order">Numbers of the keys that the snapshot has, in its order; those without a record are left out.</param>
    public WindowSketches(ViewShape shape, ReadOnlySpan<int> order, KeyRows rows, WindowCounts counts)
    {
        _fields = shape.Distinct;
        _places = new Place[order.Length * _fields];
        _hashes = new ulong[_places.Length];
        int sketch = 0;
        foreach (int key in order)
        {
            if (rows.Totals(key)[FlowSums.Records] > 0)
            {
                for (int field = 0; field < _fields; field++)
                {
                    _places[sketch++] = Take(counts.Union(key, field));
                }
            }
        }
    }

    /// <summary>As an export has it (<see cref="SketchText"/>).</summary>
    public string Text(int key, int field)
    {
        Place place = _places[(key * _fields) + field];
        return place.IsExact
            ? SketchText.OfHashes(_hashes.AsSpan(place.Start, place.Length).ToArray())
            : SketchText.OfRegisters(_registers.AsSpan(place.Start, place.Length));
    }

    private Place Take(in DistinctCounter counter) => counter.IsExact
        ? new Place(Append(counter.Exact, ref _hashes, ref _hashCount), counter.Exact.Length, IsExact: true)
        : new Place(Append(counter.Registers, ref _registers, ref _registerCount), counter.Registers.Length, IsExact: false);

    /// <returns>Where it begins.</returns>
    private static int Append<T>(ReadOnlySpan<T> content, ref T[] all, ref int used)
    {
        if (used + content.Length > all.Length)
        {
            Array.Resize(ref all, Math.Max(2 * all.Length, used + content.Length));
        }

        content.CopyTo(all.AsSpan(used));
        used += content.Length;
        return used - content.Length;
    }

    /// <summary>Where one sketch lies, among the hashes or among the registers.</summary>
    private readonly record struct Place(int Start, int Length, bool IsExact);
}
