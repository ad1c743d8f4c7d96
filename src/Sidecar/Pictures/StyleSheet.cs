using System.Globalization;
using System.Text;

namespace Sidecar.Pictures;

/// <summary>The looks as a style sheet, written from the same words that the pixels are made with.</summary>
internal static class StyleSheet
{
    public static readonly string Text = Write();

    private static string Write()
    {
        StringBuilder css = new();
        css.Append("svg{").AppendJoin(';', Ink.Numbered.Prepend(Ink.Far).Select(ink => $"{ink.Variable}:{ink.Value}")).Append("}\n");
        css.AppendJoin("", Ink.Numbered.Select((ink, number) => $".c{number}{{stroke:{ink.Name}}}")).Append('\n');
        foreach (Look look in (Look[])[Look.Dots, Look.Diamond, Look.Reach, Look.Axis, Look.Grid, Look.Band, Look.Line])
        {
            css.Append(CultureInfo.InvariantCulture, $".{look.Classes}{{fill:{look.Fill?.Name ?? "none"}");
            Add(css, "fill-opacity", look.FillOpacity, 1);
            if (look.Stroke is not null)
            {
                css.Append(CultureInfo.InvariantCulture, $";stroke:{look.Stroke.Name}");
            }

            Add(css, "stroke-opacity", look.StrokeOpacity, 1);
            Add(css, "stroke-width", look.StrokeWidth, 1);
            css.Append(look.IsCapRound ? ";stroke-linecap:round" : "").Append(look.IsJoinRound ? ";stroke-linejoin:round" : "").Append(Dash(look)).Append("}\n");
        }

        css.Append(CultureInfo.InvariantCulture, $".{Look.Dashed.Classes}{{{Dash(Look.Dashed)[1..]}}}\n");
        css.Append(CultureInfo.InvariantCulture, $"text{{font-size:{Panel.FontSize}px;fill:{Look.Quiet.Fill!.Name}}}\n");
        css.Append(CultureInfo.InvariantCulture, $".{Look.Quiet.Classes}{{fill-opacity:{Look.Quiet.FillOpacity}}}");
        return css.ToString();
    }

    private static void Add(StringBuilder css, string property, double value, double usual)
    {
        if (value != usual)
        {
            css.Append(CultureInfo.InvariantCulture, $";{property}:{value}");
        }
    }

    private static string Dash(Look look) =>
        look.Dash.Count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $";stroke-dasharray:{look.Dash[0]} {look.Dash[1]}");
}
