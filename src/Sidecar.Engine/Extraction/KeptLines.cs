using System.Buffers;
using System.Text;
using Sidecar.Engine.Eve;

namespace Sidecar.Engine.Extraction;

/// <summary>
/// Records as lines: the bytes that they came in; at a terminal in printable ASCII, which is the same JSON. One thread.
/// </summary>
internal static class KeptLines
{
    /// <summary>Two escapes of six bytes, for what stands outside the basic plane.</summary>
    private const int LongestEscape = 12;

    public static void Write(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> record, bool forTerminal)
    {
        if (forTerminal)
        {
            WritePrintable(output, record);
        }
        else
        {
            output.Write(record);
        }

        output.Write("\n"u8);
    }

    /// <summary>Outside its strings a record that was parsed has ASCII only, and of control bytes white space only.</summary>
    private static void WritePrintable(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> record)
    {
        Span<char> units = stackalloc char[2];
        while (!record.IsEmpty)
        {
            Span<byte> destination = output.GetSpan(LongestEscape);
            Rune.DecodeFromUtf8(record, out Rune rune, out int length);
            record = record[length..];
            int written = 0;
            if (rune.IsAscii && rune.Value != 0x7f)
            {
                destination[written++] = (byte)Math.Max(rune.Value, ' ');
            }
            else
            {
                foreach (char unit in units[..rune.EncodeToUtf16(units)])
                {
                    written += JsonText.WriteUnit(unit, destination[written..]);
                }
            }

            output.Advance(written);
        }
    }
}
