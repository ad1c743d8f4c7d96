using System.Buffers.Binary;

namespace Sidecar.Pictures;

/// <summary>
/// The letters of the pictures: Noto Sans in the binary, so that a text has the same pixels on every machine. It has what
/// western Europe writes; any other character is the font's empty box. Outlines are TrueType's (OpenType, tables glyf,
/// loca, cmap 4, hmtx); letters stand beside each other without kerning.
/// </summary>
internal sealed class Font
{
    public static readonly Font Embedded = new(new FontFile(Resource()));

    /// <summary>Parts within parts; in the font it is one deep.</summary>
    private const int DeepestPart = 4;

    /// <summary>Straight lines for a curve: at the sizes of a picture no more are seen.</summary>
    private const int CurveLines = 6;

    private readonly byte[] _glyphs;
    private readonly byte[] _places;
    private readonly byte[] _characters;
    private readonly byte[] _widths;
    private readonly int _widthCount;

    public Font(FontFile file)
    {
        (_glyphs, _places, _characters, _widths) = (file["glyf"], file["loca"], file["cmap"], file["hmtx"]);
        UnitsPerEm = Word(file["head"], 18);
        _widthCount = Word(file["hhea"], 34);
        if (Word(file["head"], 50) != 0 || Word(_characters, CharacterTable) != 4)
        {
            throw new InvalidDataException("the font has tables of a form that is not read");
        }
    }

    public int UnitsPerEm { get; }

    private int CharacterTable => checked((int)BinaryPrimitives.ReadUInt32BigEndian(_characters.AsSpan(8)));

    /// <summary>In units of the font.</summary>
    public int WidthOf(string text) => text.Sum(character => Width(Glyph(character)));

    /// <summary>Adds a text's outlines, in pixels.</summary>
    /// <param name="at">Where its base line begins.</param>
    /// <param name="scale">Pixels for a unit of the font.</param>
    public void Add(Outline outline, string text, Spot at, double scale)
    {
        double x = at.X;
        foreach (char character in text)
        {
            int glyph = Glyph(character);
            AddGlyph(outline, glyph, new Placing(scale, 0, 0, scale, x, at.Y), depth: 0);
            x += Width(glyph) * scale;
        }
    }

    /// <summary>0, the empty box, for a character that the font has not.</summary>
    public int Glyph(char character)
    {
        ReadOnlySpan<byte> table = _characters.AsSpan(CharacterTable);
        int segments = Word(table, 6) / 2;
        int ends = 14;
        int starts = ends + (2 * segments) + 2;
        int deltas = starts + (2 * segments);
        int offsets = deltas + (2 * segments);
        for (int segment = 0; segment < segments; segment++)
        {
            if (character > Word(table, ends + (2 * segment)))
            {
                continue;
            }

            int start = Word(table, starts + (2 * segment));
            if (character < start)
            {
                return 0;
            }

            int delta = Word(table, deltas + (2 * segment));
            int place = offsets + (2 * segment);
            int offset = Word(table, place);
            int glyph = offset == 0 ? character : Word(table, place + offset + (2 * (character - start)));
            return glyph == 0 ? 0 : (glyph + delta) & 0xFFFF;
        }

        return 0;
    }

    private int Width(int glyph) => Word(_widths, 4 * Math.Min(glyph, _widthCount - 1));

    private void AddGlyph(Outline outline, int glyph, Placing placing, int depth)
    {
        // loca in its short form counts words.
        ReadOnlySpan<byte> data = _glyphs.AsSpan((2 * Word(_places, 2 * glyph))..(2 * Word(_places, 2 * (glyph + 1))));
        if (data.Length == 0)
        {
            return;
        }

        if (Signed(data, 0) >= 0)
        {
            foreach (List<GlyphPoint> contour in GlyphPoint.Contours(data))
            {
                AddContour(outline, contour, placing);
            }
        }
        else if (depth < DeepestPart)
        {
            AddParts(outline, data[10..], placing, depth);
        }
    }

    /// <summary>A letter with an accent is the letter and the accent, each moved and scaled.</summary>
    private void AddParts(Outline outline, ReadOnlySpan<byte> data, Placing placing, int depth)
    {
        int flags;
        do
        {
            flags = Word(data, 0);
            int glyph = Word(data, 2);
            bool isWords = (flags & 1) != 0;
            (double x, double y) = isWords ? (Signed(data, 4), Signed(data, 6)) : ((sbyte)data[4], (int)(sbyte)data[5]);
            data = data[(isWords ? 8 : 6)..];
            (double xx, double xy, double yx, double yy) = (1, 0, 0, 1);
            if ((flags & 0x08) != 0)
            {
                xx = yy = Fraction(data, 0);
                data = data[2..];
            }
            else if ((flags & 0x40) != 0)
            {
                (xx, yy) = (Fraction(data, 0), Fraction(data, 2));
                data = data[4..];
            }
            else if ((flags & 0x80) != 0)
            {
                (xx, xy, yx, yy) = (Fraction(data, 0), Fraction(data, 2), Fraction(data, 4), Fraction(data, 6));
                data = data[8..];
            }

            AddGlyph(outline, glyph, placing.Within(new Placing(xx, xy, yx, yy, x, y)), depth + 1);
        }
        while ((flags & 0x20) != 0);
    }

    /// <summary>Between two points off the curve there is one on it, in their middle.</summary>
    private static void AddContour(Outline outline, List<GlyphPoint> contour, Placing placing)
    {
        int first = contour.FindIndex(point => point.IsOnCurve);
        GlyphPoint at = first >= 0 ? contour[first] : GlyphPoint.Middle(contour[^1], contour[0]);
        List<Spot> corners = [placing.Of(at)];
        GlyphPoint? pull = null;
        for (int number = 1; number <= contour.Count; number++)
        {
            GlyphPoint next = contour[(Math.Max(first, -1) + number) % contour.Count];
            if (next.IsOnCurve)
            {
                AddCurve(corners, at, pull, next, placing);
                (at, pull) = (next, null);
            }
            else
            {
                if (pull is GlyphPoint before)
                {
                    GlyphPoint middle = GlyphPoint.Middle(before, next);
                    AddCurve(corners, at, pull, middle, placing);
                    at = middle;
                }

                pull = next;
            }
        }

        if (pull is not null)
        {
            AddCurve(corners, at, pull, first >= 0 ? contour[first] : GlyphPoint.Middle(contour[^1], contour[0]), placing);
        }

        outline.Add([.. corners]);
    }

    private static void AddCurve(List<Spot> corners, GlyphPoint from, GlyphPoint? pull, GlyphPoint to, Placing placing)
    {
        for (int line = 1; pull is GlyphPoint through && line < CurveLines; line++)
        {
            double t = (double)line / CurveLines;
            double u = 1 - t;
            corners.Add(placing.Of(new GlyphPoint((u * u * from.X) + (2 * u * t * through.X) + (t * t * to.X), (u * u * from.Y) + (2 * u * t * through.Y) + (t * t * to.Y), IsOnCurve: true)));
        }

        corners.Add(placing.Of(to));
    }

    private static byte[] Resource()
    {
        using Stream stream = typeof(Font).Assembly.GetManifestResourceStream("pictures/font.woff")!;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static int Word(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);

    private static int Signed(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt16BigEndian(bytes[at..]);

    private static double Fraction(ReadOnlySpan<byte> bytes, int at) => Signed(bytes, at) / 16384.0;
}

/// <summary>Where the units of a glyph come to lie; the font counts upwards, a picture down.</summary>
internal readonly record struct Placing(double XX, double XY, double YX, double YY, double X, double Y)
{
    public Spot Of(GlyphPoint point) => new(X + (XX * point.X) + (YX * point.Y), Y - (XY * point.X) - (YY * point.Y));

    /// <summary>A part's own placing inside of this one, which only scales and moves.</summary>
    public Placing Within(Placing part) => new(XX * part.XX, YY * part.XY, XX * part.YX, YY * part.YY, X + (XX * part.X), Y - (YY * part.Y));
}
