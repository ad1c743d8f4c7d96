using Sidecar.Pictures;

namespace Sidecar.Report;

/// <summary>
/// A line for each feature over the keys, as the notebook draws them before and after scaling: before, one feature hides
/// all others; after, each speaks. Keys stand in the order of their clusters; the far cluster, which may be one key of a
/// million, has a strip of its own at the right.
/// </summary>
internal static class LinesPicture
{
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
        Panel panel = new(304 + (18 * legendRows), caption);
        for (int step = 0; step <= 4; step++)
        {
            double y = Panel.Bottom - ((Panel.Bottom - Panel.Top) * step / 4);
            panel.Draw(step == 0 ? Look.Axis : Look.Grid, Trace.Line(Panel.Left, y, Panel.Right, y));
            panel.Text(Panel.Left - 6, y + 4, Anchor.End, PageText.Compact(most * step / 4));
        }

        double split = far > 0 ? Panel.Right - FarWidth : Panel.Right;
        if (far > 0)
        {
            panel.Rectangle(Look.Band, split, Panel.Top, FarWidth, Panel.Bottom - Panel.Top);
            panel.Text(split + (FarWidth / 2), Panel.Bottom + 18, Anchor.Middle, "far cluster");
        }

        panel.Text(Panel.Left, Panel.Bottom + 18, Anchor.Start, "keys, nearest cluster first");
        for (int feature = 0; feature < clusters.Features.Count; feature++)
        {
            double[] values = [.. rows.Select(row => (scaled ? row.Scaled : row.Raw)[feature] / most)];
            Trace trace = new();
            Add(trace, values.AsSpan(0, values.Length - far), Panel.Left, split);
            Add(trace, values.AsSpan(values.Length - far), split + 6, Panel.Right - 6);
            panel.Draw(Look.LineOf(feature), trace);
            double x = Panel.Left + (feature % 2 * 214);
            double y = Panel.Bottom + 38 + (feature / 2 * 18);
            panel.Draw(Look.LineOf(feature), Trace.Line(x, y, x + 18, y));
            panel.Text(x + 24, y + 4, Anchor.Start, clusters.Features[feature]);
        }

        return new Picture($"{clusters.View}-{(scaled ? "2-scaled" : "1-raw")}", caption, panel);
    }

    /// <summary>The largest value of each place, joined; one alone is a level stroke.</summary>
    private static void Add(Trace trace, ReadOnlySpan<double> values, double from, double to)
    {
        int places = Math.Min(values.Length, Places);
        for (int place = 0; place < places; place++)
        {
            double largest = 0;
            foreach (double value in values[(int)((long)place * values.Length / places)..(int)((long)(place + 1) * values.Length / places)])
            {
                largest = Math.Max(largest, value);
            }

            double x = places == 1 ? from : from + ((to - from) * place / (places - 1));
            double y = Panel.Bottom - ((Panel.Bottom - Panel.Top) * largest);
            if (place == 0)
            {
                trace.Move(x, y);
            }
            else
            {
                trace.To(x, y);
            }

            if (places == 1)
            {
                trace.To(to, y);
            }
        }
    }
}
