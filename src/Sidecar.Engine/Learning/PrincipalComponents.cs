using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;
using Sidecar.Engine.Kernels;

namespace Sidecar.Engine.Learning;

/// <summary>
/// Principal component analysis: the eigenvectors of the covariance matrix (divisor n-1) of the centred columns, largest
/// eigenvalue first, as in scikit-learn's PCA. A component is defined up to its sign; here its entry of largest
/// size is positive (the first one, when there are two). Equal eigenvalues keep the solver's order, which is fixed.
/// Eigenvectors of eigenvalue 0 are unit vectors that explain nothing and whose direction means nothing.
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
        Evd<double> eigen = Matrix<double>.Build.DenseOfArray(covariance).Evd(Symmetricity.Symmetric);
        int[] order = LargestFirst(eigen);
        double totalVariance = Trace(covariance);

        var loadings = new double[count][];
        var ratio = new double[count];
        var scores = new double[count][];
        for (int component = 0; component < count; component++)
        {
            loadings[component] = WithFixedSign(eigen.EigenVectors.Column(order[component]).ToArray());
            double variance = Math.Max(0, eigen.EigenValues[order[component]].Real);
            ratio[component] = totalVariance > 0 ? variance / totalVariance : 0;
            scores[component] = Project(centred, loadings[component], keyCount);
        }

        return new PrincipalComponents(loadings, ratio, scores);
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

    private static int[] LargestFirst(Evd<double> eigen) =>
        [.. Enumerable.Range(0, eigen.EigenValues.Count).OrderByDescending(i => eigen.EigenValues[i].Real)];

    private static double Trace(double[,] matrix)
    {
        double trace = 0;
        for (int i = 0; i < matrix.GetLength(0); i++)
            trace += matrix[i, i];
        return trace;
    }

    private static double[] WithFixedSign(double[] vector)
    {
        double largest = 0;
        foreach (double entry in vector)
            if (Math.Abs(entry) > Math.Abs(largest))
                largest = entry;
        if (largest < 0)
            for (int i = 0; i < vector.Length; i++)
                vector[i] = -vector[i];
        return vector;
    }

    private static double[] Project(double[][] centred, double[] loading, int keyCount)
    {
        var scores = new double[keyCount];
        for (int feature = 0; feature < centred.Length; feature++)
            ColumnKernels.AddScaled(centred[feature], loading[feature], scores);
        return scores;
    }
}
