using System.Buffers;
using System.Runtime.CompilerServices;
using Sidecar.Engine.Eve;

namespace Sidecar.Engine.Profiles;

/// <summary>An IP address as EVE writes it, without an allocation: at most 45 characters (RFC 4291, mixed form).</summary>
internal struct AddressText
{
    private static readonly SearchValues<byte> s_characters = SearchValues.Create("0123456789abcdefABCDEF:."u8);

    private Characters _characters;
    private byte _length;

    /// <summary>Hash of the text, as distinct counts use it; 0 when there is none.</summary>
    public ulong Hash { get; private set; }

    public readonly string Text => System.Text.Encoding.ASCII.GetString(((ReadOnlySpan<byte>)_characters)[.._length]);

    /// <summary>A key that is an address; nothing when it cannot be one.</summary>
    public static string? OfKey(ReadOnlySpan<byte> key) =>
        !key.IsEmpty && key.Length <= Characters.Capacity && !key.ContainsAnyExcept(s_characters)
            ? System.Text.Encoding.ASCII.GetString(key)
            : null;

    public void Set(in EveText address, ulong hash)
    {
        if (hash == Hash)
        {
            return;
        }

        if (!address.IsPlain || address.Raw.Length > Characters.Capacity)
        {
            // No address that Suricata writes: the record counts, but nothing of it is shown as an address.
            this = default;
            return;
        }

        address.Raw.CopyTo(_characters);
        _length = (byte)address.Raw.Length;
        Hash = hash;
    }

    /// <summary>The bytes of the text in place: the longest is an IPv6 address with an IPv4 tail.</summary>
    [InlineArray(Capacity)]
    private struct Characters
    {
        public const int Capacity = 45;

        private byte _first;
    }
}
