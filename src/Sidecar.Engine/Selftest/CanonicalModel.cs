using System.Globalization;
using System.Text;

namespace Sidecar.Engine.Selftest;

/// <summary>
/// Canonical text the long way round, as Python does it: bytes to characters with replacement, then escapes to
/// characters, then pairs joined on the way back to bytes.
/// </summary>
internal static class CanonicalModel
{
    public static byte[] Of(ReadOnlySpan<byte> raw)
    {
        string escaped = Encoding.UTF8.GetString(raw);
        var decoded = new StringBuilder();
        for (int i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] != '\\')
                decoded.Append(escaped[i]);
            else if (escaped[++i] != 'u')
                decoded.Append("\"\\/\b\f\n\r\t"["\"\\/bfnrt".IndexOf(escaped[i], StringComparison.Ordinal)]);
            else
            {
                decoded.Append((char)ushort.Parse(escaped.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                i += 4;
            }
        }

        return Encode(decoded.ToString());
    }

    private static byte[] Encode(string text)
    {
        var bytes = new List<byte>();
        for (int i = 0; i < text.Length; i++)
        {
            bool isPair = i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]);
            if (isPair || !char.IsSurrogate(text[i]))
                bytes.AddRange(Encoding.UTF8.GetBytes(text.Substring(i, isPair ? 2 : 1)));
            else
                bytes.AddRange([(byte)(0xe0 | (text[i] >> 12)), (byte)(0x80 | ((text[i] >> 6) & 63)), (byte)(0x80 | (text[i] & 63))]);
            i += isPair ? 1 : 0;
        }

        return [.. bytes];
    }
}
