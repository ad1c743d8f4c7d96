namespace Sidecar.Pictures;

/// <summary>
/// The outline of a stroke as SVG defines it: a rectangle for each line, a wedge or a disc where two meet, half a disc at
/// round ends, and all of that for each dash. The pieces overlap, which the canvas paints once.
/// </summary>
internal sealed class Stroke(Look look, double scale)
{
    private const int DiscCorners = 32;

    /// <summary>The usual stroke-miterlimit: a sharper corner is cut off.</summary>
    private const double MiterLimit = 4;

    private static readonly Spot[] s_disc = [.. Enumerable.Range(0, DiscCorners).Select(corner => new Spot(Math.Cos(Math.Tau * corner / DiscCorners), Math.Sin(Math.Tau * corner / DiscCorners)))];

    private readonly Outline _outline = new();
    private readonly double _half = look.StrokeWidth * scale / 2;

    public Outline Outline => _outline;

    /// <param name="spots">In units of the picture.</param>
    public void Add(IReadOnlyList<Spot> spots, bool isClosed)
    {
        List<Spot> line = [];
        foreach (Spot spot in spots.Select(spot => new Spot(spot.X * scale, spot.Y * scale)))
        {
            if (line.Count == 0 || line[^1] != spot)
            {
                line.Add(spot);
            }
        }

        if (look.Dash.Count > 0)
        {
            foreach (List<Spot> dash in Dashes(line))
            {
                AddLine(dash, isClosed: false);
            }
        }
        else
        {
            AddLine(line, isClosed);
        }
    }

    private void AddLine(List<Spot> line, bool isClosed)
    {
        if (look.IsCapRound && !isClosed)
        {
            AddDisc(line[0]);
            AddDisc(line[^1]);
        }

        int lines = line.Count < 2 ? 0 : isClosed ? line.Count : line.Count - 1;
        for (int number = 0; number < lines; number++)
        {
            Spot from = line[number];
            Spot to = line[(number + 1) % line.Count];
            Spot side = Side(from, to);
            _outline.Add([Plus(from, side, 1), Plus(to, side, 1), Plus(to, side, -1), Plus(from, side, -1)], isTurned: true);
            if (isClosed || number + 1 < lines)
            {
                AddJoin(to, side, Side(to, line[(number + 2) % line.Count]));
            }
        }
    }

    /// <param name="before">From the middle of the line that comes to its edge.</param>
    /// <param name="after">The same of the line that goes.</param>
    private void AddJoin(Spot at, Spot before, Spot after)
    {
        if (look.IsJoinRound)
        {
            AddDisc(at);
            return;
        }

        // The outer side of the corner is the one that the line turns away from.
        double turn = (before.X * after.Y) - (before.Y * after.X);
        double outer = turn > 0 ? -1 : 1;
        Spot middle = new(before.X + after.X, before.Y + after.Y);
        double square = (middle.X * middle.X) + (middle.Y * middle.Y);
        // The tip is 2 half^2 / |middle| away; the limit is in halves.
        double reach = 2 * _half * _half / square;
        bool isTip = square > 0 && reach * Math.Sqrt(square) <= MiterLimit * _half;
        Spot tip = isTip ? Plus(at, middle, outer * reach) : Plus(at, after, outer);
        _outline.Add([at, Plus(at, before, outer), tip, Plus(at, after, outer)], isTurned: true);
    }

    private void AddDisc(Spot middle)
    {
        Span<Spot> corners = stackalloc Spot[DiscCorners];
        for (int corner = 0; corner < DiscCorners; corner++)
        {
            corners[corner] = Plus(middle, s_disc[corner], _half);
        }

        _outline.Add(corners, isTurned: true);
    }

    /// <summary>The parts of a line that are drawn; where one goes around a corner, it keeps it.</summary>
    private IEnumerable<List<Spot>> Dashes(List<Spot> line)
    {
        int place = 0;
        double left = look.Dash[0] * scale;
        List<Spot> dash = [line[0]];
        for (int number = 0; number + 1 < line.Count; number++)
        {
            (Spot from, Spot to) = (line[number], line[number + 1]);
            double length = Math.Sqrt(Square(from, to));
            double gone = 0;
            while (length - gone > left)
            {
                gone += left;
                Spot here = new(from.X + ((to.X - from.X) * gone / length), from.Y + ((to.Y - from.Y) * gone / length));
                if (place % 2 == 0)
                {
                    dash.Add(here);
                    yield return dash;
                }

                dash = [here];
                left = look.Dash[++place % look.Dash.Count] * scale;
            }

            left -= length - gone;
            if (place % 2 == 0)
            {
                dash.Add(to);
            }
        }

        if (place % 2 == 0 && dash.Count > 1)
        {
            yield return dash;
        }
    }

    /// <summary>Half the stroke's width, at a right angle to it.</summary>
    private Spot Side(Spot from, Spot to)
    {
        double factor = _half / Math.Sqrt(Square(from, to));
        return new Spot((from.Y - to.Y) * factor, (to.X - from.X) * factor);
    }

    private static Spot Plus(Spot at, Spot way, double times) => new(at.X + (way.X * times), at.Y + (way.Y * times));

    private static double Square(Spot from, Spot to) => ((to.X - from.X) * (to.X - from.X)) + ((to.Y - from.Y) * (to.Y - from.Y));
}
