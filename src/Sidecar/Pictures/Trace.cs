namespace Sidecar.Pictures;

/// <summary>Where a pen goes: strokes of straight lines, in units of the picture, rounded to a tenth as a file has them.</summary>
internal sealed class Trace
{
    private readonly List<List<Spot>> _strokes = [];

    public IReadOnlyList<IReadOnlyList<Spot>> Strokes => _strokes;

    public static Trace Line(double fromX, double fromY, double toX, double toY) => new Trace().Move(fromX, fromY).To(toX, toY);

    /// <summary>Begins a stroke.</summary>
    public Trace Move(double x, double y)
    {
        _strokes.Add([Spot.Of(x, y)]);
        return this;
    }

    public Trace To(double x, double y)
    {
        _strokes[^1].Add(Spot.Of(x, y));
        return this;
    }

    /// <summary>A stroke of no length, which a round cap makes a dot.</summary>
    public Trace Dot(double x, double y) => Move(x, y).To(x, y);
}

/// <summary>A place in the picture; across, then down.</summary>
internal readonly record struct Spot(double X, double Y)
{
    private const double Farthest = 10 * Panel.Width;

    public static Spot Of(double x, double y) => new(Tenth(x), Tenth(y));

    /// <summary>No number leads so far away that the dashes on the way there could not be counted.</summary>
    private static double Tenth(double value) => double.IsNaN(value) ? 0 : Math.Round(Math.Clamp(value, -Farthest, Farthest), 1);
}
