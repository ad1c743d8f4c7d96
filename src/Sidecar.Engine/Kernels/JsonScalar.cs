using System.Runtime.CompilerServices;

namespace Sidecar.Engine.Kernels;

/// <summary>Numbers and literals, by RFC 8259. Pure.</summary>
internal static unsafe class JsonScalar
{
    /// <summary>Four letters as they are read at once.</summary>
    private const uint True = 't' | ('r' << 8) | ('u' << 16) | ('e' << 24);
    private const uint Null = 'n' | ('u' << 8) | ('l' << 16) | ('l' << 24);
    private const uint Fals = 'f' | ('a' << 8) | ('l' << 16) | ('s' << 24);

    /// <summary>The length of the literal that stands here; 0 when there is none.</summary>
    /// <param name="text">With five bytes that may be read.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int LiteralLength(byte* text)
    {
        uint four = Unsafe.ReadUnaligned<uint>(text);
        if (four is True or Null)
            return sizeof(uint);
        return four == Fals && text[sizeof(uint)] == (byte)'e' ? sizeof(uint) + 1 : 0;
    }

    /// <summary>The length of the longest number, or of the literal, that a text starts with; 0 when it starts with none.</summary>
    public static int Length(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("false"u8))
            return "false"u8.Length;
        if (text.StartsWith("true"u8) || text.StartsWith("null"u8))
            return "null"u8.Length;

        int integer = text is [(byte)'-', ..] ? 1 : 0;
        int digits = text[integer..] is [(byte)'0', ..] ? 1 : Digits(text[integer..]);
        if (digits == 0)
            return 0;

        int length = integer + digits;
        if (text[length..] is [(byte)'.', ..] && Digits(text[(length + 1)..]) is > 0 and int fraction)
            length += 1 + fraction;
        if (text[length..] is [(byte)'e' or (byte)'E', ..])
        {
            int sign = text[(length + 1)..] is [(byte)'+' or (byte)'-', ..] ? 1 : 0;
            if (Digits(text[(length + 1 + sign)..]) is > 0 and int exponent)
                length += 1 + sign + exponent;
        }

        return length;
    }

    private static int Digits(ReadOnlySpan<byte> text)
    {
        int other = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return other < 0 ? text.Length : other;
    }
}
