using Sidecar.Engine.Learning;
using Sidecar.Engine.Profiles;
using Sidecar.Engine.Verdicts;

namespace Sidecar.Report;

/// <summary>
/// What the pictures are drawn from: the keys of one view, scaled, reduced and clustered, whether a tick or the playbook
/// did it. Clusters are ranked, the farthest from the origin last. Immutable; it reads what the learning step left.
/// </summary>
internal sealed record Clustering
{
    /// <summary>Small letters, digits and hyphens.</summary>
    public required string View { get; init; }

    public required IReadOnlyList<string> Features { get; init; }

    public required int Keys { get; init; }

    public required int K { get; init; }

    /// <summary>[key]: rank of its cluster.</summary>
    public required IReadOnlyList<int> Labels { get; init; }

    /// <summary>[rank]: distance of the centroid to the origin.</summary>
    public required IReadOnlyList<double> Distances { get; init; }

    /// <summary>[component]: its part of the variance.</summary>
    public required IReadOnlyList<double> Explained { get; init; }

    public required double Inertia { get; init; }

    /// <summary>What a key's volume is a part of: records and flows, or bytes.</summary>
    public required string Measure { get; init; }

    /// <summary>Key by number.</summary>
    public required Func<int, KeyRow> Row { get; init; }

    /// <summary>Where a key lies: component, key.</summary>
    public required Func<int, int, double> Score { get; init; }

    /// <summary>With one cluster nothing is far.</summary>
    public bool IsFar(int key) => K > 1 && Labels[key] == K - 1;

    /// <summary>The first round of a tick.</summary>
    public static Clustering Of(TickResult tick)
    {
        TickClusters model = tick.Sifted.Model;
        KeySubset keys = tick.Sifted.Candidates;
        return new Clustering
        {
            View = tick.Window.View.Name,
            Features = tick.Window.View.Features,
            Keys = keys.Count,
            K = model.K,
            Labels = model.Labels,
            Distances = model.CentroidDistances,
            Explained = model.ExplainedVarianceRatio,
            Inertia = model.Inertia,
            Measure = "records and flows",
            Row = key => new KeyRow(keys[key].Key, keys[key].Features, model.Scale.Scaled(keys[key].Features), tick.Window.SharesOf(keys[key]).Volume),
            Score = (component, key) => model.Components[component][key],
        };
    }

    public static Clustering Of(string view, PlaybookTable table, LearningResult result)
    {
        double[][] raw = table.Features.Columns;
        string[] features = [.. table.Features.Features.Select(Field)];
        int[] bytes = [.. Enumerable.Range(0, raw.Length).Where(feature => features[feature].StartsWith("flow.bytes", StringComparison.Ordinal))];
        double all = bytes.Sum(feature => raw[feature].Sum());
        return new Clustering
        {
            View = view,
            Features = features,
            Keys = table.Features.Keys.Count,
            K = result.K,
            Labels = result.Labels,
            Distances = result.CentroidDistances,
            Explained = result.ExplainedVarianceRatio,
            Inertia = result.Inertia,
            Measure = "bytes",
            Row = key => new KeyRow(
                table.Features.Keys[key],
                [.. raw.Select(column => column[key])],
                [.. result.Scaled.Select(column => column[key])],
                all > 0 ? bytes.Sum(feature => raw[feature][key]) / all : 0),
            Score = (component, key) => result.Components[component][key],
        };
    }

    /// <summary>The field in the notebook's name of a column: sum(flow.bytes_toserver) is flow.bytes_toserver.</summary>
    private static string Field(string column) => column[(column.IndexOf('(', StringComparison.Ordinal) + 1)..].TrimEnd(')');
}
