using System.Collections;

namespace Sidecar.Engine.Profiles;

/// <summary>
/// Some keys of a window, in its order: their numbers are read from its columns, and a <see cref="KeySnapshot"/> is made
/// only for who asks for one. Immutable; any thread may read it.
/// </summary>
/// <param name="rows">Their places in the window, ascending.</param>
public sealed class KeySubset(WindowColumns columns, int[] rows) : IReadOnlyList<KeySnapshot>
{
    public int Count => rows.Length;

    public KeySnapshot this[int index] => columns[rows[index]];

    /// <summary>Canonical text, as an attacker chose it.</summary>
    public byte[] Key(int index) => columns.KeyArray(rows[index]);

    public double Records(int index) => columns.Records[rows[index]];

    public double Flows(int index) => columns.Flows[rows[index]];

    /// <summary>Those that are not in <paramref name="left"/>, which holds indices in ascending order.</summary>
    public KeySubset Without(IReadOnlyList<int> left)
    {
        int[] rest = new int[rows.Length - left.Count];
        int next = 0;
        int kept = 0;
        for (int index = 0; index < rows.Length; index++)
        {
            if (next < left.Count && left[next] == index)
            {
                next++;
            }
            else
            {
                rest[kept++] = rows[index];
            }
        }

        return new KeySubset(columns, rest);
    }

    /// <summary>Keys x features, as learning takes them.</summary>
    public FeatureTable TableOf(View view)
    {
        double[][] features = new double[view.Features.Count][];
        for (int feature = 0; feature < features.Length; feature++)
        {
            ReadOnlySpan<double> all = columns.Feature(feature);
            double[] column = features[feature] = new double[rows.Length];
            for (int index = 0; index < column.Length; index++)
            {
                column[index] = all[rows[index]];
            }
        }

        byte[][] keys = new byte[rows.Length][];
        for (int index = 0; index < keys.Length; index++)
        {
            keys[index] = Key(index);
        }

        return new FeatureTable(keys, view.Features, features);
    }

    public IEnumerator<KeySnapshot> GetEnumerator()
    {
        foreach (int row in rows)
        {
            yield return columns[row];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
