namespace Sidecar.Pictures;

/// <summary>Closed polygons in pixels: what lies in them is painted, by how often they wind around it.</summary>
internal sealed class Outline
{
    private readonly List<Edge> _edges = [];

    /// <summary>Level edges are left out: no scan line crosses them.</summary>
    public List<Edge> Edges => _edges;

    /// <param name="isTurned">Let the corners run one way around, so that what overlaps is painted once and never cancels.</param>
    public void Add(ReadOnlySpan<Spot> corners, bool isTurned = false)
    {
        bool isReversed = isTurned && Area(corners) < 0;
        for (int corner = 0; corner < corners.Length; corner++)
        {
            Spot from = corners[corner];
            Spot to = corners[(corner + 1) % corners.Length];
            Add(isReversed ? to : from, isReversed ? from : to);
        }
    }

    private void Add(Spot from, Spot to)
    {
        if (from.Y < to.Y)
        {
            _edges.Add(new Edge(from, to, 1));
        }
        else if (from.Y > to.Y)
        {
            _edges.Add(new Edge(to, from, -1));
        }
    }

    private static double Area(ReadOnlySpan<Spot> corners)
    {
        double twice = 0;
        for (int corner = 0; corner < corners.Length; corner++)
        {
            Spot from = corners[corner];
            Spot to = corners[(corner + 1) % corners.Length];
            twice += (from.X * to.Y) - (to.X * from.Y);
        }

        return twice;
    }
}

/// <summary>From a higher place down to a lower one.</summary>
/// <param name="Winding">1, or -1 where the outline goes up.</param>
internal readonly record struct Edge(Spot Top, Spot Bottom, int Winding)
{
    public double AcrossAt(double y) => Top.X + ((Bottom.X - Top.X) * (y - Top.Y) / (Bottom.Y - Top.Y));
}
