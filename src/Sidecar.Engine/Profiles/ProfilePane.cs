using Sidecar.Engine.Flows;

namespace Sidecar.Engine.Profiles;

/// <summary>
/// The profiles of a view's keys within one part of the window. Bounded in keys and in the memory of their distinct
/// counts: at a bound the lightest eighth of the keys leaves, alerted keys last. Owned by the engine thread.
/// </summary>
internal sealed class ProfilePane(KeyTable keys, ViewShape shape, ProfileOptions options)
{
    private readonly Dictionary<int, KeyProfile> _profiles = [];
    private long _sketchBytes;

    /// <summary>Keys that left at a bound, over the pane's life.</summary>
    public long KeysDropped { get; private set; }

    /// <summary>Records of this pane whose key has left; they still count in the window's total.</summary>
    public long RecordsDropped { get; private set; }

    public IReadOnlyCollection<KeyProfile> Profiles => _profiles.Values;

    public void Add(in Transaction transaction, in FlowEnd end)
    {
        KeyProfile profile = Of(transaction.Key);
        int before = profile.Bytes;
        profile.Add(transaction, end);
        _sketchBytes += profile.Bytes - before;
        if (_sketchBytes > options.MaxSketchBytes)
        {
            DropLightest();
        }
    }

    public void MarkAlert(int key) => Of(key).MarkAlert();

    public void Clear()
    {
        foreach (int key in _profiles.Keys)
        {
            keys.Release(key);
        }

        _profiles.Clear();
        _sketchBytes = 0;
        RecordsDropped = 0;
    }

    private KeyProfile Of(int key)
    {
        if (_profiles.TryGetValue(key, out KeyProfile? known))
        {
            return known;
        }

        if (_profiles.Count >= options.MaxKeys)
        {
            DropLightest();
        }

        keys.Hold(key);
        KeyProfile profile = new(key, shape);
        _profiles.Add(key, profile);
        return profile;
    }

    /// <summary>
    /// Lightest first, but alerted keys last: a flood of new keys must not make the window forget an alert, which
    /// protects its key. Between equals the text decides, so that the same input always loses the same keys.
    /// </summary>
    private int ByWeight(KeyProfile a, KeyProfile b)
    {
        int order = a.Alerted.CompareTo(b.Alerted);
        order = order != 0 ? order : a.Records.CompareTo(b.Records);
        return order != 0 ? order : keys[a.Key].Text.AsSpan().SequenceCompareTo(keys[b.Key].Text);
    }

    private void DropLightest()
    {
        KeyProfile[] byWeight = [.. _profiles.Values];
        Array.Sort(byWeight, ByWeight);
        foreach (KeyProfile profile in byWeight.AsSpan(0, Math.Max(1, byWeight.Length / 8)))
        {
            KeysDropped++;
            RecordsDropped += profile.Records;
            _sketchBytes -= profile.Bytes;
            _profiles.Remove(profile.Key);
            keys.Release(profile.Key);
        }
    }
}
