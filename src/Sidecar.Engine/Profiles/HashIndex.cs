using System.Runtime.CompilerServices;
using Sidecar.Engine.Memory;

namespace Sidecar.Engine.Profiles;

/// <summary>
/// Finds numbers by 64-bit hashes that nobody outside can choose: open addressing with linear steps, at most half full, the
/// whole hash in the slot, so that whoever looks goes to a row only for what is very likely meant. Several numbers may stand
/// under one hash. Owned by the engine thread.
/// </summary>
internal sealed class HashIndex
{
    private const int SmallestTable = 128;

    private Slot[] _slots = new Slot[SmallestTable];

    /// <summary>Numbers in it.</summary>
    public int Count { get; private set; }

    /// <summary>The hash will be looked for.</summary>
    public void Foresee(ulong hash) => Ahead.Fetch(in _slots[(int)hash & (_slots.Length - 1)]);

    /// <summary>The next number under a hash.</summary>
    /// <param name="cursor">The hash at first, as an int; what the call before left then.</param>
    public bool TryNext(ulong hash, ref int cursor, out int number)
    {
        ref Slot slot = ref Look(hash, (uint)cursor, out uint at);
        cursor = (int)(at + 1);
        return IsTaken(slot, out number);
    }

    /// <summary>The only number under a hash, or the first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryGet(ulong hash, out int number)
    {
        ref Slot slot = ref Look(hash, (uint)hash, out _);
        return IsTaken(slot, out number);
    }

    public void Add(ulong hash, int number)
    {
        if (2 * (Count + 1) > _slots.Length)
        {
            Slot[] old = _slots;
            _slots = new Slot[2 * old.Length];
            foreach (Slot slot in old)
            {
                if (slot.Place != 0)
                {
                    Put(slot);
                }
            }
        }

        Put(new Slot { Hash = hash, Place = number + 1 });
        Count++;
    }

    public void Remove(ulong hash, int number)
    {
        int mask = _slots.Length - 1;
        int at = (int)hash & mask;
        while (_slots[at].Place != number + 1)
        {
            at = (at + 1) & mask;
        }

        // What stands behind moves up, unless that were before its own place: then no step ever meets a gap too early.
        for (int next = (at + 1) & mask; _slots[next].Place != 0; next = (next + 1) & mask)
        {
            if (((next - (int)_slots[next].Hash) & mask) >= ((next - at) & mask))
            {
                _slots[at] = _slots[next];
                at = next;
            }
        }

        _slots[at] = default;
        Count--;
    }

    /// <summary>Forgets all and keeps the memory.</summary>
    public void Clear()
    {
        Array.Clear(_slots);
        Count = 0;
    }

    /// <summary>The first slot from a place on that has the hash, or that is empty.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Slot Look(ulong hash, uint from, out uint at)
    {
        Slot[] slots = _slots;
        at = from;
        while (true)
        {
            ref Slot slot = ref slots[at & (uint)(slots.Length - 1)];
            if (slot.Place == 0 || slot.Hash == hash)
            {
                return ref slot;
            }

            at++;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsTaken(in Slot slot, out int number)
    {
        bool isTaken = slot.Place != 0;
        number = isTaken ? slot.Place - 1 : 0;
        return isTaken;
    }

    private void Put(in Slot slot)
    {
        int at = (int)slot.Hash & (_slots.Length - 1);
        while (_slots[at].Place != 0)
        {
            at = (at + 1) & (_slots.Length - 1);
        }

        _slots[at] = slot;
    }

    /// <summary>Zeroed while it is free.</summary>
    private struct Slot
    {
        public ulong Hash;

        /// <summary>One more than the number; 0 in a slot that is free.</summary>
        public int Place;
    }
}
