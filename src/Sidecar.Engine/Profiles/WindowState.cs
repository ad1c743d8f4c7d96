using Sidecar.Engine.Memory;

namespace Sidecar.Engine.Profiles;

/// <summary>The window of one view at one moment, for a restart.</summary>
/// <param name="View">Name of the view.</param>
/// <param name="Distinct">What is counted distinctly, and <paramref name="Totals"/> what is summed: a window is restored where they are the same.</param>
internal sealed record WindowState(string View, IReadOnlyList<string> Distinct, IReadOnlyList<string> Totals, long PaneMicroseconds, IReadOnlyList<PaneState> Panes);

/// <summary>One pane.</summary>
/// <param name="Number">Event time in whole panes.</param>
/// <param name="Dropped">What it held of keys that have left at a bound.</param>
internal sealed record PaneState(long Number, DroppedTotals Dropped, IReadOnlyList<ProfileState> Profiles);

/// <summary>One key in one pane.</summary>
/// <param name="Source">Address of the key's latest record as text, or empty; so is <paramref name="Destination"/>.</param>
internal sealed record ProfileState(
    byte[] Key,
    byte[] Source,
    byte[] Destination,
    IReadOnlyList<double> Totals,
    long Alerts,
    bool Alerted,
    IReadOnlyList<long> FlowIds,
    IReadOnlyList<DistinctState> Distinct);

/// <summary>What a distinct counter has seen.</summary>
/// <param name="Exact">The hashes, while it is exact.</param>
/// <param name="Registers">Of the estimate, or empty.</param>
internal readonly record struct DistinctState(IReadOnlyList<ulong> Exact, byte[] Registers)
{
    public void AddTo(ref DistinctCounter counter, NativeHeap heap)
    {
        if (Registers.Length == HyperLogLog.Registers)
        {
            counter.Merge(Registers, heap);
        }

        foreach (ulong hash in Exact)
        {
            counter.Add(hash, heap);
        }
    }
}

/// <summary>A profile is about to change or to leave its pane.</summary>
internal delegate void ProfileWillChange(Native<KeyProfile> profile);
