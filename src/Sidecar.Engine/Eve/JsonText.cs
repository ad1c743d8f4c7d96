using System.Buffers;

namespace Sidecar.Engine.Eve;

/// <summary>
/// Writes canonical text as a JSON string that is harmless wherever it is shown: printable ASCII only, and nothing that
/// opens a tag, an entity or an attribute. The text is the attacker's; terminals and browsers read what we write.
/// </summary>
public static class JsonText
{
    private const int LongestEscape = 12;

    private static readonly SearchValues<byte> s_harmless = SearchValues.Create(
        [.. Enumerable.Range(0x20, 0x5f).Select(b => (byte)b).Except("\"\\<>&'"u8.ToArray())]);

    /// <summary>Writes the text between quotes. Bytes that are not canonical text come out as U+FFFD.</summary>
    public static void WriteString(IBufferWriter<byte> output, ReadOnlySpan<byte> canonical)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.Write("\""u8);
        for (int at = 0; at < canonical.Length;)
        {
            int run = canonical[at..].IndexOfAnyExcept(s_harmless);
            if (run < 0)
                run = canonical.Length - at;
            output.Write(canonical.Slice(at, run));
            at += run;
            if (at < canonical.Length)
                output.Advance(WriteEscaped(Wtf8.Decode(canonical, ref at), output.GetSpan(LongestEscape)));
        }

        output.Write("\""u8);
    }

    private static int WriteEscaped(int codePoint, Span<byte> destination)
    {
        if (codePoint is '"' or '\\')
        {
            destination[0] = (byte)'\\';
            destination[1] = (byte)codePoint;
            return 2;
        }

        if (codePoint <= char.MaxValue)
            return WriteUnit(codePoint, destination);

        int offset = codePoint - 0x10000;
        return WriteUnit(0xd800 | (offset >> 10), destination)
            + WriteUnit(0xdc00 | (offset & 0x3ff), destination[6..]);
    }

    /// <summary>Writes \u and four digits, and returns the bytes written.</summary>
    internal static int WriteUnit(int unit, Span<byte> destination)
    {
        destination[0] = (byte)'\\';
        destination[1] = (byte)'u';
        for (int digit = 0; digit < 4; digit++)
            destination[2 + digit] = "0123456789abcdef"u8[(unit >> (12 - 4 * digit)) & 0xf];
        return 6;
    }
}
