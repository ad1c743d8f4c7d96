using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Xunit;

namespace Sidecar.Tests.Pictures;

/// <summary>A PNG file read by the letter of its standard, every checksum looked at, bit by bit.</summary>
internal sealed class DecodedPng
{
    private static readonly byte[] s_signature = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    public DecodedPng(byte[] file)
    {
        Assert.Equal(s_signature, file[..8]);
        using MemoryStream packed = new();
        ReadOnlySpan<byte> rest = file.AsSpan(8);
        while (rest.Length > 0)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(rest);
            string name = Encoding.ASCII.GetString(rest.Slice(4, 4));
            ReadOnlySpan<byte> data = rest.Slice(8, length);
            Assert.Equal(Crc(rest.Slice(4, 4 + length)), BinaryPrimitives.ReadUInt32BigEndian(rest[(8 + length)..]));
            Names.Add(name);
            if (name == "IHDR")
            {
                (Width, Height) = (BinaryPrimitives.ReadInt32BigEndian(data), BinaryPrimitives.ReadInt32BigEndian(data[4..]));
                // Eight bits, red green blue, deflate, the five filters, no interlace.
                Assert.Equal([8, 2, 0, 0, 0], data[8..].ToArray());
            }
            else if (name == "IDAT")
                packed.Write(data);
            rest = rest[(12 + length)..];
        }

        packed.Position = 0;
        using ZLibStream stream = new(packed, CompressionMode.Decompress);
        using MemoryStream whole = new();
        stream.CopyTo(whole);
        byte[] rows = whole.ToArray();
        int row = 1 + (Width * 3);
        Assert.Equal(row * Height, rows.Length);
        Assert.All(Enumerable.Range(0, Height), y => Assert.Equal(0, rows[y * row]));
        Pixels = [.. Enumerable.Range(0, Height).SelectMany(y => rows[((y * row) + 1)..((y + 1) * row)])];
    }

    public List<string> Names { get; } = [];

    public int Width { get; }

    public int Height { get; }

    public byte[] Pixels { get; }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte one in bytes)
        {
            crc ^= one;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }

        return ~crc;
    }
}
