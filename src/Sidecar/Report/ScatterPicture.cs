using System.Globalization;
using System.Text;

namespace Sidecar.Report;

/// <summary>
/// The keys as points of a plane, coloured by cluster, those of the far cluster as diamonds: by two principal components,
/// or by two features on logarithmic axes. Points that fall on the same spot are drawn once.
/// </summary>
internal static class ScatterPicture
{
    private const int Colours = 8;

    /// <summary>Diamonds that tell their key; of a larger far cluster the rest are diamonds without.</summary>
    private const int MostNamed = 200;

    /// <summary>By the components numbered <paramref name="first"/> and <paramref name="second"/>, from 0.</summary>
    public static Picture Components(Clustering clusters, int[] drawn, int first, int second)
    {
        Axis x = Axis.Of([.. drawn.Select(key => clusters.Score(first, key))]);
        Axis y = Axis.Of([.. drawn.Select(key => clusters.Score(second, key))]);
        string caption = $"Components {first + 1} and {second + 1}{Left(drawn.Length, clusters.Keys)}";
        SvgPanel panel = new(320, caption);
        (double originX, double originY) = (x.Across(0), y.Up(0));
        panel.Path("axis", $"M{SvgPanel.Point(originX, SvgPanel.Top)}V{SvgPanel.Bottom}M{SvgPanel.Point(SvgPanel.Left, originY)}H{SvgPanel.Right}");
        int[] far = [.. drawn.Where(clusters.IsFar)];
        if (far.Length > 0)
        {
            double middleX = x.Across(far.Average(key => clusters.Score(first, key)));
            double middleY = y.Up(far.Average(key => clusters.Score(second, key)));
            panel.Path("reach", $"M{SvgPanel.Point(originX, originY)}L{SvgPanel.Point(middleX, middleY)}");
        }

        Points(panel, clusters, drawn, key => (x.Across(clusters.Score(first, key)), y.Up(clusters.Score(second, key))));
        panel.Text(SvgPanel.Right, 292, "end", $"component {first + 1}: {PageText.Percent(clusters.Explained[first])} of the variance");
        panel.Text(SvgPanel.Left, 312, "start", $"up: component {second + 1}, {PageText.Percent(clusters.Explained[second])}");
        return new Picture($"{clusters.View}-3-components-{first + 1}-{second + 1}", caption, panel.Finish());
    }

    /// <summary>By two features, each on a scale of powers of ten.</summary>
    public static Picture Features(Clustering clusters, int[] drawn, int across, int up, string name)
    {
        Axis x = Axis.Of([.. drawn.Select(key => Powers(clusters.Row(key).Raw[across]))]);
        Axis y = Axis.Of([.. drawn.Select(key => Powers(clusters.Row(key).Raw[up]))]);
        string caption = $"{clusters.Features[up]} over {clusters.Features[across]}";
        SvgPanel panel = new(320, caption);
        for (int power = 0; power <= Math.Max(x.Largest, y.Largest); power += Math.Max(x.Largest, y.Largest) > 6 ? 2 : 1)
        {
            double at = Math.Pow(10, power);
            if (power <= y.Largest)
            {
                panel.Path("grid", $"M{SvgPanel.Point(SvgPanel.Left, y.Up(Powers(at)))}H{SvgPanel.Right}");
                panel.Text(SvgPanel.Left - 6, y.Up(Powers(at)) + 4, "end", PageText.Compact(at));
            }

            if (power <= x.Largest)
            {
                panel.Path("grid", $"M{SvgPanel.Point(x.Across(Powers(at)), SvgPanel.Top)}V{SvgPanel.Bottom}");
                panel.Text(x.Across(Powers(at)), SvgPanel.Bottom + 17, "middle", PageText.Compact(at));
            }
        }

        Points(panel, clusters, drawn, key =>
        {
            IReadOnlyList<double> raw = clusters.Row(key).Raw;
            return (x.Across(Powers(raw[across])), y.Up(Powers(raw[up])));
        });
        panel.Text(SvgPanel.Right, 312, "end", $"across: {clusters.Features[across]}");
        panel.Text(SvgPanel.Left, 312, "start", $"up: {clusters.Features[up]}");
        return new Picture($"{clusters.View}-{name}", caption, panel.Finish());
    }

    /// <summary>0 stays 0.</summary>
    private static double Powers(double value) => Math.Log10(1 + Math.Max(0, value));

    private static void Points(SvgPanel panel, Clustering clusters, int[] drawn, Func<int, (double X, double Y)> place)
    {
        int near = clusters.K > 1 ? clusters.K - 1 : clusters.K;
        for (int cluster = 0; cluster < near; cluster++)
        {
            StringBuilder dots = new();
            foreach (string spot in drawn.Where(key => clusters.Labels[key] == cluster).Select(place).Select(at => SvgPanel.Point(Math.Round(at.X), Math.Round(at.Y))).Distinct())
            {
                dots.Append(CultureInfo.InvariantCulture, $"M{spot}h0");
            }

            if (dots.Length > 0)
            {
                panel.Path($"dots c{cluster % Colours}", dots.ToString());
            }
        }

        int named = 0;
        HashSet<string> taken = [];
        foreach (int key in drawn.Where(clusters.IsFar))
        {
            (double x, double y) = place(key);
            if (taken.Add(SvgPanel.Point(Math.Round(x), Math.Round(y))))
            {
                panel.Diamond(x, y, named++ < MostNamed ? PageText.Key(clusters.Row(key).Key) : "");
            }
        }
    }

    private static string Left(int drawn, int all) =>
        drawn < all ? string.Create(CultureInfo.InvariantCulture, $"; {drawn:N0} of {all:N0} keys drawn") : "";

    /// <summary>Values to pixels, the origin always in the picture, with room for the points at the edge.</summary>
    private readonly record struct Axis(double Smallest, double Largest)
    {
        private const double Room = 8;

        public static Axis Of(double[] values) => new(Math.Min(0, values.Min()), Math.Max(0, values.Max()));

        public double Across(double value) => At(value, SvgPanel.Left + Room, SvgPanel.Right - Room);

        public double Up(double value) => At(value, SvgPanel.Bottom - Room, SvgPanel.Top + Room);

        private double At(double value, double from, double to) =>
            Largest > Smallest ? from + ((to - from) * (value - Smallest) / (Largest - Smallest)) : (from + to) / 2;
    }
}
