namespace Sidecar.Pictures;

/// <summary>
/// How a shape is painted, in the words of SVG: what the style sheet says of its classes, and what the pixels are made
/// with. Widths and dashes are in units of the picture.
/// </summary>
internal sealed record Look(string Classes)
{
    public Ink? Fill { get; init; }

    public double FillOpacity { get; init; } = 1;

    public Ink? Stroke { get; init; }

    public double StrokeOpacity { get; init; } = 1;

    public double StrokeWidth { get; init; } = 1;

    /// <summary>The ends of a stroke are half circles; a stroke of no length is a dot.</summary>
    public bool IsCapRound { get; init; }

    public bool IsJoinRound { get; init; }

    /// <summary>Drawn, left out, drawn; empty is a whole stroke.</summary>
    public IReadOnlyList<double> Dash { get; init; } = [];

    public static readonly Look Axis = new("axis") { Stroke = Ink.Pen, StrokeOpacity = 0.35 };

    public static readonly Look Grid = new("grid") { Stroke = Ink.Pen, StrokeOpacity = 0.12 };

    /// <summary>The strip of the far cluster.</summary>
    public static readonly Look Band = new("band") { Fill = Ink.Far, FillOpacity = 0.12 };

    /// <summary>From the origin to the middle of the far cluster.</summary>
    public static readonly Look Reach = new("reach") { Stroke = Ink.Far, StrokeWidth = 1.5, Dash = [2, 4] };

    /// <summary>A diamond: the far cluster has a shape of its own, not a colour alone.</summary>
    public static readonly Look Diamond = new("far") { Fill = Ink.Far, Stroke = Ink.Pen, StrokeWidth = 0.8 };

    public static readonly Look Quiet = new("quiet") { Fill = Ink.Pen, FillOpacity = 0.9 };

    /// <summary>Without its colour.</summary>
    public static readonly Look Dots = new("dots") { StrokeOpacity = 0.75, StrokeWidth = 7, IsCapRound = true };

    /// <summary>Without its colour.</summary>
    public static readonly Look Line = new("line") { StrokeWidth = 1.6, IsJoinRound = true };

    public static readonly Look Dashed = new("dash") { Dash = [5, 3] };

    public static Look DotsOf(int cluster) => Dots.In(cluster);

    /// <summary>More lines than colours: those of the second turn are dashed.</summary>
    public static Look LineOf(int feature) =>
        feature < Ink.Numbered.Count ? Line.In(feature) : Line.In(feature) with { Classes = $"line c{feature % Ink.Numbered.Count} {Dashed.Classes}", Dash = Dashed.Dash };

    private Look In(int number) => this with { Classes = $"{Classes} c{number % Ink.Numbered.Count}", Stroke = Ink.Numbered[number % Ink.Numbered.Count] };
}
