using Sidecar.Engine.Profiles;
using Sidecar.Engine.Verdicts;

namespace Sidecar.Engine.Outputs;

/// <summary>
/// What the datasets should hold, and which keys changed since they were told. Written by the engine thread and emptied
/// by the thread that tells Suricata, both under a lock that is held for one key; a resync copies all of them.
/// </summary>
internal sealed class WantedKeys(DatasetOptions options, DatasetCounters counters)
{
    private readonly Lock _lock = new();
    private readonly HashSet<DatasetKey> _wanted = [];

    /// <summary>A key stands in it once, however often it came and went.</summary>
    private readonly HashSet<DatasetKey> _changed = [];
    private bool _overflown;

    /// <summary>Takes a change. Called by the engine thread.</summary>
    /// <returns>Whether there is something new to tell.</returns>
    public bool Take(Verdict verdict)
    {
        // The sift and the table keep such keys out already. What is blinded here is not to hang on that alone.
        bool wanted = verdict.Action is VerdictAction.Exclude or VerdictAction.Renew && verdict.Key.Alerts == 0;
        return verdict.Action != VerdictAction.Mark && Take(verdict.Window.View, verdict.Key.Key, wanted);
    }

    /// <summary>Takes a key as it stands.</summary>
    /// <returns>Whether there is something new to tell.</returns>
    public bool Take(View view, byte[] key, bool wanted)
    {
        if (view.Effect != ViewEffect.Exclude || !options.Views.Contains(view.Name) || Dataset.Of(view) is not Dataset set)
        {
            return false;
        }

        if (!set.TryWrite(key, out string? value))
        {
            counters.AddUnfit();
            return false;
        }

        lock (_lock)
        {
            return wanted ? Want(new DatasetKey(set, value)) : Forget(new DatasetKey(set, value));
        }
    }

    /// <summary>The next key that changed, and whether it should be there.</summary>
    public bool TryNext(out DatasetKey key, out bool wanted)
    {
        lock (_lock)
        {
            HashSet<DatasetKey>.Enumerator changed = _changed.GetEnumerator();
            bool any = changed.MoveNext();
            key = any ? changed.Current : default;
            wanted = any && _wanted.Contains(key);
            _changed.Remove(key);
            return any;
        }
    }

    /// <summary>Whether changes were thrown away because too many waited, so that only a resync brings them.</summary>
    public bool HasOverflown
    {
        get
        {
            lock (_lock)
            {
                return _overflown;
            }
        }
    }

    /// <summary>All datasets are about to be filled: no change is missing any more.</summary>
    public void Recover()
    {
        lock (_lock)
        {
            _overflown = false;
        }
    }

    /// <summary>All that should be in a dataset; with it, the changes of that dataset so far are told.</summary>
    public DatasetKey[] TakeAll(Dataset set)
    {
        lock (_lock)
        {
            _changed.RemoveWhere(key => key.Set == set);
            return [.. _wanted.Where(key => key.Set == set)];
        }
    }

    private bool Want(DatasetKey key)
    {
        if (_wanted.Contains(key))
        {
            return false;
        }

        if (_wanted.Count >= options.MaxKeys)
        {
            counters.AddFull();
            return false;
        }

        _wanted.Add(key);
        return Change(key);
    }

    private bool Forget(DatasetKey key) => _wanted.Remove(key) && Change(key);

    private bool Change(DatasetKey key)
    {
        if (_changed.Count >= options.MaxKeys && !_changed.Contains(key))
        {
            _changed.Clear();
            _overflown = true;
        }

        return _overflown || _changed.Add(key);
    }
}
