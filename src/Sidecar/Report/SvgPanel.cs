using System.Globalization;
using System.Text;

namespace Sidecar.Report;

/// <summary>
/// One panel of 480 units in width, so that two stand beside each other on a desk and one fits a phone with its letters
/// still legible. All numbers are written with one decimal, and all texts escaped.
/// </summary>
internal sealed class SvgPanel
{
    public const int Width = 480;

    public const double Left = 52;

    public const double Right = Width - 12;

    public const double Top = 14;

    public const double Bottom = 270;

    private readonly StringBuilder _svg = new();

    /// <param name="height">320 holds the plot and its labels.</param>
    /// <param name="label">For who cannot see it.</param>
    public SvgPanel(int height, string label) =>
        _svg.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {height}\" role=\"img\" aria-label=\"{PageText.Html(label)}\">\n");

    public void Path(string classes, string data) => _svg.Append(CultureInfo.InvariantCulture, $"<path class=\"{classes}\" d=\"{data}\"/>\n");

    public void Rectangle(string classes, double x, double y, double width, double height) =>
        _svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"{classes}\" x=\"{x:0.#}\" y=\"{y:0.#}\" width=\"{width:0.#}\" height=\"{height:0.#}\"/>\n");

    /// <summary>A diamond with the key's text, which a browser shows when it is pointed at.</summary>
    public void Diamond(double x, double y, string escapedTitle) =>
        _svg.Append(CultureInfo.InvariantCulture, $"<path class=\"far\" d=\"M{x:0.#} {y - 6:0.#}l6 6l-6 6l-6-6z\"><title>{escapedTitle}</title></path>\n");

    /// <param name="anchor">start, middle or end.</param>
    public void Text(double x, double y, string anchor, string text, string classes = "quiet") =>
        _svg.Append(CultureInfo.InvariantCulture, $"<text class=\"{classes}\" x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"{anchor}\">{PageText.Html(text)}</text>\n");

    public string Finish() => _svg.Append("</svg>\n").ToString();

    public static string Point(double x, double y) => string.Create(CultureInfo.InvariantCulture, $"{x:0.#} {y:0.#}");
}
