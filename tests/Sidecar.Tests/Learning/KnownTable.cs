namespace Sidecar.Tests.Learning;

/// <summary>
/// A table that a line of Python makes too, for numbers that scikit-learn 1.2.1 (NumPy 1.24.2) gave for it:
/// <c>[[(i*i*(f+3) + 7*i*f) % (11 + 6*f) for f in range(4)] for i in range(40)]</c>, min-max scaled, PCA(3), KMeans(5).
/// </summary>
internal static class KnownTable
{
    public const int Keys = 40;

    /// <summary>[feature][key]</summary>
    public static double[][] Columns { get; } =
    [
        .. Enumerable.Range(0, 4).Select(f => Enumerable.Range(0, Keys)
            .Select(i => (double)(((i * i * (f + 3)) + (7 * i * f)) % (11 + (6 * f)))).ToArray()),
    ];

    public static double[] ExplainedVarianceRatio { get; } = [0.3878577038198705, 0.254459950543612, 0.20817019750167218];

    /// <summary>[component][feature]</summary>
    public static double[][] AbsoluteLoadings { get; } =
    [
        [0.3028248768155251, 0.5120804447968634, 0.5997861970363909, 0.5350955334171009],
        [0.7448660753896179, 0.09639465498189864, 0.5781610120062888, 0.31876706922210746],
        [0.1924124576029997, 0.8419575612774817, 0.47742577443161044, 0.1617081973037443],
    ];
}
