using Sidecar.Engine.Flows;

namespace Sidecar.Engine.Profiles;

/// <summary>
/// The profiles of a view's keys within one part of the window. Bounded in keys and in the memory of their distinct
/// counts: at a bound the lightest eighth of the keys leaves. Owned by the engine thread.
/// </summary>
internal sealed class ProfilePane(KeyTable keys, int distinctFields, ProfileOptions options)
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
        KeyProfile profile = new(key, distinctFields);
        _profiles.Add(key, profile);
        return profile;
    }

    private void DropLightest()
    {
        KeyProfile[] byWeight = [.. _profiles.Values];
        // The key's text decides between equals, so that the same input always loses the same keys.
        Array.Sort(byWeight, (a, b) => a.Records != b.Records
            ? a.Records.CompareTo(b.Records)
            : keys[a.Key].Text.AsSpan().SequenceCompareTo(keys[b.Key].Text));
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
