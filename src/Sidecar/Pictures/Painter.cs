namespace Sidecar.Pictures;

/// <summary>
/// A picture as pixels on white paper, two for each unit, so that it is sharp in print. The same picture is the same bytes.
/// A library for it would bring more than it saves: Skia's has 12 MB, ImageMagick's 39 MB, and the ones in managed code
/// are not free or draw nothing.
/// </summary>
internal static class Painter
{
    public const int Scale = 2;

    public static byte[] Png(Panel panel) => PngFile.Of(Paint(panel));

    public static Canvas Paint(Panel panel)
    {
        Canvas canvas = new(Panel.Width * Scale, panel.Height * Scale);
        foreach (Shape shape in panel.Shapes)
        {
            Look look = shape.Look;
            switch (shape)
            {
                case TraceShape { Trace: Trace trace }:
                    PaintStroke(canvas, look, trace.Strokes, isClosed: false);
                    break;
                case AreaShape area:
                    PaintArea(canvas, look, [.. area.Corners]);
                    PaintStroke(canvas, look, [area.Corners], isClosed: true);
                    break;
                case RectangleShape { At: Spot at, Size: Spot size }:
                    PaintArea(canvas, look, [at, new Spot(at.X + size.X, at.Y), new Spot(at.X + size.X, at.Y + size.Y), new Spot(at.X, at.Y + size.Y)]);
                    break;
                case TextShape text:
                    PaintText(canvas, text);
                    break;
            }
        }

        return canvas;
    }

    private static void PaintArea(Canvas canvas, Look look, ReadOnlySpan<Spot> corners)
    {
        if (look.Fill is not Ink fill)
        {
            return;
        }

        Spot[] pixels = new Spot[corners.Length];
        for (int corner = 0; corner < corners.Length; corner++)
        {
            pixels[corner] = new Spot(corners[corner].X * Scale, corners[corner].Y * Scale);
        }

        Outline outline = new();
        outline.Add(pixels);
        canvas.Fill(outline, fill, look.FillOpacity);
    }

    private static void PaintStroke(Canvas canvas, Look look, IReadOnlyList<IReadOnlyList<Spot>> strokes, bool isClosed)
    {
        if (look.Stroke is not Ink ink)
        {
            return;
        }

        Stroke stroke = new(look, Scale);
        foreach (IReadOnlyList<Spot> spots in strokes)
        {
            stroke.Add(spots, isClosed);
        }

        canvas.Fill(stroke.Outline, ink, look.StrokeOpacity);
    }

    private static void PaintText(Canvas canvas, TextShape text)
    {
        double scale = (double)Panel.FontSize * Scale / Font.Embedded.UnitsPerEm;
        double before = text.Anchor switch { Anchor.Start => 0, Anchor.Middle => 0.5, _ => 1 } * Font.Embedded.WidthOf(text.Text) * scale;
        Outline outline = new();
        Font.Embedded.Add(outline, text.Text, new Spot((text.At.X * Scale) - before, text.At.Y * Scale), scale);
        canvas.Fill(outline, text.Look.Fill!, text.Look.FillOpacity);
    }
}
