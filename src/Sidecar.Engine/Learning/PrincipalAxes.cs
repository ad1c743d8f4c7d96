using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace Sidecar.Engine.Learning;

/// <summary>
/// The eigenvectors of a covariance matrix, largest eigenvalue first. One is defined up to its sign; here its entry of
/// largest size is positive (the first one, when there are two). Equal eigenvalues keep the solver's order, which is fixed.
/// Eigenvectors of eigenvalue 0 are unit vectors that explain nothing and whose direction means nothing.
/// </summary>
internal sealed class PrincipalAxes
{
    private PrincipalAxes(double[][] loadings, double[] variances, double totalVariance)
    {
        Loadings = loadings;
        Variances = variances;
        ExplainedVarianceRatio = [.. variances.Select(variance => totalVariance > 0 ? variance / totalVariance : 0)];
    }

    /// <summary>[component][feature]</summary>
    public double[][] Loadings { get; }

    /// <summary>[component]: its eigenvalue.</summary>
    public double[] Variances { get; }

    /// <summary>[component]: eigenvalue over the sum of all; all 0 when nothing varies.</summary>
    public double[] ExplainedVarianceRatio { get; }

    /// <summary>The first so many axes.</summary>
    public static PrincipalAxes Of(double[,] covariance, int count)
    {
        Evd<double> eigen = Matrix<double>.Build.DenseOfArray(covariance).Evd(Symmetricity.Symmetric);
        int[] order = LargestFirst(eigen);
        var loadings = new double[count][];
        var variances = new double[count];
        for (int component = 0; component < count; component++)
        {
            loadings[component] = WithFixedSign(eigen.EigenVectors.Column(order[component]).ToArray());
            variances[component] = Math.Max(0, eigen.EigenValues[order[component]].Real);
        }

        return new PrincipalAxes(loadings, variances, Trace(covariance));
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
}
