using System.Text;

namespace Sidecar.Engine.Eve;

/// <summary>
/// UTF-8 that may also hold lone surrogates (WTF-8), because JSON's \ud800 is legal and must not be confused with other
/// text. Source: simonsapin.github.io/wtf-8.
/// </summary>
internal static class Wtf8
{
    /// <summary>Writes a code point, or a lone surrogate, and returns how many bytes it took (1 to 4).</summary>
    public static int Encode(int codePoint, Span<byte> destination)
    {
        if (Rune.TryCreate(codePoint, out Rune rune))
            return rune.EncodeToUtf8(destination);

        destination = destination[..3];
        destination[0] = (byte)(0xe0 | (codePoint >> 12));
        destination[1] = (byte)(0x80 | ((codePoint >> 6) & 0x3f));
        destination[2] = (byte)(0x80 | (codePoint & 0x3f));
        return 3;
    }

    /// <summary>The code point or lone surrogate at the place, which moves behind it; U+FFFD for bytes that are neither.</summary>
    public static int Decode(ReadOnlySpan<byte> text, ref int at)
    {
        ReadOnlySpan<byte> rest = text[at..];
        if (rest is [0xed, >= 0xa0 and <= 0xbf, >= 0x80 and <= 0xbf, ..])
        {
            at += 3;
            return 0xd000 | ((rest[1] & 0x3f) << 6) | (rest[2] & 0x3f);
        }

        Rune.DecodeFromUtf8(rest, out Rune rune, out int length);
        at += length;
        return rune.Value;
    }
}
