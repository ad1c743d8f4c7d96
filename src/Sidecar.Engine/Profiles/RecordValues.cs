using System.IO.Hashing;
using System.Runtime.CompilerServices;
using Sidecar.Engine.Eve;

namespace Sidecar.Engine.Profiles;

/// <summary>
/// The values of one record that views want: each is decoded once and hashed once, however many views want it. A value is the
/// canonical text of a string, or a number, true or false as it is written. The hash is XXH3 without a seed, so that the
/// exports of a fleet merge, and so that values can be made which count as any number of distinct ones. Owned by the engine
/// thread.
/// </summary>
internal sealed class RecordValues(int slots)
{
    private readonly Value[] _values = new Value[slots];

    /// <summary>Texts of the present record that stand so nowhere in its line: decoded or put together, one behind the other.</summary>
    private byte[] _made = [];
    private int _madeLength;

    /// <summary>Of the present record, counted from 1.</summary>
    public long Number { get; private set; } = 1;

    /// <summary>Another record has come.</summary>
    public void Next()
    {
        Number++;
        _madeLength = 0;
    }

    /// <summary>The hash of a value of the present record; 0 when it is missing, or an object or array.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong HashOf(in EveRecord record, int slot)
    {
        ref Value value = ref _values[slot];
        return value.HashedOf == Number ? value.Hash : FirstHashOf(record, slot, ref value);
    }

    /// <summary>The hashes of some values, in one go.</summary>
    public void CopyHashes(in EveRecord record, ReadOnlySpan<int> slots, Span<ulong> hashes)
    {
        Value[] values = _values;
        long number = Number;
        hashes = hashes[..slots.Length];
        for (int i = 0; i < slots.Length; i++)
        {
            ref Value value = ref values[slots[i]];
            hashes[i] = value.HashedOf == number ? value.Hash : FirstHashOf(record, slots[i], ref value);
        }
    }

    /// <summary>The text of a value of the present record; false when it is missing, or an object or array.</summary>
    /// <param name="text">Valid as long as the record.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryGetText(in EveRecord record, int slot, out ReadOnlySpan<byte> text)
    {
        if (record.TryGetPlain(slot, out text))
        {
            return true;
        }

        bool isThere = TryFindOdd(record, slot, out TextPlace place);
        text = isThere ? At(record, place) : default;
        return isThere;
    }

    /// <summary>The same, for who keeps it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryFind(in EveRecord record, int slot, out TextPlace place)
    {
        if (record.TryFindPlain(slot, out int start, out int length))
        {
            place = new TextPlace(start, length);
            return true;
        }

        return TryFindOdd(record, slot, out place);
    }

    /// <summary>The text that was found in the present record.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> At(in EveRecord record, TextPlace place) =>
        place.IsInLine ? record.Line.Slice(place.Start, place.Length) : _made.AsSpan(-place.Start, place.Length);

    /// <summary>For a text of the present record that is made, and is no longer than this.</summary>
    public Span<byte> Room(long length)
    {
        long needed = _madeLength + length;
        if (_made.Length < needed)
        {
            // What was handed out of the old one stays valid there.
            Array.Resize(ref _made, Grown(needed));
        }

        return _made.AsSpan(_madeLength);
    }

    /// <summary>Twice as much as is needed, or as much as there can be: a record of hundreds of megabytes is one if so configured.</summary>
    internal static int Grown(long needed) => (int)Math.Min(2 * needed, Array.MaxLength);

    /// <summary>Keeps what was written to the <see cref="Room"/> taken last.</summary>
    public TextPlace Keep(int length)
    {
        TextPlace place = new(-_madeLength, length);
        _madeLength += length;
        return place;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong FirstHashOf(in EveRecord record, int slot, ref Value value)
    {
        value.HashedOf = Number;
        if (!record.TryGetPlain(slot, out ReadOnlySpan<byte> text))
        {
            return value.Hash = HashOfOdd(record, slot);
        }

        return value.Hash = Hash(text);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong HashOfOdd(in EveRecord record, int slot) =>
        TryFindOdd(record, slot, out TextPlace place) ? Hash(At(record, place)) : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Hash(ReadOnlySpan<byte> text)
    {
        ulong hash = XxHash3.HashToUInt64(text);
        // 0 stands for a missing value.
        return hash == 0 ? 1 : hash;
    }

    /// <summary>What is missing, or must be decoded, or is a scalar that is no number of digits alone.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryFindOdd(in EveRecord record, int slot, out TextPlace place)
    {
        place = default;
        if (record.IsAbsent(slot))
        {
            return false;
        }

        ref Value value = ref _values[slot];
        if (value.MadeOf == Number)
        {
            place = value.Made;
            return true;
        }

        if (!record.TryGetScalar(slot, out EveText text))
        {
            return false;
        }

        place = CanBeMade(text.CanonicalRoom) ? Keep(text.CopyCanonical(Room(text.CanonicalRoom))) : AsWritten(record, text);
        (value.MadeOf, value.Made) = (Number, place);
        return true;
    }

    private bool CanBeMade(long room) => _madeLength + room <= Array.MaxLength;

    /// <summary>A text of hundreds of megabytes that no array could hold as it reads.</summary>
    private static TextPlace AsWritten(in EveRecord record, EveText text)
    {
        record.Line.Overlaps(text.Raw, out int start);
        return new TextPlace(start, text.Raw.Length);
    }

    /// <summary>What is known of one field, and of which record: records are numbered.</summary>
    private struct Value
    {
        public long HashedOf;
        public ulong Hash;
        public long MadeOf;
        public TextPlace Made;
    }
}
