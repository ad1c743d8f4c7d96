using System.Numerics;
using System.Text;

namespace Sidecar.Engine.Selection;

/// <summary>
/// UTF-8 as jq takes it apart (jq 1.6 and 1.7, src/jv_unicode.c, jvp_utf8_next). It differs from Unicode's own advice only
/// for bytes that are no UTF-8: how many of them become one U+FFFD.
/// </summary>
internal static class JqUtf8
{
    public const int Invalid = -1;

    /// <summary>The code point at the place, which moves behind it, or <see cref="Invalid"/> for bytes that are none.</summary>
    public static int Next(ReadOnlySpan<byte> text, ref int at)
    {
        byte first = text[at];
        int length = Length(first);
        if (length <= 1)
        {
            at++;
            return length == 1 ? first : Invalid;
        }

        if (at + length > text.Length)
        {
            at = text.Length;
            return Invalid;
        }

        int codePoint = first & (0x7f >> length);
        for (int i = 1; i < length; i++)
        {
            byte next = text[at + i];
            if ((next & 0xc0) != 0x80)
            {
                at += i;
                return Invalid;
            }

            codePoint = (codePoint << 6) | (next & 0x3f);
        }

        at += length;
        return codePoint >= FirstOfLength(length) && Rune.IsValid(codePoint) ? codePoint : Invalid;
    }

    /// <summary>A code point below it has a shorter form, and must not be written in this one.</summary>
    private static int FirstOfLength(int length) => length switch
    {
        2 => 0x80,
        3 => 0x800,
        _ => 0x10000,
    };

    /// <summary>How long the sequence is that the byte opens; 0 when none can.</summary>
    private static int Length(byte first) => first switch
    {
        < 0x80 => 1,
        < 0xc2 or > 0xf4 => 0,
        _ => BitOperations.LeadingZeroCount((uint)(byte)~first << 24),
    };
}
