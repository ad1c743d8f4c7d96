using System.Buffers;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;

namespace Sidecar.Engine.Eve;

/// <summary>
/// What stands between the quotes of a JSON string. Decodes only what the parser has accepted, so escapes are whole.
/// </summary>
internal static class JsonStringBody
{
    private static readonly SearchValues<byte> s_plain = SearchValues.Create(
        [.. Enumerable.Range(0x20, 0x60).Select(b => (byte)b).Except("\"\\"u8.ToArray())]);

    /// <summary>How many bytes from the start stand for themselves: ASCII but control bytes, the quote and the backslash.</summary>
    public static int PlainRun(ReadOnlySpan<byte> text)
    {
        int run = text.IndexOfAnyExcept(s_plain);
        return run < 0 ? text.Length : run;
    }

    /// <summary>All of it stands for itself. Called for few strings, so never inlined into what is called for all.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool IsPlain(ReadOnlySpan<byte> text) => PlainRun(text) == text.Length;

    /// <summary>
    /// The code point at the place, which moves behind it. A surrogate escape without its partner is returned as it is;
    /// each maximal part of ill-formed UTF-8 gives one U+FFFD (Unicode 3.9, as Python and .NET both do).
    /// </summary>
    public static int NextCodePoint(ReadOnlySpan<byte> raw, ref int at)
    {
        if (raw[at] == '\\')
            return NextEscape(raw, ref at);

        Rune.DecodeFromUtf8(raw[at..], out Rune rune, out int length);
        at += length;
        return rune.Value;
    }

    private static int NextEscape(ReadOnlySpan<byte> raw, ref int at)
    {
        byte letter = raw[at + 1];
        at += 2;
        switch (letter)
        {
            case (byte)'b': return '\b';
            case (byte)'f': return '\f';
            case (byte)'n': return '\n';
            case (byte)'r': return '\r';
            case (byte)'t': return '\t';
            case not (byte)'u': return letter;
        }

        char unit = NextUnit(raw, ref at);
        if (char.IsHighSurrogate(unit) && raw[at..].StartsWith("\\u"u8))
        {
            int next = at + 2;
            char low = NextUnit(raw, ref next);
            if (char.IsLowSurrogate(low))
            {
                at = next;
                return char.ConvertToUtf32(unit, low);
            }
        }

        return unit;
    }

    private static char NextUnit(ReadOnlySpan<byte> raw, ref int at)
    {
        int unit = 0;
        for (int end = at + 4; at < end; at++)
        {
            Debug.Assert(char.IsAsciiHexDigit((char)raw[at]), "the parser checks escapes");
            unit = (unit << 4) | ((raw[at] & 0xf) + (raw[at] > '9' ? 9 : 0));
        }

        return (char)unit;
    }
}
