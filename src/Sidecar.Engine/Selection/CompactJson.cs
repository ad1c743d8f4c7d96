using System.Buffers;
using Sidecar.Engine.Eve;

namespace Sidecar.Engine.Selection;

/// <summary>
/// Writes an object or array of a record in one line without white space. Its strings take jq's form, its numbers stay
/// as they are written.
/// </summary>
internal static class CompactJson
{
    private static readonly SearchValues<byte> s_whiteSpaceOrQuote = SearchValues.Create(" \t\n\r\""u8);

    /// <summary>Takes a value that the parser has accepted.</summary>
    public static void Write(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> raw, FieldText strings)
    {
        while (!raw.IsEmpty)
        {
            int run = raw.IndexOfAny(s_whiteSpaceOrQuote);
            if (run < 0)
                run = raw.Length;
            output.Write(raw[..run]);
            raw = raw[run..];
            if (raw.IsEmpty)
                return;

            if (raw[0] == '"')
                raw = raw[WriteString(output, raw, strings)..];
            else
                raw = raw[1..];
        }
    }

    /// <summary>Writes the string at the start, and returns how long it is with its quotes.</summary>
    private static int WriteString(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> raw, FieldText strings)
    {
        int end = 1;
        while (raw[end] != '"')
        {
            int run = raw[end..].IndexOfAny((byte)'"', (byte)'\\');
            end += run;
            if (raw[end] == '\\')
                end += 2;
        }

        output.Write("\""u8);
        strings.Write(output, new EveText(raw[1..end], isKnownPlain: false));
        output.Write("\""u8);
        return end + 1;
    }
}
