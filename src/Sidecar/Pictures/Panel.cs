using Sidecar.Cli;

namespace Sidecar.Pictures;

/// <summary>
/// What is seen in one picture: 480 units in width, so that two stand beside each other on a desk and one fits a phone
/// with its letters still legible. It is written as SVG and painted as pixels from this one description.
/// </summary>
/// <param name="height">320 holds the plot and its labels.</param>
/// <param name="label">For who cannot see it.</param>
internal sealed class Panel(int height, string label)
{
    public const int Width = 480;

    public const double Left = 52;

    public const double Right = Width - 12;

    public const double Top = 14;

    public const double Bottom = 270;

    public const int FontSize = 13;

    private readonly List<Shape> _shapes = [];

    public int Height => height;

    public string Label => Harmless(label);

    public IReadOnlyList<Shape> Shapes => _shapes;

    public void Draw(Look look, Trace trace) => _shapes.Add(new TraceShape(look, trace));

    public void Rectangle(Look look, double x, double y, double width, double height) => _shapes.Add(new RectangleShape(look, Spot.Of(x, y), Spot.Of(width, height)));

    /// <param name="title">The key's text.</param>
    public void Diamond(double x, double y, string title) =>
        _shapes.Add(new AreaShape(Look.Diamond, [Spot.Of(x, y - 6), Spot.Of(x + 6, y), Spot.Of(x, y + 6), Spot.Of(x - 6, y)], Harmless(title)));

    public void Text(double x, double y, Anchor anchor, string text) => _shapes.Add(new TextShape(Look.Quiet, Spot.Of(x, y), anchor, Harmless(text)));

    private static string Harmless(string text) => Printable.Text(text).Replace('\n', ' ');
}
