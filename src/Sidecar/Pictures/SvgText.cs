using System.Globalization;
using System.Net;
using System.Text;

namespace Sidecar.Pictures;

/// <summary>A picture as the svg element of a page, or as a file that a browser or an editor opens by itself.</summary>
internal static class SvgText
{
    private const string Paper = "svg{background:#fff;color:#1b1f24;font-family:system-ui,sans-serif}";

    public static string Element(Panel panel) => Write(panel, "", "");

    public static string File(Panel panel) => Write(panel, " xmlns=\"http://www.w3.org/2000/svg\"", $"<style>\n{Paper}\n{StyleSheet.Text}\n</style>\n");

    private static string Write(Panel panel, string nameSpace, string style)
    {
        StringBuilder svg = new();
        svg.Append(CultureInfo.InvariantCulture, $"<svg{nameSpace} viewBox=\"0 0 {Panel.Width} {panel.Height}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(panel.Label)}\">{style}\n");
        foreach (Shape shape in panel.Shapes)
        {
            Write(svg, shape);
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static void Write(StringBuilder svg, Shape shape)
    {
        string classes = shape.Look.Classes;
        switch (shape)
        {
            case TraceShape { Trace: Trace trace }:
                svg.Append(CultureInfo.InvariantCulture, $"<path class=\"{classes}\" d=\"");
                foreach (IReadOnlyList<Spot> stroke in trace.Strokes)
                {
                    Write(svg, stroke);
                }

                svg.Append("\"/>\n");
                break;
            case AreaShape area:
                svg.Append(CultureInfo.InvariantCulture, $"<path class=\"{classes}\" d=\"");
                Write(svg, area.Corners);
                svg.Append(CultureInfo.InvariantCulture, $"z\"><title>{WebUtility.HtmlEncode(area.Title)}</title></path>\n");
                break;
            case RectangleShape box:
                svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"{classes}\" x=\"{box.At.X:0.#}\" y=\"{box.At.Y:0.#}\" width=\"{box.Size.X:0.#}\" height=\"{box.Size.Y:0.#}\"/>\n");
                break;
            case TextShape text:
                string anchor = text.Anchor switch { Anchor.Start => "start", Anchor.Middle => "middle", _ => "end" };
                svg.Append(CultureInfo.InvariantCulture, $"<text class=\"{classes}\" x=\"{text.At.X:0.#}\" y=\"{text.At.Y:0.#}\" text-anchor=\"{anchor}\">{WebUtility.HtmlEncode(text.Text)}</text>\n");
                break;
        }
    }

    /// <summary>A level or an upright line needs one number, a dot none.</summary>
    private static void Write(StringBuilder svg, IReadOnlyList<Spot> stroke)
    {
        Spot last = stroke[0];
        svg.Append(CultureInfo.InvariantCulture, $"M{last.X:0.#} {last.Y:0.#}");
        foreach (Spot spot in stroke.Skip(1))
        {
            if (spot == last)
            {
                svg.Append("h0");
            }
            else if (spot.Y == last.Y)
            {
                svg.Append(CultureInfo.InvariantCulture, $"H{spot.X:0.#}");
            }
            else if (spot.X == last.X)
            {
                svg.Append(CultureInfo.InvariantCulture, $"V{spot.Y:0.#}");
            }
            else
            {
                svg.Append(CultureInfo.InvariantCulture, $"L{spot.X:0.#} {spot.Y:0.#}");
            }

            last = spot;
        }
    }
}
