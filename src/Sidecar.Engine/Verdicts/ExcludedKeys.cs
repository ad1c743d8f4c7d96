using System.Diagnostics.CodeAnalysis;
using Sidecar.Engine.Learning;
using Sidecar.Engine.Profiles;

namespace Sidecar.Engine.Verdicts;

/// <summary>
/// The exclusions of one view by key, in the order of key bytes. As long as one is here it holds a reference to its key, and
/// the key's entry says whether records are excluded. Owned by the engine thread.
/// </summary>
/// <param name="excludes">False for a view that only marks.</param>
internal sealed class ExcludedKeys(KeyTable keys, bool excludes)
{
    private readonly SortedDictionary<byte[], Exclusion> _byKey = new(ByBytes.Order);

    public int Count => _byKey.Count;

    public IEnumerable<Exclusion> All => _byKey.Values;

    /// <summary>A copy.</summary>
    public IReadOnlyList<byte[]> Keys => [.. _byKey.Keys];

    public bool Contains(byte[] key) => _byKey.ContainsKey(key);

    public bool TryFind(byte[] key, [NotNullWhen(true)] out Exclusion? exclusion) => _byKey.TryGetValue(key, out exclusion);

    /// <param name="since">Event time in microseconds, as <paramref name="expires"/>.</param>
    public Exclusion Add(byte[] key, long since, long expires)
    {
        Exclusion exclusion = new(key, keys.Hold(key), since) { Expires = expires };
        _byKey.Add(key, exclusion);
        keys[exclusion.Number].Excluded = excludes;
        return exclusion;
    }

    /// <summary>A person wants the key excluded: from now on, or for longer.</summary>
    /// <param name="weight">Weight (0 to 1 of the window) of the key.</param>
    public Exclusion Hold(HandRule rule, double weight, out bool isNew)
    {
        isNew = !_byKey.TryGetValue(rule.Key, out Exclusion? exclusion);
        exclusion ??= Add(rule.Key, rule.Since, rule.Since);
        // An alert may have let its records pass before the first tick.
        keys[exclusion.Number].Excluded = excludes;
        keys[exclusion.Number].IsNever = false;
        exclusion.IsTold = true;
        exclusion.Weight = weight;
        exclusion.Expires = rule.Expires ?? Exclusion.NoEnd;
        return exclusion;
    }

    /// <summary>A person ends the exclusion, and what kept the key from being excluded is asked again.</summary>
    /// <returns>What it was; nothing when it was not excluded.</returns>
    public Exclusion? Release(byte[] key)
    {
        int number = keys.Hold(key);
        keys[number].IsNever = false;
        if (_byKey.TryGetValue(key, out Exclusion? exclusion))
        {
            Remove(exclusion);
        }

        keys.Release(number);
        return exclusion;
    }

    public void Remove(Exclusion exclusion)
    {
        _byKey.Remove(exclusion.Key);
        keys[exclusion.Number].Excluded = false;
        keys.Release(exclusion.Number);
    }

    /// <summary>Records of excluded keys that lie so many times above the mean: what the heavy hitters make.</summary>
    public long RecordsAboveMean(WindowSnapshot window, double times)
    {
        SiftBasis basis = SiftBasis.OfAll(window);
        long records = 0;
        foreach ((Exclusion _, KeySnapshot key) in InWindow(window))
        {
            records += basis.IsAboveMean(key.Records, key.Flows, times) ? key.Records : 0;
        }

        return records;
    }

    /// <summary>The exclusions with their numbers in the window, by key: both are sorted, so each is looked for from the one before.</summary>
    public IEnumerable<(Exclusion Exclusion, KeySnapshot Key)> InWindow(WindowSnapshot window)
    {
        int from = 0;
        foreach (Exclusion exclusion in _byKey.Values)
        {
            (from, bool isThere) = window.Keys.Find(exclusion.Key, from);
            yield return (exclusion, isThere ? window.Keys[from] : KeySnapshot.Empty(exclusion.Key, window.View));
        }
    }
}
