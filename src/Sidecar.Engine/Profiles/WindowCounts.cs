using System.Runtime.CompilerServices;
using Sidecar.Engine.Flows;
using Sidecar.Engine.Memory;

namespace Sidecar.Engine.Profiles;

/// <summary>
/// The distinct counts of the window's rows, kept up to date from the counters of the panes. While all panes of a key are
/// exact, a value counts when the first of them gets it and leaves with the last, so the count is exact and costs nothing at
/// a snapshot. Where one of them is an estimate, the count is put together when it is asked for. Owned by the engine thread.
/// </summary>
/// <param name="heap">The memory of the counters.</param>
internal sealed class WindowCounts(KeyRows rows, int panes, NativeHeap heap)
{
    private DistinctCounter _union = new(panes);
    private readonly List<int> _stale = [];

    /// <summary>Counts the values of a transaction in the newest profile of its key.</summary>
    /// <param name="counts">The key's; more may stand behind them (<see cref="KeyRows.Numbers"/>).</param>
    /// <returns>How much memory that took.</returns>
    public int Add(ref KeyProfile profile, in TransactionValues values, Span<double> counts)
    {
        int bytes = 0;
        Span<DistinctCounter> counters = profile.Distinct;
        for (int field = 0; field < counters.Length; field++)
        {
            ref DistinctCounter counter = ref counters[field];
            ulong value = values[field];
            if (counter.IsLatest(value) || !counter.AddOther(value, heap, ref bytes))
            {
                continue;
            }

            if (profile.Older.IsNone && counter.IsExact)
            {
                counts[field]++;
            }
            else
            {
                CountAmongPanes(ref profile, field, value);
            }
        }

        return bytes;
    }

    /// <summary>A profile of before was put into the newest pane: its counts are put together when they are asked for.</summary>
    public void Restored(ref KeyProfile profile)
    {
        for (int field = 0; field < profile.Distinct.Length; field++)
        {
            MarkStale(profile.Key, field);
        }
    }

    /// <summary>One of a key's profiles has left; there are others.</summary>
    public void Leave(ref KeyProfile profile)
    {
        Native<KeyProfile> newest = rows[profile.Key].Newest;
        for (int field = 0; field < profile.Distinct.Length; field++)
        {
            ref readonly DistinctCounter counter = ref profile.Distinct[field];
            if (!counter.IsExact || !AreExact(newest, field))
            {
                MarkStale(profile.Key, field);
                continue;
            }

            int gone = 0;
            foreach (ulong hash in counter.Exact)
            {
                gone += hash != 0 && !Have(newest, field, hash) ? 1 : 0;
            }

            rows.Counts(profile.Key)[field] -= gone;
        }
    }

    /// <summary>Moves the values together when far more memory waits for use than they may take.</summary>
    /// <param name="all">All panes of the window: nobody else has memory of the heap.</param>
    /// <param name="mostBytes">That the heap may hold.</param>
    public void Tighten(ReadOnlySpan<ProfilePane> all, long mostBytes)
    {
        if (heap.HeldBytes <= mostBytes)
        {
            return;
        }

        IReadOnlyList<PageMap> before = heap.BeginAnew();
        _union = new DistinctCounter(panes);
        foreach (ProfilePane pane in all)
        {
            foreach (Native<KeyProfile> profile in pane.Profiles)
            {
                foreach (ref DistinctCounter counter in profile.Value.Distinct)
                {
                    counter.Move(heap);
                }
            }
        }

        foreach (PageMap pages in before)
        {
            pages.Dispose();
        }
    }

    /// <summary>Brings up to date what is not.</summary>
    public void Refresh()
    {
        foreach (int key in _stale)
        {
            ref KeyRow row = ref rows[key];
            for (int field = 0; row.Stale >> field != 0; field++)
            {
                if ((row.Stale & (1 << field)) != 0)
                {
                    rows.Counts(key)[field] = Union(key, field).Count;
                }
            }

            row.Stale = 0;
        }

        _stale.Clear();
    }

    /// <summary>What a key's panes have seen together in one field; valid until the next call.</summary>
    public DistinctCounter Union(int key, int field)
    {
        Native<KeyProfile> newest = rows[key].Newest;
        if (newest.Value.Older.IsNone)
        {
            return newest.Value.Counter(field);
        }

        _union.Clear();
        for (Native<KeyProfile> profile = newest; !profile.IsNone; profile = profile.Value.Older)
        {
            _union.Merge(profile.Value.Counter(field), heap);
        }

        return _union;
    }

    /// <summary>The newest profile has got a value: whether the key has is for the older ones to say. Apart, as most keys have none.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CountAmongPanes(ref KeyProfile profile, int field, ulong value)
    {
        if (!profile.Counter(field).IsExact || !AreExact(profile.Older, field))
        {
            MarkStale(profile.Key, field);
        }
        else if (!Have(profile.Older, field, value))
        {
            rows.Counts(profile.Key)[field]++;
        }
    }

    /// <summary>Whether a profile or an older one has the value.</summary>
    private static bool Have(Native<KeyProfile> newest, int field, ulong hash)
    {
        for (Native<KeyProfile> profile = newest; !profile.IsNone; profile = profile.Value.Older)
        {
            if (profile.Value.Counter(field).Contains(hash))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a profile and all older ones are exact in a field.</summary>
    private static bool AreExact(Native<KeyProfile> newest, int field)
    {
        for (Native<KeyProfile> profile = newest; !profile.IsNone; profile = profile.Value.Older)
        {
            if (!profile.Value.Counter(field).IsExact)
            {
                return false;
            }
        }

        return true;
    }

    private void MarkStale(int key, int field)
    {
        ref KeyRow row = ref rows[key];
        if (row.Stale == 0)
        {
            _stale.Add(key);
        }

        row.Stale |= (byte)(1 << field);
    }
}
