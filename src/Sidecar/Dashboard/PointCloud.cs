using System.Runtime.InteropServices;
using Sidecar.Report;

namespace Sidecar.Dashboard;

/// <summary>
/// A view's keys as a browser draws them: 32-bit floats, column by column. First a row of four: keys, components, features,
/// keys before some were left out. Then the columns: components, features, cluster, number of the key.
/// </summary>
internal static class PointCloud
{
    /// <summary>Of the far cluster, and of all others: what a page turns smoothly.</summary>
    public const int Most = 100_000;

    public static byte[] Of(Clustering clusters)
    {
        int[] drawn = DrawnKeys.Of(clusters, Most);
        int components = clusters.Explained.Count;
        int features = clusters.Features.Count;
        float[] values = new float[4 + (drawn.Length * (components + features + 2))];
        (values[0], values[1], values[2], values[3]) = (drawn.Length, components, features, clusters.Keys);
        for (int place = 0; place < drawn.Length; place++)
        {
            int key = drawn[place];
            int column = 4 + place;
            for (int component = 0; component < components; component++, column += drawn.Length)
            {
                values[column] = (float)clusters.Score(component, key);
            }

            IReadOnlyList<double> raw = clusters.Row(key).Raw;
            for (int feature = 0; feature < features; feature++, column += drawn.Length)
            {
                values[column] = (float)raw[feature];
            }

            values[column] = clusters.Labels[key];
            values[column + drawn.Length] = key;
        }

        return MemoryMarshal.AsBytes<float>(values).ToArray();
    }
}
