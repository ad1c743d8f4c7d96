using System.Runtime.InteropServices;

namespace Sidecar.Engine.Profiles;

/// <summary>
/// The keys of the window in the order of their bytes, kept from one snapshot to the next: only keys that came since are
/// sorted. Owned by the engine thread.
/// </summary>
internal sealed class KeyOrder(KeyTable keys, KeyRows rows) : IComparer<int>
{
    private readonly List<int> _came = [];
    private int[] _order = [];
    private int[] _spare = [];
    private int _count;

    public int Compare(int x, int y) => keys[x].Text.AsSpan().SequenceCompareTo(keys[y].Text);

    /// <summary>A key has come into the window.</summary>
    public void Add(int key) => _came.Add(key);

    /// <summary>The numbers of all keys in the window, sorted by key bytes; valid until the next call.</summary>
    public ReadOnlySpan<int> Update()
    {
        // What has left is not marked any more, nor is what came again under the same number.
        int kept = 0;
        foreach (int key in _order.AsSpan(0, _count))
        {
            if (rows[key].IsOrdered)
            {
                _order[kept++] = key;
            }
        }

        Span<int> came = TakeNew();
        if (came.Length > 0)
        {
            MergeWith(came, kept);
        }
        else
        {
            _count = kept;
        }

        _came.Clear();
        return _order.AsSpan(0, _count);
    }

    /// <summary>Those that came and are still there, each once, sorted.</summary>
    private Span<int> TakeNew()
    {
        Span<int> came = CollectionsMarshal.AsSpan(_came);
        int taken = 0;
        foreach (int key in came)
        {
            ref KeyRow row = ref rows[key];
            if (row.IsInWindow && !row.IsOrdered)
            {
                row.IsOrdered = true;
                came[taken++] = key;
            }
        }

        came = came[..taken];
        came.Sort(this);
        return came;
    }

    private void MergeWith(ReadOnlySpan<int> came, int kept)
    {
        _count = kept + came.Length;
        if (_spare.Length < _count)
        {
            _spare = new int[Math.Max(_count, 2 * _spare.Length)];
        }

        int from = 0;
        int to = 0;
        foreach (int key in came)
        {
            int before = CountBefore(key, from, kept);
            _order.AsSpan(from, before).CopyTo(_spare.AsSpan(to));
            from += before;
            to += before;
            _spare[to++] = key;
        }

        _order.AsSpan(from, kept - from).CopyTo(_spare.AsSpan(to));
        (_order, _spare) = (_spare, _order);
    }

    /// <summary>How many keys of the old order, from a place on, come before a new one.</summary>
    private int CountBefore(int key, int from, int end)
    {
        int low = from;
        int high = end;
        while (low < high)
        {
            int middle = low + ((high - low) / 2);
            (low, high) = Compare(_order[middle], key) < 0 ? (middle + 1, high) : (low, middle);
        }

        return low - from;
    }
}
