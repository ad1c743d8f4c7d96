namespace Sidecar.Engine.Verdicts;

/// <summary>What people said about the keys of one view and still holds. Owned by the engine thread.</summary>
internal sealed class HandRules
{
    private readonly SortedDictionary<byte[], HandRule> _rules = new(ByBytes.Order);

    /// <summary>Goes up with every change.</summary>
    public long Version { get; private set; }

    public int Count => _rules.Count;

    /// <summary>Sorted by key bytes; a copy.</summary>
    public IReadOnlyList<HandRule> All => [.. _rules.Values];

    public HandRule? Find(byte[] key) => _rules.GetValueOrDefault(key);

    public bool IsNever(byte[] key) => Find(key) is { Action: HandAction.Never };

    public void Set(HandRule rule)
    {
        _rules[rule.Key] = rule;
        Version++;
    }

    /// <returns>Whether anything had been said.</returns>
    public bool Forget(byte[] key)
    {
        bool was = _rules.Remove(key);
        Version += was ? 1 : 0;
        return was;
    }
}
