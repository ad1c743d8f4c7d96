namespace Sidecar.Pictures;

/// <summary>
/// Pixels, red, green and blue, on which outlines are painted with soft edges. Each row of pixels is crossed by 16 scan
/// lines; along one, what an outline winds around at all is covered, to the exact part of a pixel. So strokes that cross
/// themselves and dots that overlap are painted once.
/// </summary>
internal sealed class Canvas
{
    private const int ScanLines = 16;

    /// <summary>[pixel]: what it has more of the row's cover than its left neighbour, summed over the scan lines.</summary>
    private readonly double[] _more;

    public Canvas(int width, int height)
    {
        (Width, Height) = (width, height);
        Pixels = new byte[width * height * 3];
        _more = new double[width + 2];
        Pixels.AsSpan().Fill(255);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Row by row from the top.</summary>
    public byte[] Pixels { get; }

    public void Fill(Outline outline, Ink ink, double opacity)
    {
        List<Edge> edges = outline.Edges;
        edges.Sort((one, other) => one.Top.Y.CompareTo(other.Top.Y));
        List<Edge> crossed = [];
        double[] places = new double[edges.Count];
        int[] windings = new int[edges.Count];
        int next = 0;
        for (int row = edges.Count > 0 ? Row(edges[0].Top.Y) : Height; row < Height && (next < edges.Count || crossed.Count > 0); row++)
        {
            while (next < edges.Count && edges[next].Top.Y < row + 1)
            {
                crossed.Add(edges[next++]);
            }

            crossed.RemoveAll(edge => edge.Bottom.Y <= row);
            if (crossed.Count == 0)
            {
                continue;
            }

            Array.Clear(_more);
            for (int line = 0; line < ScanLines; line++)
            {
                Cover(crossed, row + ((line + 0.5) / ScanLines), places, windings);
            }

            Paint(row, ink, opacity);
        }
    }

    private void Cover(List<Edge> edges, double y, double[] places, int[] windings)
    {
        int crossings = 0;
        foreach (Edge edge in edges)
        {
            if (edge.Top.Y <= y && y < edge.Bottom.Y)
            {
                places[crossings] = edge.AcrossAt(y);
                windings[crossings++] = edge.Winding;
            }
        }

        Array.Sort(places, windings, 0, crossings);
        int winding = 0;
        for (int crossing = 0; crossing < crossings; crossing++)
        {
            int before = winding;
            winding += windings[crossing];
            if ((before == 0) != (winding == 0))
            {
                Step(places[crossing], before == 0 ? 1 : -1);
            }
        }
    }

    /// <summary>From here to the right all is covered, or no longer: a pixel that is cut gets its part.</summary>
    private void Step(double x, double sign)
    {
        double within = x > 0 ? Math.Min(x, Width) : 0;
        int pixel = (int)within;
        double part = within - pixel;
        _more[pixel] += sign * (1 - part);
        _more[pixel + 1] += sign * part;
    }

    private void Paint(int row, Ink ink, double opacity)
    {
        double cover = 0;
        Span<byte> pixels = Pixels.AsSpan(row * Width * 3, Width * 3);
        for (int x = 0; x < Width; x++)
        {
            cover += _more[x];
            double part = opacity * cover / ScanLines;
            // Sums of parts that should be nothing are not quite.
            if (part > 1e-6)
            {
                Blend(ref pixels[x * 3], ink.Red, part);
                Blend(ref pixels[(x * 3) + 1], ink.Green, part);
                Blend(ref pixels[(x * 3) + 2], ink.Blue, part);
            }
        }
    }

    private static void Blend(ref byte pixel, byte ink, double part) => pixel = (byte)(pixel + ((ink - pixel) * Math.Min(part, 1)) + 0.5);

    private int Row(double y) => (int)Math.Clamp(Math.Floor(y), 0, Height);
}
