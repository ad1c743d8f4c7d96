using Sidecar.Engine.Memory;

namespace Sidecar.Engine.Profiles;

/// <summary>The profiles of a view's keys within one part of the window, in no order. Owned by the engine thread.</summary>
/// <param name="index">Among the panes of the window.</param>
internal sealed class ProfilePane(int index)
{
    private readonly List<Native<KeyProfile>> _profiles = [];
    private ProfileWillChange? _watcher;
    private int _watch;

    public int Index => index;

    public IReadOnlyList<Native<KeyProfile>> Profiles => _profiles;

    /// <summary>What this pane held of keys that have left at a bound; it still counts in the window's total.</summary>
    public DroppedTotals Dropped { get; private set; }

    public void Add(Native<KeyProfile> profile)
    {
        profile.Value.Place = _profiles.Count;
        profile.Value.Copied = _watch;
        _profiles.Add(profile);
    }

    /// <summary>Its key leaves at a bound.</summary>
    public void Drop(Native<KeyProfile> profile)
    {
        Show(profile);
        Dropped += DroppedTotals.Of(profile.Value.Totals);
        // A copy that goes through the list from its end misses nothing by it.
        Native<KeyProfile> last = _profiles[^1];
        last.Value.Place = profile.Value.Place;
        _profiles[profile.Value.Place] = last;
        _profiles.RemoveAt(_profiles.Count - 1);
    }

    /// <summary>
    /// From now on shows each profile of this moment once, right before it changes or leaves, so that a copy can be
    /// made while the pane goes on. Those that come new are not shown.
    /// </summary>
    /// <returns>Number of this watch: a profile with it in <see cref="KeyProfile.Copied"/> was shown or is new.</returns>
    public int Watch(ProfileWillChange watcher)
    {
        _watcher = watcher;
        return ++_watch;
    }

    public void EndWatch() => _watcher = null;

    /// <summary>A profile is about to change or to leave.</summary>
    public void Show(Native<KeyProfile> profile)
    {
        if (_watcher is not null && profile.Value.Copied != _watch)
        {
            profile.Value.Copied = _watch;
            _watcher(profile);
        }
    }

    /// <summary>Becomes what a pane of before had lost.</summary>
    public void Restore(DroppedTotals dropped) => Dropped = dropped;

    public void Clear()
    {
        _profiles.Clear();
        Dropped = default;
    }
}

/// <summary>What keys made that are not known any more.</summary>
internal readonly record struct DroppedTotals(long Records, long Flows, double Bytes)
{
    public static DroppedTotals Of(ReadOnlySpan<double> totals) => new(
        (long)totals[FlowSums.Records], (long)totals[FlowSums.Flows], totals[FlowSums.BytesToServer] + totals[FlowSums.BytesToClient]);

    public static DroppedTotals operator +(DroppedTotals a, DroppedTotals b) => new(a.Records + b.Records, a.Flows + b.Flows, a.Bytes + b.Bytes);
}
