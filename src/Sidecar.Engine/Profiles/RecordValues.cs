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

    /// <summary>Texts of the present record that had to be decoded, one behind the other.</summary>
    private byte[] _decoded = [];
    private int _decodedLength;
    private byte[] _scratch = [];

    /// <summary>Of the present record, counted from 1.</summary>
    public long Number { get; private set; } = 1;

    /// <summary>Another record has come.</summary>
    public void Next()
    {
        Number++;
        _decodedLength = 0;
    }

    /// <summary>The hash of a value of the present record; 0 when it is missing, or an object or array.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong HashOf(in EveRecord record, int slot)
    {
        ref Value value = ref _values[slot];
        return value.HashedOf == Number ? value.Hash : FirstHashOf(record, slot, ref value);
    }

    /// <summary>The text of a value of the present record; false when it is missing, or an object or array.</summary>
    /// <param name="text">Valid as long as the record.</param>
    public bool TryGetText(in EveRecord record, int slot, out ReadOnlySpan<byte> text)
    {
        if (record.TryGetText(slot, out EveText value))
        {
            text = value.IsKnownPlain ? value.Raw : Decoded(value, slot);
            return true;
        }

        // A number, true or false, which are plain.
        bool isThere = record.TryGetScalar(slot, out value);
        text = value.Raw;
        return isThere;
    }

    private ulong FirstHashOf(in EveRecord record, int slot, ref Value value)
    {
        value.HashedOf = Number;
        return value.Hash = TryGetText(record, slot, out ReadOnlySpan<byte> text) ? Hash(text) : 0;
    }

    private ReadOnlySpan<byte> Decoded(EveText text, int slot)
    {
        ref Value value = ref _values[slot];
        if (value.DecodedOf != Number)
        {
            ReadOnlySpan<byte> canonical = text.Canonical(ref _scratch);
            if (_decoded.Length - _decodedLength < canonical.Length)
            {
                // What was handed out of the old one stays valid there.
                Array.Resize(ref _decoded, 2 * (_decodedLength + canonical.Length));
            }

            canonical.CopyTo(_decoded.AsSpan(_decodedLength));
            (value.DecodedOf, value.Start, value.Length) = (Number, _decodedLength, canonical.Length);
            _decodedLength += canonical.Length;
        }

        return _decoded.AsSpan(value.Start, value.Length);
    }

    private static ulong Hash(ReadOnlySpan<byte> text)
    {
        ulong hash = XxHash3.HashToUInt64(text);
        // 0 stands for a missing value.
        return hash == 0 ? 1 : hash;
    }

    /// <summary>What is known of one field, and of which record: records are numbered.</summary>
    private struct Value
    {
        public long HashedOf;
        public ulong Hash;
        public long DecodedOf;
        public int Start;
        public int Length;
    }
}
