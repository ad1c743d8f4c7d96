using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Sidecar.Engine.Kernels;

/// <summary>A key that is looked for, and what to do with its value.</summary>
/// <param name="Key">As it stands in a line without escapes.</param>
/// <param name="Slot">Where the place of its value goes.</param>
/// <param name="Number">What the caller knows it by.</param>
/// <param name="LeadsOn">Keys are looked for in its value too.</param>
internal sealed record WantedKey(byte[] Key, int Slot, int Number, bool LeadsOn);

/// <summary>
/// The keys of an object that are looked for, and how they are found among its members without knowing their length: one
/// load of 16 bytes, one search for the closing quote, a hash that has no collision among the keys, one comparison.
/// Immutable; any thread.
/// </summary>
internal sealed class KeyTable
{
    /// <summary>Shorter lines cannot be read in whole vectors.</summary>
    public const int MinLineLength = VectorLength;

    /// <summary>The number of no key.</summary>
    public const int None = -1;

    /// <summary>The number of a key that is too long to be told here, in a table that has such keys.</summary>
    public const int LongKey = -2;

    private const int VectorLength = 16;

    /// <summary>A key and its closing quote fit into one vector.</summary>
    private const int MaxShortLength = VectorLength - 1;

    private const ulong HighFactor = 0x9e37_79b9_7f4a_7c15;

    private readonly Entry[] _entries;

    private readonly bool _hasLongKeys;
    private readonly ulong _factor;
    private readonly int _shift;

    /// <param name="keys">None twice.</param>
    /// <param name="slotCount">Slots that values can go to.</param>
    public KeyTable(IReadOnlyList<WantedKey> keys, int slotCount)
    {
        Entry[] entries = [.. keys.Where(key => key.Key.Length <= MaxShortLength).Select(key => new Entry(Padded(key.Key), key.Slot, key.Number, key.LeadsOn ? 1 : 0))];
        _hasLongKeys = entries.Length < keys.Count;
        _factor = HighFactor;
        _shift = 64 - BitOperations.Log2((uint)entries.Length + 1) - 1;
        for (int attempt = 1; HasCollision(entries, _factor, _shift); attempt++)
        {
            _factor = ((_factor * 6_364_136_223_846_793_005) + 1_442_695_040_888_963_407) | 1;
            _shift -= attempt % 1000 == 0 ? 1 : 0;
        }

        // No text of a key is all ones: a place without a key is never met.
        _entries = new Entry[1 << (64 - _shift)];
        Array.Fill(_entries, new Entry(Vector128<byte>.AllBitsSet, slotCount, None, 0));
        foreach (Entry entry in entries)
            _entries[Hash(entry.Key, _factor, _shift)] = entry;
    }

    /// <summary>
    /// Reads the members of an object from one separator up to the next bracket, and notes where the values of these keys are.
    /// </summary>
    /// <param name="line">A scanned line of <see cref="MinLineLength"/> bytes at least.</param>
    /// <param name="separators">The masks of its separators.</param>
    /// <param name="before">The place of the separator before the first member.</param>
    /// <param name="slots">With one more than can be wanted.</param>
    /// <param name="leads">Counts the keys that lead on.</param>
    /// <param name="last">The number of the key before the bracket, and <see cref="None"/> if it is not wanted.</param>
    /// <returns>
    /// The place of the bracket; or of the separator before a member with a long key, <paramref name="last"/> being
    /// <see cref="LongKey"/>.
    /// </returns>
    public int ReadMembers(ReadOnlySpan<byte> line, ReadOnlySpan<ulong> separators, int before, Span<JsonRange> slots, ref int leads, out int last)
    {
        ref byte start = ref MemoryMarshal.GetReference(line);
        ref ulong masks = ref MemoryMarshal.GetReference(separators);
        ref JsonRange firstSlot = ref MemoryMarshal.GetReference(slots);
        ref Entry entries = ref MemoryMarshal.GetArrayDataReference(_entries);
        ref byte zeros = ref Unsafe.Add(ref MemoryMarshal.GetReference(OnesThenZeros), VectorLength);
        ulong factor = _factor;
        int shift = _shift;
        nint lastVector = line.Length - VectorLength;
        nint place = before;
        int number;
        do
        {
            nint at = place + 2;
            Vector128<byte> text = at <= lastVector
                ? Vector128.LoadUnsafe(ref Unsafe.Add(ref start, at))
                : Vector128.Shuffle(Vector128.LoadUnsafe(ref Unsafe.Add(ref start, lastVector)), Vector128<byte>.Indices + Vector128.Create((byte)(at - lastVector)));
            uint quotes = Vector128.Equals(text, Vector128.Create((byte)'"')).ExtractMostSignificantBits();
            nint length = BitOperations.TrailingZeroCount(quotes | 1u << VectorLength);
            text &= Vector128.LoadUnsafe(ref Unsafe.Subtract(ref zeros, length));

            ref Entry entry = ref Unsafe.Add(ref entries, Hash(text, factor, shift));
            nint after = JsonSeparators.Behind(place, ref masks);
            number = None;
            if ((entry.Key ^ text) == Vector128<byte>.Zero)
            {
                nint value = at + length + 2;
                Unsafe.Add(ref firstSlot, (nint)(uint)entry.Slot) = new JsonRange((int)value, (int)(after - value));
                leads += entry.Leads;
                number = entry.Number;
            }
            else if (length == VectorLength && _hasLongKeys)
            {
                number = LongKey;
                break;
            }

            place = after;
        }
        while (Unsafe.Add(ref start, place) == (byte)',');

        last = number;
        return (int)place;
    }

    private static ReadOnlySpan<byte> OnesThenZeros =>
    [
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Hash(Vector128<byte> key, ulong factor, int shift)
    {
        Vector128<ulong> halves = key.AsUInt64();
        return (nint)(((halves.ToScalar() * factor) + (halves.GetElement(1) * HighFactor)) >> shift);
    }

    private static bool HasCollision(Entry[] entries, ulong factor, int shift) =>
        entries.Select(entry => Hash(entry.Key, factor, shift)).Distinct().Count() < entries.Length;

    private static Vector128<byte> Padded(byte[] key)
    {
        byte[] padded = new byte[VectorLength];
        key.CopyTo(padded, 0);
        return Vector128.Create(padded);
    }

    /// <summary>A wanted key in its place of the hash table, with zeros behind it, and what <see cref="WantedKey"/> says of it.</summary>
    private readonly record struct Entry(Vector128<byte> Key, int Slot, int Number, int Leads);
}
