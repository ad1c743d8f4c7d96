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
/// where it stands, a copy only to read. Its memory is a <see cref="NativeHeap"/>'s, the same with every call.
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

    /// <summary>As <see cref="HashSlots"/> has it, at most half full.</summary>
    private Native<ulong> _exact;

    /// <summary>Of <see cref="HyperLogLog"/>; while exact, none or those of before <see cref="Clear"/>.</summary>
    private Native<byte> _registers;

    /// <param name="limits">Exact up to so many times <see cref="ExactLimit"/>; once where nothing is said.</param>
    public DistinctCounter(int limits) => _moreLimits = checked((ushort)(limits - 1));

    /// <summary>Memory that its content takes.</summary>
    public readonly int Bytes => !IsExact ? HyperLogLog.Registers : sizeof(ulong) * (!_exact.IsNone || _exactCount > 0 ? Slots : 0);

    public readonly bool IsExact => _exactCount != Estimated;

    /// <summary>The registers of the estimate; empty while exact.</summary>
    public readonly ReadOnlySpan<byte> Registers => IsExact ? [] : _registers.Span(HyperLogLog.Registers);

    /// <summary>The hashes in no order, zeros between them; only while exact.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<ulong> Exact => !_exact.IsNone ? _exact.Span(1 << _slotBits) : new ReadOnlySpan<ulong>(in _latest)[..Math.Max(0, _exactCount)];

    public readonly long Count => IsExact ? _exactCount : HyperLogLog.Estimate(Registers);

    /// <summary>Whether to add it changes nothing, since it came last or is none. Nothing has come yet where the latest is 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool IsLatest(ulong hash) => hash == _latest || hash == 0;

    /// <param name="hash">Hash of a value; 0 stands for a missing value and is ignored.</param>
    /// <returns>Whether it is new, as far as is known.</returns>
    public bool Add(ulong hash, NativeHeap heap)
    {
        int bytes = 0;
        return !IsLatest(hash) && AddOther(hash, heap, ref bytes);
    }

    /// <summary>Adds what is not <see cref="IsLatest"/>.</summary>
    /// <param name="bytes">What it takes in memory is added.</param>
    /// <returns>Whether it is new, as far as is known.</returns>
    public bool AddOther(ulong hash, NativeHeap heap, ref int bytes)
    {
        if (_exact.IsNone)
        {
            return AddWithoutTable(hash, heap, ref bytes);
        }

        ref ulong place = ref HashSlots.PlaceOf(_exact, _slotBits, hash);
        if (place == hash)
        {
            _latest = hash;
            return false;
        }

        if (_exactCount >= 1 << (_slotBits - 1) || _exactCount >= Limit)
        {
            return AddBeyondTable(hash, heap, ref bytes);
        }

        place = hash;
        _exactCount++;
        _latest = hash;
        return true;
    }

    /// <summary>The value will be added, which takes a look at its place in the table.</summary>
    public readonly void Foresee(ulong hash)
    {
        if (hash != _latest && !_exact.IsNone)
        {
            Ahead.Fetch(ref HashSlots.At(_exact, _slotBits, hash));
        }
    }

    /// <summary>Forgets all values and keeps the memory for others.</summary>
    public void Clear()
    {
        if (!_exact.IsNone)
        {
            _exact.Span(1 << _slotBits).Clear();
        }

        _exactCount = 0;
        _latest = 0;
    }

    /// <summary>Forgets all values and gives the memory away.</summary>
    public void GiveBack(NativeHeap heap)
    {
        if (!_exact.IsNone)
        {
            heap.Give(_exact, 1 << _slotBits);
        }

        if (!_registers.IsNone)
        {
            heap.Give(_registers, HyperLogLog.Registers);
        }

        (_exact, _registers, _slotBits, _exactCount, _latest) = (default, default, 0, 0, 0);
    }

    /// <summary>The heap has begun anew: takes memory of it for what this has in the pages of before.</summary>
    public void Move(NativeHeap heap)
    {
        if (!_exact.IsNone)
        {
            Native<ulong> table = heap.Take<ulong>(1 << _slotBits);
            _exact.Span(1 << _slotBits).CopyTo(table.Span(1 << _slotBits));
            _exact = table;
        }

        Native<byte> registers = default;
        if (!IsExact)
        {
            registers = heap.Take<byte>(HyperLogLog.Registers);
            AllRegisters.CopyTo(registers.Span(HyperLogLog.Registers));
        }

        _registers = registers;
    }

    /// <summary>Whether the hash was added; only while exact.</summary>
    public readonly bool Contains(ulong hash)
    {
        if (_exact.IsNone)
        {
            return hash == _latest && _exactCount > 0;
        }

        return HashSlots.PlaceOf(_exact, _slotBits, hash) != 0;
    }

    /// <param name="other">Of any heap.</param>
    public void Merge(in DistinctCounter other, NativeHeap heap)
    {
        if (!other.IsExact)
        {
            Merge(other.Registers, heap);
            return;
        }

        foreach (ulong hash in other.Exact)
        {
            Add(hash, heap);
        }
    }

    /// <summary>Adds what a sketch has seen.</summary>
    /// <param name="registers">As many as <see cref="HyperLogLog.Registers"/>.</param>
    public void Merge(ReadOnlySpan<byte> registers, NativeHeap heap)
    {
        if (IsExact)
        {
            BecomeEstimate(heap);
        }

        HyperLogLog.Merge(AllRegisters, registers);
    }

    private readonly Span<byte> AllRegisters => _registers.Span(HyperLogLog.Registers);

    private readonly int Slots => 1 << Math.Max((int)_slotBits, SmallestBits);

    private readonly int Limit => ExactLimit * (1 + _moreLimits);

    private bool AddWithoutTable(ulong hash, NativeHeap heap, ref int bytes)
    {
        if (_exactCount > 0)
        {
            return AddBeyondTable(hash, heap, ref bytes);
        }

        _latest = hash;
        if (!IsExact)
        {
            return HyperLogLog.Add(AllRegisters, hash);
        }

        _exactCount = 1;
        bytes += sizeof(ulong) << SmallestBits;
        return true;
    }

    /// <summary>Adds a new value that there is no room for.</summary>
    /// <returns>True.</returns>
    private bool AddBeyondTable(ulong hash, NativeHeap heap, ref int bytes)
    {
        if (_exactCount == Limit)
        {
            bytes += HyperLogLog.Registers - Bytes;
            BecomeEstimate(heap);
            HyperLogLog.Add(AllRegisters, hash);
        }
        else
        {
            // The first table is counted with the first value already.
            bytes += _exact.IsNone ? 0 : sizeof(ulong) << _slotBits;
            Grow(heap);
            HashSlots.PlaceOf(_exact, _slotBits, hash) = hash;
            _exactCount++;
        }

        _latest = hash;
        return true;
    }

    private void Grow(NativeHeap heap)
    {
        int bits = _exact.IsNone ? SmallestBits : _slotBits + 1;
        Native<ulong> grown = heap.Take<ulong>(1 << bits);
        if (_exact.IsNone)
        {
            HashSlots.PlaceOf(grown, bits, _latest) = _latest;
        }
        else
        {
            HashSlots.Copy(_exact.Span(1 << _slotBits), grown, bits);
            heap.Give(_exact, 1 << _slotBits);
        }

        (_exact, _slotBits) = (grown, (ushort)bits);
    }

    private void BecomeEstimate(NativeHeap heap)
    {
        if (_registers.IsNone)
        {
            _registers = heap.Take<byte>(HyperLogLog.Registers);
        }
        else
        {
            AllRegisters.Clear();
        }

        foreach (ulong hash in Exact)
        {
            if (hash != 0)
            {
                HyperLogLog.Add(AllRegisters, hash);
            }
        }

        if (!_exact.IsNone)
        {
            heap.Give(_exact, 1 << _slotBits);
        }

        (_exact, _slotBits, _exactCount) = (default, 0, Estimated);
    }
}
