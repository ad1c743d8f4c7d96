using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace Sidecar.Pictures;

/// <summary>A canvas as a PNG file (ISO/IEC 15948): eight bits a colour, no alpha; the rows as they are, which is smallest for lines on white.</summary>
internal static class PngFile
{
    /// <summary>192 dots an inch: on paper the picture is as large as the SVG.</summary>
    private const int PixelsPerMetre = 7559;

    public static byte[] Of(Canvas canvas)
    {
        using MemoryStream file = new();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n']);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, canvas.Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], canvas.Height);
        (header[8], header[9]) = (8, 2);
        Write(file, "IHDR", header);
        Span<byte> size = stackalloc byte[9];
        BinaryPrimitives.WriteInt32BigEndian(size, PixelsPerMetre);
        BinaryPrimitives.WriteInt32BigEndian(size[4..], PixelsPerMetre);
        size[8] = 1;
        Write(file, "pHYs", size);
        Write(file, "IDAT", Packed(canvas));
        Write(file, "IEND", []);
        return file.ToArray();
    }

    private static byte[] Packed(Canvas canvas)
    {
        using MemoryStream packed = new();
        using (ZLibStream stream = new(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            int length = canvas.Width * 3;
            for (int row = 0; row < canvas.Height; row++)
            {
                stream.WriteByte(0);
                stream.Write(canvas.Pixels, row * length, length);
            }
        }

        return packed.ToArray();
    }

    private static void Write(MemoryStream file, string name, ReadOnlySpan<byte> data)
    {
        byte[] chunk = [.. Encoding.ASCII.GetBytes(name), .. data];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(chunk);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.HashToUInt32(chunk));
        file.Write(number);
    }
}
