using System.Numerics;
using Sidecar.Engine.Memory;

namespace Sidecar.Engine.Flows;

/// <summary>
/// The flows that share a time-out, by when they were last seen: a ring of short stretches of event time, each with the
/// list of its flows in order of arrival (a timing wheel: Varghese and Lauck, 1987, scheme 4, turned by last activity
/// and not by due time, so that a change of the time-out moves nothing). To add, move, remove and find the flow idle the
/// longest cost the same at any number of flows, and a late record goes where its time is. All stretches in use lie
/// within <see cref="Stretches"/> of each other; the table sees to it. Engine thread.
/// </summary>
internal sealed class ActivityRing(FlowRows rows, MemoryMeter meter) : IDisposable
{
    public const int Stretches = 1 << 16;

    private const int Mask = Stretches - 1;
    private const int WordBits = 64;

    private readonly NativeArray<Stretch> _stretches = new(Stretches, hugePages: false, meter);

    /// <summary>A bit for each stretch that has a flow; a shift takes its count modulo 64 by itself.</summary>
    private readonly ulong[] _inUse = new ulong[Stretches / WordBits];

    /// <summary>No flow is in an earlier stretch.</summary>
    private long _earliest = long.MaxValue;

    public int Count { get; private set; }

    /// <param name="added">The row.</param>
    public void Add(int row, ref FlowRow added, long stretch)
    {
        ref Stretch list = ref _stretches[(int)stretch & Mask];
        added.Older = list.LastPlusOne - 1;
        added.Newer = FlowRows.None;
        if (list.LastPlusOne == 0)
        {
            list.FirstPlusOne = row + 1;
            _inUse[((int)stretch & Mask) / WordBits] |= 1UL << (int)stretch;
        }
        else
        {
            rows[list.LastPlusOne - 1].Newer = row;
        }

        list.LastPlusOne = row + 1;
        _earliest = Math.Min(_earliest, stretch);
        Count++;
    }

    public void Remove(in FlowRow removed, long stretch)
    {
        ref Stretch list = ref _stretches[(int)stretch & Mask];
        (int older, int newer) = (removed.Older, removed.Newer);
        if (older == FlowRows.None)
        {
            list.FirstPlusOne = newer + 1;
        }
        else
        {
            rows[older].Newer = newer;
        }

        if (newer == FlowRows.None)
        {
            list.LastPlusOne = older + 1;
        }
        else
        {
            rows[newer].Older = older;
        }

        if (list.FirstPlusOne == 0)
        {
            _inUse[((int)stretch & Mask) / WordBits] &= ~(1UL << (int)stretch);
        }

        // An empty ring may go on at any time.
        _earliest = --Count == 0 ? long.MaxValue : _earliest;
    }

    /// <summary>The flow that has been idle the longest; among those of its stretch, the one that came first.</summary>
    public bool TryOldest(out int row, out long stretch)
    {
        if (Count == 0)
        {
            (row, stretch) = (FlowRows.None, 0);
            return false;
        }

        while ((_inUse[((int)_earliest & Mask) / WordBits] >> (int)_earliest) is ulong later && (later & 1) == 0)
        {
            // To the next one in use within the word, or to the next word.
            _earliest += later == 0 ? WordBits - (_earliest & (WordBits - 1)) : BitOperations.TrailingZeroCount(later);
        }

        stretch = _earliest;
        row = _stretches[(int)stretch & Mask].FirstPlusOne - 1;
        return true;
    }

    public void Dispose() => _stretches.Dispose();

    /// <summary>First and last flow of a stretch, as row number plus one; zero means none.</summary>
    private struct Stretch
    {
        public int FirstPlusOne;
        public int LastPlusOne;
    }
}
