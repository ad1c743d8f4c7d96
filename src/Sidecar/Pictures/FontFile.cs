using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Sidecar.Pictures;

/// <summary>The tables of a font packed as WOFF 1.0 (each by itself, with zlib). The file is ours; a fault in it is a bug.</summary>
internal sealed class FontFile
{
    private readonly Dictionary<string, byte[]> _tables = [];

    public FontFile(ReadOnlySpan<byte> woff)
    {
        if (BinaryPrimitives.ReadUInt32BigEndian(woff) != 0x774F4646)
        {
            throw new InvalidDataException("the font is no WOFF file");
        }

        int tables = BinaryPrimitives.ReadUInt16BigEndian(woff[12..]);
        for (int table = 0; table < tables; table++)
        {
            ReadOnlySpan<byte> entry = woff.Slice(44 + (20 * table), 20);
            byte[] packed = woff.Slice(Number(entry[4..]), Number(entry[8..])).ToArray();
            byte[] whole = new byte[Number(entry[12..])];
            if (packed.Length == whole.Length)
            {
                whole = packed;
            }
            else
            {
                using ZLibStream stream = new(new MemoryStream(packed), CompressionMode.Decompress);
                stream.ReadExactly(whole);
            }

            _tables[Encoding.ASCII.GetString(entry[..4])] = whole;
        }
    }

    /// <summary>glyf, loca and so on.</summary>
    public byte[] this[string name] => _tables[name];

    private static int Number(ReadOnlySpan<byte> bytes) => checked((int)BinaryPrimitives.ReadUInt32BigEndian(bytes));
}
