namespace Sidecar.Engine.Learning;

/// <summary>
/// Which scaled values are worth a mark: one threshold for all features instead of one for each, as the playbook
/// suggests, since scaled they all lie between 0 and 1.
/// </summary>
/// <param name="Above">A larger value is marked.</param>
/// <param name="Below">A smaller value is marked.</param>
public sealed record AnomalyThresholds(double Above, double Below)
{
    public static AnomalyThresholds Default { get; } = new(0.9, 0.1);

    /// <summary>Names of the features above the upper threshold.</summary>
    /// <param name="scaled">In the order of the features.</param>
    public IEnumerable<string> NamesAbove(IReadOnlyList<string> features, IReadOnlyList<double> scaled) =>
        features.Where((_, feature) => scaled[feature] > Above);

    /// <summary>Names of the features below the lower threshold.</summary>
    /// <param name="scaled">In the order of the features.</param>
    public IEnumerable<string> NamesBelow(IReadOnlyList<string> features, IReadOnlyList<double> scaled) =>
        features.Where((_, feature) => scaled[feature] < Below);
}
