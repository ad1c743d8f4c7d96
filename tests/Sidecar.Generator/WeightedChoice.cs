namespace Sidecar.Generator;

/// <summary>Picks an index with the chance that its weight gives it, in constant time: Walker's alias method, in whole numbers.</summary>
internal sealed class WeightedChoice
{
    private readonly ulong[] _own;
    private readonly int[] _alias;

    /// <param name="weights">Their sum is above 0.</param>
    public WeightedChoice(IReadOnlyList<long> weights)
    {
        int count = weights.Count;
        UInt128 total = 0;
        foreach (long weight in weights)
            total += (ulong)weight;

        // Each of the count columns holds `total` parts; a weight fills count parts of each of its units.
        _own = new ulong[count];
        _alias = new int[count];
        UInt128[] parts = [.. weights.Select(weight => (UInt128)(ulong)weight * (ulong)count)];
        Stack<int> small = new();
        Stack<int> large = new();
        for (int i = count - 1; i >= 0; i--)
            (parts[i] < total ? small : large).Push(i);
        while (small.TryPop(out int poor))
        {
            if (!large.TryPeek(out int rich))
            {
                (_own[poor], _alias[poor]) = (ulong.MaxValue, poor);
                continue;
            }

            _own[poor] = (ulong)((parts[poor] << 32) / total) << 32;
            _alias[poor] = rich;
            parts[rich] -= total - parts[poor];
            if (parts[rich] < total)
                small.Push(large.Pop());
        }

        foreach (int whole in large)
            (_own[whole], _alias[whole]) = (ulong.MaxValue, whole);
    }

    public int Pick(SeededRandom random)
    {
        int column = random.Below(_own.Length);
        return random.Next() < _own[column] ? column : _alias[column];
    }
}
