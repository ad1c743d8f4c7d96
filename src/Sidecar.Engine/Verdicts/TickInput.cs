using Sidecar.Engine.Learning;
using Sidecar.Engine.Profiles;

namespace Sidecar.Engine.Verdicts;

/// <summary>
/// What one tick of one view works on, as it stood at the tick's time: taken by the engine thread, immutable, for the thread
/// that learns.
/// </summary>
/// <param name="Time">Event time of the tick in microseconds.</param>
/// <param name="Excluded">Keys that are excluded already, sorted; they are not clustered.</param>
/// <param name="Memory">What the rounds of the last tick left.</param>
internal sealed record TickInput(long Time, WindowSnapshot Window, IReadOnlyList<byte[]> Excluded, IReadOnlyList<ClusterMemory> Memory)
{
    /// <summary>The keys that the tick is about, sorted by key bytes.</summary>
    public KeySubset Candidates()
    {
        WindowColumns all = Window.Keys;
        int[] rows = new int[all.Count];
        int next = 0;
        int count = 0;
        for (int row = 0; row < all.Count; row++)
        {
            while (next < Excluded.Count && Excluded[next].AsSpan().SequenceCompareTo(all.Key(row)) < 0)
            {
                next++;
            }

            if (next == Excluded.Count || !Excluded[next].AsSpan().SequenceEqual(all.Key(row)))
            {
                rows[count++] = row;
            }
        }

        return new KeySubset(all, rows[..count]);
    }
}
