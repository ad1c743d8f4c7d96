namespace Sidecar.Engine.Profiles;

/// <summary>The profiles of a view's keys within one part of the window, in no order. Owned by the engine thread.</summary>
internal sealed class ProfilePane
{
    private readonly List<KeyProfile> _profiles = [];

    public IReadOnlyList<KeyProfile> Profiles => _profiles;

    /// <summary>What this pane held of keys that have left at a bound; it still counts in the window's total.</summary>
    public DroppedTotals Dropped { get; private set; }

    public void Add(KeyProfile profile)
    {
        profile.Place = _profiles.Count;
        _profiles.Add(profile);
    }

    /// <summary>Its key leaves at a bound.</summary>
    public void Drop(KeyProfile profile)
    {
        Dropped += DroppedTotals.Of(profile.Totals);
        KeyProfile last = _profiles[^1];
        last.Place = profile.Place;
        _profiles[profile.Place] = last;
        _profiles.RemoveAt(_profiles.Count - 1);
    }

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
