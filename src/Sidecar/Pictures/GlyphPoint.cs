using System.Buffers.Binary;

namespace Sidecar.Pictures;

/// <summary>A point of a glyph in units of the font: on its outline, or pulling a curve towards itself.</summary>
internal readonly record struct GlyphPoint(double X, double Y, bool IsOnCurve)
{
    private const int OnCurve = 0x01;
    private const int ShortX = 0x02;
    private const int ShortY = 0x04;
    private const int Repeated = 0x08;
    private const int SameX = 0x10;
    private const int SameY = 0x20;

    public static GlyphPoint Middle(GlyphPoint one, GlyphPoint other) => new((one.X + other.X) / 2, (one.Y + other.Y) / 2, IsOnCurve: true);

    /// <summary>Of a glyph that is no compound: the last points of the contours, then flags, then steps across, then up.</summary>
    public static IEnumerable<List<GlyphPoint>> Contours(ReadOnlySpan<byte> data)
    {
        int contours = BinaryPrimitives.ReadInt16BigEndian(data);
        if (contours == 0)
        {
            return [];
        }

        int[] ends = new int[contours];
        for (int contour = 0; contour < contours; contour++)
        {
            ends[contour] = Word(data, 10 + (2 * contour)) + 1;
        }

        int instructions = 10 + (2 * contours);
        int at = instructions + 2 + Word(data, instructions);
        byte[] flags = Flags(data, ref at, ends[^1]);
        int[] across = Steps(data, ref at, flags, ShortX, SameX);
        int[] up = Steps(data, ref at, flags, ShortY, SameY);
        return from contour in ends.Prepend(0).Zip(ends)
               select Enumerable.Range(contour.First, contour.Second - contour.First)
                   .Select(point => new GlyphPoint(across[point], up[point], (flags[point] & OnCurve) != 0)).ToList();
    }

    private static byte[] Flags(ReadOnlySpan<byte> data, ref int at, int points)
    {
        byte[] flags = new byte[points];
        for (int point = 0; point < points;)
        {
            byte flag = data[at++];
            int times = (flag & Repeated) != 0 ? data[at++] + 1 : 1;
            flags.AsSpan(point, times).Fill(flag);
            point += times;
        }

        return flags;
    }

    private static int[] Steps(ReadOnlySpan<byte> data, ref int at, byte[] flags, int isShort, int isSame)
    {
        int[] places = new int[flags.Length];
        int place = 0;
        for (int point = 0; point < flags.Length; point++)
        {
            if ((flags[point] & isShort) != 0)
            {
                place += (flags[point] & isSame) != 0 ? data[at] : -data[at];
                at++;
            }
            else if ((flags[point] & isSame) == 0)
            {
                place += BinaryPrimitives.ReadInt16BigEndian(data[at..]);
                at += 2;
            }

            places[point] = place;
        }

        return places;
    }

    private static int Word(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);
}
