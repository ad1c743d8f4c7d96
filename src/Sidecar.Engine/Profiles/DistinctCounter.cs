using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Sidecar.Engine.Memory;

namespace Sidecar.Engine.Profiles;

/// <summary>
/// How many distinct 64-bit hashes were added: exact up to <see cref="ExactLimit"/>, a HyperLogLog of 2^15 registers
/// beyond it (standard error 1.04 / sqrt(2^15) = 0.57 %). Counters merge: the merged one is what one counter would be
/// that saw all. The estimator is the improved raw one of O. Ertl, "New cardinality estimation algorithms for
/// HyperLogLog sketches" (2017), algorithm 6, which needs no tables of bias.
/// Hash collisions (2^-64 a pair) are not corrected for. A struct, so that all counts of a key lie side by side: to be used
/// where it stands, a copy only to read.
/// </summary>
internal struct DistinctCounter
{
    public const int ExactLimit = 2048;

    private const int SmallestBits = 2;

    /// <summary>In place of a count: the estimate counts.</summary>
    private const int Estimated = -1;

    /// <summary>Times that <see cref="ExactLimit"/> is the limit, less one.</summary>
    private readonly ushort _moreLimits;

    /// <summary>Of the table, so that it need not be looked at for its length.</summary>
    private ushort _slotBits;
    private int _exactCount;

    /// <summary>The value that came last, which mostly comes next; while it is the only one there is no table yet.</summary>
    private ulong _latest;

    /// <summary>Open addressing, at most half full; 0 marks an empty slot.</summary>
    private ulong[]? _exact;

    /// <summary>May be one of before <see cref="Clear"/>, kept for others.</summary>
    private HyperLogLog? _estimate;

    /// <param name="limits">Exact up to so many times <see cref="ExactLimit"/>; once where nothing is said.</param>
    public DistinctCounter(int limits) => _moreLimits = checked((ushort)(limits - 1));

    /// <summary>Memory that its content takes.</summary>
    public readonly int Bytes => !IsExact ? HyperLogLog.Registers : sizeof(ulong) * (_exact is not null || _exactCount > 0 ? Slots : 0);

    public readonly bool IsExact => _exactCount != Estimated;

    /// <summary>The registers of the estimate; empty while exact.</summary>
    public readonly ReadOnlySpan<byte> Registers => IsExact ? [] : _estimate!.Content;

    /// <summary>The hashes in no order, zeros between them; only while exact.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<ulong> Exact => _exact is not null ? _exact : new ReadOnlySpan<ulong>(in _latest)[..Math.Max(0, _exactCount)];

    public readonly long Count => IsExact ? _exactCount : _estimate!.Estimate();

    /// <summary>Whether to add it changes nothing, since it came last or is none. Nothing has come yet where the latest is 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool IsLatest(ulong hash) => hash == _latest || hash == 0;

    /// <param name="hash">Hash of a value; 0 stands for a missing value and is ignored.</param>
    /// <param name="tables">Where memory comes from and goes to; the garbage collector's where nothing is said.</param>
    /// <returns>Whether it is new, as far as is known.</returns>
    public bool Add(ulong hash, DistinctTables? tables = null)
    {
        int bytes = 0;
        return !IsLatest(hash) && AddOther(hash, tables, ref bytes);
    }

    /// <summary>Adds what is not <see cref="IsLatest"/>.</summary>
    /// <param name="bytes">What it takes in memory is added.</param>
    /// <returns>Whether it is new, as far as is known.</returns>
    public bool AddOther(ulong hash, DistinctTables? tables, ref int bytes)
    {
        if (_exact is not ulong[] exact)
        {
            return AddWithoutTable(hash, tables, ref bytes);
        }

        ref ulong place = ref HashSlots.PlaceOf(exact, _slotBits, hash);
        if (place == hash)
        {
            _latest = hash;
            return false;
        }

        if (_exactCount >= 1 << (_slotBits - 1) || _exactCount >= Limit)
        {
            return AddBeyondTable(hash, tables, ref bytes);
        }

        place = hash;
        _exactCount++;
        _latest = hash;
        return true;
    }

    /// <summary>The value will be added, which takes a look at its place in the table.</summary>
    public readonly void Foresee(ulong hash)
    {
        if (hash != _latest && _exact is ulong[] exact)
        {
            Ahead.Fetch(ref HashSlots.At(exact, _slotBits, hash));
        }
    }

    /// <summary>Forgets all values and keeps the memory for others.</summary>
    public void Clear()
    {
        _exact.AsSpan().Clear();
        _exactCount = 0;
        _latest = 0;
    }

    /// <summary>Forgets all values and gives the memory away.</summary>
    public void GiveBack(DistinctTables tables)
    {
        if (_exact is not null)
        {
            tables.Give(_exact, _slotBits);
        }

        if (_estimate is not null)
        {
            tables.Give(_estimate);
        }

        (_exact, _estimate, _slotBits, _exactCount, _latest) = (null, null, 0, 0, 0);
    }

    /// <summary>Whether the hash was added; only while exact.</summary>
    public readonly bool Contains(ulong hash)
    {
        if (_exact is not ulong[] exact)
        {
            return hash == _latest && _exactCount > 0;
        }

        return HashSlots.PlaceOf(exact, _slotBits, hash) != 0;
    }

    public void Merge(in DistinctCounter other)
    {
        if (!other.IsExact)
        {
            Merge(other.Registers);
            return;
        }

        foreach (ulong hash in other.Exact)
        {
            Add(hash);
        }
    }

    /// <summary>Adds what a sketch has seen.</summary>
    /// <param name="registers">As many as <see cref="HyperLogLog.Registers"/>.</param>
    public void Merge(ReadOnlySpan<byte> registers)
    {
        if (IsExact)
        {
            BecomeEstimate(tables: null);
        }

        _estimate!.Merge(registers);
    }

    private readonly int Slots => 1 << Math.Max((int)_slotBits, SmallestBits);

    private readonly int Limit => ExactLimit * (1 + _moreLimits);

    private bool AddWithoutTable(ulong hash, DistinctTables? tables, ref int bytes)
    {
        if (_exactCount > 0)
        {
            return AddBeyondTable(hash, tables, ref bytes);
        }

        _latest = hash;
        if (!IsExact)
        {
            return _estimate!.Add(hash);
        }

        _exactCount = 1;
        bytes += sizeof(ulong) << SmallestBits;
        return true;
    }

    /// <summary>Adds a new value that there is no room for.</summary>
    /// <returns>True.</returns>
    private bool AddBeyondTable(ulong hash, DistinctTables? tables, ref int bytes)
    {
        if (_exactCount == Limit)
        {
            bytes += HyperLogLog.Registers - Bytes;
            BecomeEstimate(tables);
            _estimate!.Add(hash);
        }
        else
        {
            // The first table is counted with the first value already.
            bytes += _exact is null ? 0 : sizeof(ulong) << _slotBits;
            Grow(tables);
            HashSlots.PlaceOf(_exact!, _slotBits, hash) = hash;
            _exactCount++;
        }

        _latest = hash;
        return true;
    }

    private void Grow(DistinctTables? tables)
    {
        ulong[]? old = _exact;
        int bits = old is null ? SmallestBits : _slotBits + 1;
        ulong[] grown = tables?.TakeTable(bits) ?? new ulong[1 << bits];
        if (old is null)
        {
            HashSlots.PlaceOf(grown, bits, _latest) = _latest;
        }
        else
        {
            HashSlots.Copy(old, grown, bits);
            tables?.Give(old, _slotBits);
        }

        (_exact, _slotBits) = (grown, (ushort)bits);
    }

    private void BecomeEstimate(DistinctTables? tables)
    {
        _estimate ??= tables?.TakeSketch() ?? new HyperLogLog();
        _estimate.Clear();
        foreach (ulong hash in Exact)
        {
            if (hash != 0)
            {
                _estimate.Add(hash);
            }
        }

        if (_exact is not null)
        {
            tables?.Give(_exact, _slotBits);
        }

        _exact = null;
        _slotBits = 0;
        _exactCount = Estimated;
    }
}
