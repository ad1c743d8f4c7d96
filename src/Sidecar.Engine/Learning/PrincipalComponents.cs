using Sidecar.Engine.Kernels;

namespace Sidecar.Engine.Learning;

/// <summary>
/// Principal component analysis: the <see cref="PrincipalAxes"/> of the covariance matrix (divisor n-1) of the centred
/// columns, as in scikit-learn's PCA, and where the keys lie on them.
/// </summary>
internal sealed class PrincipalComponents
{
    private PrincipalComponents(double[][] loadings, double[] explainedVarianceRatio, double[][] scores)
    {
        Loadings = loadings;
        ExplainedVarianceRatio = explainedVarianceRatio;
        Scores = scores;
    }

    /// <summary>[component][feature]</summary>
    public double[][] Loadings { get; }

    /// <summary>[component]: eigenvalue over the sum of all; all 0 when nothing varies.</summary>
    public double[] ExplainedVarianceRatio { get; }

    /// <summary>[component][key]</summary>
    public double[][] Scores { get; }

    /// <summary>Keeps the wanted number of components, or as many as there are keys or features.</summary>
    public static PrincipalComponents Fit(double[][] columns, int keyCount, int wanted)
    {
        int count = Math.Min(wanted, Math.Min(keyCount, columns.Length));
        if (count == 0)
            return new PrincipalComponents([], [], []);

        double[][] centred = Centre(columns, keyCount);
        double[,] covariance = Covariance(centred, keyCount);
        PrincipalAxes axes = PrincipalAxes.Of(covariance, count);
        return new PrincipalComponents(axes.Loadings, axes.ExplainedVarianceRatio, [.. axes.Loadings.Select(loading => Project(centred, loading, keyCount))]);
    }

    private static double[][] Centre(double[][] columns, int keyCount)
    {
        var centred = new double[columns.Length][];
        for (int feature = 0; feature < columns.Length; feature++)
        {
            centred[feature] = new double[keyCount];
            double mean = OrderedSums.Sum(columns[feature]) / keyCount;
            ColumnKernels.Subtract(columns[feature], mean, centred[feature]);
        }

        return centred;
    }

    private static double[,] Covariance(double[][] centred, int keyCount)
    {
        int divisor = Math.Max(1, keyCount - 1);
        var covariance = new double[centred.Length, centred.Length];
        for (int row = 0; row < centred.Length; row++)
            for (int column = row; column < centred.Length; column++)
            {
                double sum = OrderedSums.SumOfProducts(centred[row], centred[column]);
                covariance[row, column] = sum / divisor;
                covariance[column, row] = sum / divisor;
            }

        return covariance;
    }

    private static double[] Project(double[][] centred, double[] loading, int keyCount)
    {
        var scores = new double[keyCount];
        for (int feature = 0; feature < centred.Length; feature++)
            ColumnKernels.AddScaled(centred[feature], loading[feature], scores);
        return scores;
    }
}
