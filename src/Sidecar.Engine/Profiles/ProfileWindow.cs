using Sidecar.Engine.Flows;

namespace Sidecar.Engine.Profiles;

/// <summary>
/// The profiles of one view over the last hour (or as configured) of event time, as a ring of panes: a pane takes
/// what ends in its time, and leaves as a whole when it is older than the window. So a key's numbers are those of
/// at least the window less one pane, at most the window. Owned by the engine thread.
/// </summary>
internal sealed class ProfileWindow
{
    private readonly ViewShape _shape;
    private readonly KeyTable _keys;
    private readonly ProfilePane[] _panes;
    private readonly long _paneMicroseconds;
    private long _paneNumber = long.MinValue;

    public ProfileWindow(View view, KeyTable keys, ProfileOptions options)
    {
        _shape = new ViewShape(view);
        _keys = keys;
        _paneMicroseconds = options.WindowSeconds * 1_000_000 / options.Panes;
        _panes = new ProfilePane[options.Panes];
        for (int i = 0; i < _panes.Length; i++)
        {
            _panes[i] = new ProfilePane(keys, _shape, options);
        }
    }

    /// <summary>Keys that left at a bound since the start.</summary>
    public long KeysDropped => _panes.Sum(pane => pane.KeysDropped);

    private ProfilePane Current => _panes[Index(_paneNumber)];

    /// <summary>Counts a transaction whose flow has ended; its reference to the key is given back.</summary>
    public void Add(in Transaction transaction, in FlowEnd end)
    {
        Current.Add(transaction, end);
        _keys.Release(transaction.Key);
    }

    /// <summary>A flow of the key, which has not ended yet, drew an alert.</summary>
    public void MarkAlert(int key) => Current.MarkAlert(key);

    /// <summary>
    /// Event time has come to <paramref name="now"/>. It goes back only when wrong timestamps had set it: what was
    /// counted at that time is forgotten.
    /// </summary>
    public void Advance(long now)
    {
        long number = now / _paneMicroseconds;
        if (number == _paneNumber)
        {
            return;
        }

        long oldest = number - _panes.Length + 1;
        long from = number < _paneNumber ? oldest : Math.Max(_paneNumber + 1, oldest);
        for (long next = from; next <= number; next++)
        {
            _panes[Index(next)].Clear();
        }

        _paneNumber = number;
    }

    /// <summary>An immutable copy of the window as it stands.</summary>
    public WindowSnapshot Snapshot(long now)
    {
        Dictionary<int, KeyMerge> merged = [];
        long dropped = 0;
        // Oldest pane first, so that a key's flow ids are its earliest.
        for (long number = _paneNumber - _panes.Length + 1; number <= _paneNumber; number++)
        {
            ProfilePane pane = _panes[Index(number)];
            dropped += pane.RecordsDropped;
            foreach (KeyProfile profile in pane.Profiles)
            {
                if (!merged.TryGetValue(profile.Key, out KeyMerge? merge))
                {
                    merge = new KeyMerge(_shape);
                    merged.Add(profile.Key, merge);
                }

                merge.Add(profile);
            }
        }

        List<KeySnapshot> keys = new(merged.Count);
        foreach ((int key, KeyMerge merge) in merged)
        {
            if (merge.Records > 0)
            {
                keys.Add(merge.Snapshot(_keys[key]));
            }
        }

        keys.Sort((a, b) => a.Key.AsSpan().SequenceCompareTo(b.Key));
        long start = (_paneNumber - _panes.Length + 1) * _paneMicroseconds;
        return new WindowSnapshot(_shape.View, start, now, keys, dropped);
    }

    private int Index(long paneNumber) => (int)(((paneNumber % _panes.Length) + _panes.Length) % _panes.Length);
}
