using System.Text;

namespace Sidecar.Report;

/// <summary>
/// A line for each feature over the keys, as the notebook draws them before and after scaling: before, one feature hides
/// all others; after, each speaks. Keys stand in the order of their clusters; the far cluster, which may be one key of a
/// million, has a strip of its own at the right.
/// </summary>
internal static class LinesPicture
{
    private const int Colours = 8;
    private const double FarWidth = 90;

    /// <summary>Places on the x axis of either part; several keys on one show the largest value.</summary>
    private const int Places = 180;

    public static Picture Draw(Clustering clusters, int[] drawn, bool scaled)
    {
        KeyRow[] rows = [.. drawn.Select(clusters.Row)];
        int far = drawn.Count(clusters.IsFar);
        double most = scaled ? 1 : Math.Max(1, rows.Max(row => row.Raw.Max()));
        int legendRows = (clusters.Features.Count + 1) / 2;
        string caption = scaled ? "Scaled: each feature from 0 to 1, all on one scale" : "Raw: the largest feature hides the others";
        SvgPanel panel = new(304 + (18 * legendRows), caption);
        for (int step = 0; step <= 4; step++)
        {
            double y = SvgPanel.Bottom - ((SvgPanel.Bottom - SvgPanel.Top) * step / 4);
            panel.Path(step == 0 ? "axis" : "grid", $"M{SvgPanel.Point(SvgPanel.Left, y)}H{SvgPanel.Right}");
            panel.Text(SvgPanel.Left - 6, y + 4, "end", PageText.Compact(most * step / 4));
        }

        double split = far > 0 ? SvgPanel.Right - FarWidth : SvgPanel.Right;
        if (far > 0)
        {
            panel.Rectangle("band", split, SvgPanel.Top, FarWidth, SvgPanel.Bottom - SvgPanel.Top);
            panel.Text(split + (FarWidth / 2), SvgPanel.Bottom + 18, "middle", "far cluster");
        }

        panel.Text(SvgPanel.Left, SvgPanel.Bottom + 18, "start", "keys, nearest cluster first");
        for (int feature = 0; feature < clusters.Features.Count; feature++)
        {
            double[] values = [.. rows.Select(row => (scaled ? row.Scaled : row.Raw)[feature] / most)];
            string classes = $"line c{feature % Colours}{(feature >= Colours ? " dash" : "")}";
            panel.Path(classes, Line(values.AsSpan(0, values.Length - far), SvgPanel.Left, split) + Line(values.AsSpan(values.Length - far), split + 6, SvgPanel.Right - 6));
            double x = SvgPanel.Left + (feature % 2 * 214);
            double y = SvgPanel.Bottom + 38 + (feature / 2 * 18);
            panel.Path(classes, $"M{SvgPanel.Point(x, y)}h18");
            panel.Text(x + 24, y + 4, "start", clusters.Features[feature]);
        }

        return new Picture($"{clusters.View}-{(scaled ? "2-scaled" : "1-raw")}", caption, panel.Finish());
    }

    /// <summary>The largest value of each place, joined; one alone is a level stroke.</summary>
    private static string Line(ReadOnlySpan<double> values, double from, double to)
    {
        int places = Math.Min(values.Length, Places);
        StringBuilder data = new();
        for (int place = 0; place < places; place++)
        {
            double largest = 0;
            foreach (double value in values[(int)((long)place * values.Length / places)..(int)((long)(place + 1) * values.Length / places)])
            {
                largest = Math.Max(largest, value);
            }

            double x = places == 1 ? from : from + ((to - from) * place / (places - 1));
            data.Append(place == 0 ? 'M' : 'L').Append(SvgPanel.Point(x, SvgPanel.Bottom - ((SvgPanel.Bottom - SvgPanel.Top) * largest)));
            if (places == 1)
            {
                data.Append('H').Append(SvgPanel.Point(to, 0).AsSpan(0, SvgPanel.Point(to, 0).IndexOf(' ')));
            }
        }

        return data.ToString();
    }
}
