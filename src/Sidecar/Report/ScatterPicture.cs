using System.Globalization;
using Sidecar.Pictures;

namespace Sidecar.Report;

/// <summary>
/// The keys as points of a plane, coloured by cluster, those of the far cluster as diamonds: by two principal components,
/// or by two features on logarithmic axes. Points that fall on the same spot are drawn once.
/// </summary>
internal static class ScatterPicture
{
    /// <summary>Diamonds that tell their key; of a larger far cluster the rest are diamonds without.</summary>
    private const int MostNamed = 200;

    /// <summary>By the components numbered <paramref name="first"/> and <paramref name="second"/>, from 0.</summary>
    public static Picture Components(Clustering clusters, int[] drawn, int first, int second)
    {
        Axis x = Axis.Of([.. drawn.Select(key => clusters.Score(first, key))]);
        Axis y = Axis.Of([.. drawn.Select(key => clusters.Score(second, key))]);
        string caption = $"Components {first + 1} and {second + 1}{Left(drawn.Length, clusters.Keys)}";
        Panel panel = new(320, caption);
        (double originX, double originY) = (x.Across(0), y.Up(0));
        panel.Draw(Look.Axis, new Trace().Move(originX, Panel.Top).To(originX, Panel.Bottom).Move(Panel.Left, originY).To(Panel.Right, originY));
        int[] far = [.. drawn.Where(clusters.IsFar)];
        if (far.Length > 0)
        {
            double middleX = x.Across(far.Average(key => clusters.Score(first, key)));
            double middleY = y.Up(far.Average(key => clusters.Score(second, key)));
            panel.Draw(Look.Reach, Trace.Line(originX, originY, middleX, middleY));
        }

        Points(panel, clusters, drawn, key => (x.Across(clusters.Score(first, key)), y.Up(clusters.Score(second, key))));
        panel.Text(Panel.Right, 292, Anchor.End, $"component {first + 1}: {PageText.Percent(clusters.Explained[first])} of the variance");
        panel.Text(Panel.Left, 312, Anchor.Start, $"up: component {second + 1}, {PageText.Percent(clusters.Explained[second])}");
        return new Picture($"{clusters.View}-3-components-{first + 1}-{second + 1}", caption, panel);
    }

    /// <summary>By two features, each on a scale of powers of ten.</summary>
    public static Picture Features(Clustering clusters, int[] drawn, int across, int up, string name)
    {
        Axis x = Axis.Of([.. drawn.Select(key => Powers(clusters.Row(key).Raw[across]))]);
        Axis y = Axis.Of([.. drawn.Select(key => Powers(clusters.Row(key).Raw[up]))]);
        string caption = $"{clusters.Features[up]} over {clusters.Features[across]}";
        Panel panel = new(320, caption);
        for (int power = 0; power <= Math.Max(x.Largest, y.Largest); power += Math.Max(x.Largest, y.Largest) > 6 ? 2 : 1)
        {
            double at = Math.Pow(10, power);
            if (power <= y.Largest)
            {
                panel.Draw(Look.Grid, Trace.Line(Panel.Left, y.Up(Powers(at)), Panel.Right, y.Up(Powers(at))));
                panel.Text(Panel.Left - 6, y.Up(Powers(at)) + 4, Anchor.End, PageText.Compact(at));
            }

            if (power <= x.Largest)
            {
                panel.Draw(Look.Grid, Trace.Line(x.Across(Powers(at)), Panel.Top, x.Across(Powers(at)), Panel.Bottom));
                panel.Text(x.Across(Powers(at)), Panel.Bottom + 17, Anchor.Middle, PageText.Compact(at));
            }
        }

        Points(panel, clusters, drawn, key =>
        {
            IReadOnlyList<double> raw = clusters.Row(key).Raw;
            return (x.Across(Powers(raw[across])), y.Up(Powers(raw[up])));
        });
        panel.Text(Panel.Right, 312, Anchor.End, $"across: {clusters.Features[across]}");
        panel.Text(Panel.Left, 312, Anchor.Start, $"up: {clusters.Features[up]}");
        return new Picture($"{clusters.View}-{name}", caption, panel);
    }

    /// <summary>0 stays 0.</summary>
    private static double Powers(double value) => Math.Log10(1 + Math.Max(0, value));

    private static void Points(Panel panel, Clustering clusters, int[] drawn, Func<int, (double X, double Y)> place)
    {
        int near = clusters.K > 1 ? clusters.K - 1 : clusters.K;
        for (int cluster = 0; cluster < near; cluster++)
        {
            Trace dots = new();
            foreach (Spot spot in drawn.Where(key => clusters.Labels[key] == cluster).Select(place).Select(Whole).Distinct())
            {
                dots.Dot(spot.X, spot.Y);
            }

            if (dots.Strokes.Count > 0)
            {
                panel.Draw(Look.DotsOf(cluster), dots);
            }
        }

        int named = 0;
        HashSet<Spot> taken = [];
        foreach (int key in drawn.Where(clusters.IsFar))
        {
            (double x, double y) = place(key);
            if (taken.Add(Whole((x, y))))
            {
                panel.Diamond(x, y, named++ < MostNamed ? PageText.Shortened(clusters.Row(key).Key) : "");
            }
        }
    }

    private static Spot Whole((double X, double Y) at) => Spot.Of(Math.Round(at.X), Math.Round(at.Y));

    private static string Left(int drawn, int all) =>
        drawn < all ? string.Create(CultureInfo.InvariantCulture, $"; {drawn:N0} of {all:N0} keys drawn") : "";

    /// <summary>Values to pixels, the origin always in the picture, with room for the points at the edge.</summary>
    private readonly record struct Axis(double Smallest, double Largest)
    {
        private const double Room = 8;

        public static Axis Of(double[] values) => new(Math.Min(0, values.Min()), Math.Max(0, values.Max()));

        public double Across(double value) => At(value, Panel.Left + Room, Panel.Right - Room);

        public double Up(double value) => At(value, Panel.Bottom - Room, Panel.Top + Room);

        private double At(double value, double from, double to) =>
            Largest > Smallest ? from + ((to - from) * (value - Smallest) / (Largest - Smallest)) : (from + to) / 2;
    }
}
