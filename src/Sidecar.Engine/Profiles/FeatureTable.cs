using System.Diagnostics.CodeAnalysis;

namespace Sidecar.Engine.Profiles;

/// <summary>
/// Keys times features: the numbers that one view hands to learning. Column-major (Columns[feature][key]), keys in the
/// ordinal order of their canonical bytes, so that row order never depends on the order in which traffic came.
/// Immutable once built; any thread may read it. Counts and sums are in the field's own unit (values, bytes, packets).
/// </summary>
public sealed class FeatureTable
{
    public FeatureTable(IReadOnlyList<byte[]> keys, IReadOnlyList<string> features, double[][] columns)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Length != features.Count)
            Refuse($"{columns.Length} columns came for {features.Count} features.");
        for (int key = 1; key < keys.Count; key++)
            if (keys[key - 1].AsSpan().SequenceCompareTo(keys[key]) >= 0)
                Refuse($"Key {key} does not come after key {key - 1} in byte order.");
        for (int feature = 0; feature < columns.Length; feature++)
            CheckColumn(features[feature], columns[feature], keys.Count);

        Keys = keys;
        Features = features;
        Columns = columns;
    }

    public IReadOnlyList<byte[]> Keys { get; }

    public IReadOnlyList<string> Features { get; }

    public double[][] Columns { get; }

    private static void CheckColumn(string feature, double[] column, int keyCount)
    {
        if (column.Length != keyCount)
            Refuse($"Column {feature} has {column.Length} values for {keyCount} keys.");
        foreach (double value in column)
            if (!double.IsFinite(value))
                Refuse($"Column {feature} holds {value}; a profile is made of finite numbers.");
    }

    [DoesNotReturn]
    private static void Refuse(string message) => throw new ArgumentException(message);
}
