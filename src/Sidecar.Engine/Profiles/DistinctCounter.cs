namespace Sidecar.Engine.Profiles;

/// <summary>
/// How many distinct 64-bit hashes were added: exact up to <see cref="ExactLimit"/>, a HyperLogLog of 2^15 registers
/// beyond it (standard error 1.04 / sqrt(2^15) = 0.57 %). Counters merge: the merged one is what one counter would be
/// that saw all. The estimator is the improved raw one of O. Ertl, "New cardinality estimation algorithms for
/// HyperLogLog sketches" (2017), algorithm 6, which needs no tables of bias.
/// Hash collisions (2^-64 a pair) are not corrected for.
/// </summary>
internal sealed class DistinctCounter(int exactLimit = DistinctCounter.ExactLimit)
{
    public const int ExactLimit = 2048;

    private const int SmallestTable = 4;

    // Open addressing, at most half full; 0 marks an empty slot.
    private ulong[] _exact = [];
    private int _exactCount;
    private HyperLogLog? _estimate;
    private HyperLogLog? _spare;

    /// <summary>Memory that its content takes.</summary>
    public int Bytes => _estimate is null ? _exact.Length * sizeof(ulong) : HyperLogLog.Registers;

    public bool IsExact => _estimate is null;

    /// <summary>The registers of the estimate; empty while exact.</summary>
    public ReadOnlySpan<byte> Registers => _estimate is null ? [] : _estimate.Content;

    /// <summary>The hashes in no order, zeros between them; only while exact.</summary>
    public ReadOnlySpan<ulong> Exact => _exact;

    public long Count => _estimate?.Estimate() ?? _exactCount;

    /// <param name="hash">Hash of a value; 0 stands for a missing value and is ignored.</param>
    /// <returns>Whether it is new, as far as is known.</returns>
    public bool Add(ulong hash)
    {
        if (hash == 0)
        {
            return false;
        }

        if (_estimate is not null)
        {
            return _estimate.Add(hash);
        }

        if (Contains(hash))
        {
            return false;
        }

        AddNew(hash);
        return true;
    }

    /// <summary>Forgets all values and keeps the memory for others.</summary>
    public void Clear()
    {
        Array.Clear(_exact);
        _exactCount = 0;
        _spare = _estimate ?? _spare;
        _estimate = null;
    }

    /// <summary>Whether the hash was added; only while exact.</summary>
    public bool Contains(ulong hash)
    {
        if (_exact.Length == 0)
        {
            return false;
        }

        for (int at = Slot(hash, _exact.Length); _exact[at] != 0; at = (at + 1) & (_exact.Length - 1))
        {
            if (_exact[at] == hash)
            {
                return true;
            }
        }

        return false;
    }

    public void Merge(DistinctCounter other)
    {
        if (other._estimate is null)
        {
            foreach (ulong hash in other._exact)
            {
                Add(hash);
            }

            return;
        }

        Merge(other.Registers);
    }

    /// <summary>Adds what a sketch has seen.</summary>
    /// <param name="registers">As many as <see cref="HyperLogLog.Registers"/>.</param>
    public void Merge(ReadOnlySpan<byte> registers)
    {
        if (_estimate is null)
        {
            BecomeEstimate();
        }

        _estimate!.Merge(registers);
    }

    private static int Slot(ulong hash, int slots) => (int)hash & (slots - 1);

    private void AddNew(ulong hash)
    {
        if (_exactCount == exactLimit)
        {
            BecomeEstimate();
            _estimate!.Add(hash);
            return;
        }

        if (2 * (_exactCount + 1) > _exact.Length)
        {
            ulong[] old = _exact;
            _exact = new ulong[Math.Max(SmallestTable, 2 * old.Length)];
            foreach (ulong known in old)
            {
                if (known != 0)
                {
                    Put(known);
                }
            }
        }

        Put(hash);
        _exactCount++;
    }

    private void Put(ulong hash)
    {
        int at = Slot(hash, _exact.Length);
        while (_exact[at] != 0)
        {
            at = (at + 1) & (_exact.Length - 1);
        }

        _exact[at] = hash;
    }

    private void BecomeEstimate()
    {
        _estimate = _spare ?? new HyperLogLog();
        _estimate.Clear();
        foreach (ulong hash in _exact)
        {
            if (hash != 0)
            {
                _estimate.Add(hash);
            }
        }

        _exact = [];
        _exactCount = 0;
    }
}
