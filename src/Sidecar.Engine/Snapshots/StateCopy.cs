namespace Sidecar.Engine.Snapshots;

/// <summary>
/// A state while it is being copied: the small parts at once, the windows in steps, all as they stood when the copy
/// began. Owned by the engine thread until it is done.
/// </summary>
internal sealed class StateCopy(long time, long sequence, SavedState small, IReadOnlyList<WindowCopy> windows)
{
    private int _next;

    /// <summary>Event time in microseconds when the copy began.</summary>
    public long Time => time;

    public long Sequence => sequence;

    /// <summary>All sections, once it is done.</summary>
    public IEnumerable<StateSection> Sections => small.Sections().Concat(windows.SelectMany(window => window.Sections));

    /// <summary>Copies about so many bytes more.</summary>
    /// <returns>Whether all is copied.</returns>
    public bool Step(int bytes)
    {
        if (_next < windows.Count)
        {
            windows[_next].Step(bytes);
            _next += windows[_next].IsDone ? 1 : 0;
        }

        return _next == windows.Count;
    }
}
