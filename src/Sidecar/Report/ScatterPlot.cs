using System.Globalization;
using System.Numerics.Tensors;
using System.Text;
using Sidecar.Engine.Learning;

namespace Sidecar.Report;

/// <summary>
/// The clustered keys in the plane of the first two principal components, as SVG; the far cluster in red. Of more keys
/// than an eye or a browser can take, every so many is drawn.
/// </summary>
internal static class ScatterPlot
{
    private const int Width = 720;
    private const int Height = 420;
    private const int Margin = 30;

    /// <summary>Of the far cluster, and of all others.</summary>
    private const int MostDrawn = 1000;

    private static readonly string[] s_colours = ["#4c78a8", "#54a24b", "#72b7b2", "#b279a2", "#eeca3b", "#9d755d"];

    public static void Write(StringBuilder page, SiftResult sifted)
    {
        TickClusters model = sifted.Model;
        if (model.Components.Count < 2 || model.Labels.Length == 0)
        {
            page.Append("<p>Too few keys to draw.</p>\n");
            return;
        }

        Axis x = new(model.Components[0], Margin, Width - Margin);
        Axis y = new(model.Components[1], Height - Margin, Margin);
        page.Append(CultureInfo.InvariantCulture,
            $"<svg viewBox=\"0 0 {Width} {Height}\" width=\"{Width}\" height=\"{Height}\" role=\"img\" aria-label=\"Keys by principal components 1 and 2, coloured by cluster\">\n");
        page.Append(CultureInfo.InvariantCulture,
            $"<path d=\"M{x.At(0):0.#} {Margin}V{Height - Margin}M{Margin} {y.At(0):0.#}H{Width - Margin}\" stroke=\"#8886\"/>\n");
        int[] drawn = [.. Some(model, far: false), .. Some(model, far: true)];
        foreach (int key in drawn)
        {
            bool far = IsFar(model, key);
            string colour = far ? "#e45756" : s_colours[model.Labels[key] % s_colours.Length];
            page.Append(CultureInfo.InvariantCulture,
                $"<circle cx=\"{x.At(model.Components[0][key]):0.#}\" cy=\"{y.At(model.Components[1][key]):0.#}\" r=\"{(far ? 6 : 4)}\" fill=\"{colour}\" fill-opacity=\".8\"/>\n");
        }

        page.Append(CultureInfo.InvariantCulture,
            $"<text x=\"{Width - Margin}\" y=\"{Height - 8}\" text-anchor=\"end\">PC 1 ({100 * model.ExplainedVarianceRatio[0]:0.#} %)</text>\n");
        page.Append(CultureInfo.InvariantCulture,
            $"<text x=\"{Margin}\" y=\"18\">PC 2 ({100 * model.ExplainedVarianceRatio[1]:0.#} %), red: farthest cluster{Left(drawn.Length, model.Labels.Length)}</text>\n</svg>\n");
    }

    private static bool IsFar(TickClusters model, int key) => model.K > 1 && model.Labels[key] == model.K - 1;

    private static IEnumerable<int> Some(TickClusters model, bool far)
    {
        int[] keys = [.. Enumerable.Range(0, model.Labels.Length).Where(key => IsFar(model, key) == far)];
        int step = (keys.Length + MostDrawn - 1) / MostDrawn;
        return keys.Where((_, place) => place % step == 0);
    }

    private static string Left(int drawn, int all) =>
        drawn < all ? string.Create(CultureInfo.InvariantCulture, $"; {drawn:N0} of {all:N0} keys drawn") : "";

    /// <summary>Values to pixels, the origin always in the picture.</summary>
    private readonly struct Axis(ReadOnlySpan<float> values, double from, double to)
    {
        private readonly double _smallest = Math.Min(0, TensorPrimitives.Min(values));
        private readonly double _largest = Math.Max(0, TensorPrimitives.Max(values));

        public double At(double value) =>
            _largest > _smallest ? from + ((to - from) * (value - _smallest) / (_largest - _smallest)) : (from + to) / 2;
    }
}
