using System.Numerics;

namespace Sidecar.Engine.Kernels;

/// <summary>Checks what stands behind backslashes, by RFC 8259: one of eight letters, or u and four hexadecimal digits.</summary>
internal static class JsonEscapes
{
    private const int UnicodeLength = 6;

    /// <summary>True when all escapes of a text are valid and whole.</summary>
    /// <param name="backslashes">Where they are, a bit for each byte of the text.</param>
    public static bool AreValid(ReadOnlySpan<byte> text, ReadOnlySpan<ulong> backslashes)
    {
        int end = 0;
        for (int i = 0; i < backslashes.Length; i++)
        {
            for (ulong mask = backslashes[i]; mask != 0; mask &= mask - 1)
            {
                int at = (i * JsonBlock.Length) + BitOperations.TrailingZeroCount(mask);
                // One that stands in the escape before it is what that escapes.
                if (at < end)
                    continue;

                int length = Length(text[at..]);
                if (length == 0)
                    return false;
                end = at + length;
            }
        }

        return true;
    }

    /// <summary>The length of the escape at the start of a text; 0 when it is none.</summary>
    public static int Length(ReadOnlySpan<byte> text) => text switch
    {
        // What Suricata writes most comes first.
        [_, (byte)'/', ..] => 2,
        [_, (byte)'"' or (byte)'\\' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t', ..] => 2,
        [_, (byte)'u', var a, var b, var c, var d, ..] when IsHex(a) && IsHex(b) && IsHex(c) && IsHex(d) => UnicodeLength,
        _ => 0,
    };

    private static bool IsHex(byte digit) => char.IsAsciiHexDigit((char)digit);
}
