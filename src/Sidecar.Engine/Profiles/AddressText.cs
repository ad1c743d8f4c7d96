using System.Buffers;
using System.Runtime.CompilerServices;
using Sidecar.Engine.Eve;

namespace Sidecar.Engine.Profiles;

/// <summary>An IP address as EVE writes it, without an allocation: at most 45 characters (RFC 4291, mixed form).</summary>
internal struct AddressText
{
    private static readonly SearchValues<byte> s_characters = SearchValues.Create("0123456789abcdefABCDEF:."u8);

    private ulong _hash;
    private byte _length;
    private Characters _characters;

    /// <summary>Hash of the text, as distinct counts use it; 0 when there is none.</summary>
    public readonly ulong Hash => _hash;

    public readonly string Text => System.Text.Encoding.ASCII.GetString(((ReadOnlySpan<byte>)_characters)[.._length]);

    public readonly int Length => _length;

    /// <summary>Whether a text may be an address.</summary>
    public static bool CanBe(ReadOnlySpan<byte> text) =>
        !text.IsEmpty && text.Length <= Characters.Capacity && !text.ContainsAnyExcept(s_characters);

    /// <summary>The characters, one byte each.</summary>
    public readonly void CopyTo(Span<byte> bytes) => ((ReadOnlySpan<byte>)_characters)[.._length].CopyTo(bytes);

    /// <summary>Becomes what was copied; nothing when that can be no address.</summary>
    public void Restore(ReadOnlySpan<byte> bytes)
    {
        this = default;
        if (!bytes.IsEmpty && bytes.Length <= Characters.Capacity && System.Text.Ascii.IsValid(bytes))
        {
            bytes.CopyTo(_characters);
            _length = (byte)bytes.Length;
            ulong hash = System.IO.Hashing.XxHash3.HashToUInt64(bytes);
            _hash = hash == 0 ? 1 : hash;
        }
    }

    public void Set(in EveText address, ulong hash)
    {
        if (!address.IsPlain || address.Raw.Length > Characters.Capacity)
        {
            // No address that Suricata writes: the record counts, but nothing of it is shown as an address.
            this = default;
            return;
        }

        address.Raw.CopyTo(_characters);
        _length = (byte)address.Raw.Length;
        _hash = hash;
    }

    /// <summary>The bytes of the text in place: the longest is an IPv6 address with an IPv4 tail.</summary>
    [InlineArray(Capacity)]
    private struct Characters
    {
        public const int Capacity = 45;

        private byte _first;
    }
}
