using Sidecar.Engine.Kernels;

namespace Sidecar.Engine.Learning;

/// <summary>
/// Scales each column to 0..1: its least value becomes exactly 0, its largest exactly 1. A constant column becomes 0
/// throughout, as in scikit-learn's MinMaxScaler. (That one computes value * scale + shift, this one subtracts first:
/// they differ in the last bits, and here the ends are exact.)
/// </summary>
internal static class MinMaxScaler
{
    public static double[][] Scale(double[][] columns)
    {
        var scaled = new double[columns.Length][];
        for (int feature = 0; feature < columns.Length; feature++)
            scaled[feature] = ScaleColumn(columns[feature]);
        return scaled;
    }

    private static double[] ScaleColumn(double[] column)
    {
        var scaled = new double[column.Length];
        if (column.Length == 0)
            return scaled;

        (double min, double max) = ColumnKernels.MinMax(column);
        if (max > min)
            ColumnKernels.SubtractThenDivide(column, min, max - min, scaled);
        return scaled;
    }
}
