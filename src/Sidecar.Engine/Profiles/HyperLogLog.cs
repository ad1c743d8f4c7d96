using System.Numerics;
using System.Numerics.Tensors;

namespace Sidecar.Engine.Profiles;

/// <summary>
/// The sketch of P. Flajolet et al., "HyperLogLog" (2007), over 64-bit hashes, one byte a register, estimated by the
/// improved raw estimator of O. Ertl (2017), algorithm 6. The registers are the caller's, <see cref="Registers"/> of them, all
/// zero at first. Pure.
/// </summary>
internal static class HyperLogLog
{
    public const int Registers = 1 << Precision;

    private const int Precision = 15;
    private const int HighestRank = 64 - Precision + 1;

    /// <returns>Whether a register has changed.</returns>
    public static bool Add(Span<byte> registers, ulong hash)
    {
        int register = (int)(hash >> (64 - Precision));
        // The bit behind the register's bits bounds the rank when all others are zero.
        byte rank = (byte)(BitOperations.LeadingZeroCount((hash << Precision) | (1UL << (Precision - 1))) + 1);
        if (rank <= registers[register])
        {
            return false;
        }

        registers[register] = rank;
        return true;
    }

    /// <param name="others">Of another sketch. One that holds more than a rank can be is taken for the highest.</param>
    public static void Merge(Span<byte> registers, ReadOnlySpan<byte> others)
    {
        TensorPrimitives.Max(registers, others, registers);
        TensorPrimitives.Min<byte>(registers, HighestRank, registers);
    }

    public static long Estimate(ReadOnlySpan<byte> registers)
    {
        Span<int> ranks = stackalloc int[HighestRank + 1];
        ranks.Clear();
        foreach (byte rank in registers)
        {
            ranks[rank]++;
        }

        const double m = Registers;
        double z = m * Tau(1 - (ranks[HighestRank] / m));
        for (int rank = HighestRank - 1; rank >= 1; rank--)
        {
            z = 0.5 * (z + ranks[rank]);
        }

        z += m * Sigma(ranks[0] / m);
        double alpha = 0.5 / Math.Log(2);
        return (long)Math.Round(alpha * m * m / z);
    }

    private static double Sigma(double x)
    {
        if (x == 1)
        {
            return double.PositiveInfinity;
        }

        double y = 1;
        double z = x;
        double before;
        do
        {
            x *= x;
            before = z;
            z += x * y;
            y += y;
        }
        while (z != before);
        return z;
    }

    private static double Tau(double x)
    {
        if (x is 0 or 1)
        {
            return 0;
        }

        double y = 1;
        double z = 1 - x;
        double before;
        do
        {
            x = Math.Sqrt(x);
            before = z;
            y *= 0.5;
            z -= (1 - x) * (1 - x) * y;
        }
        while (z != before);
        return z / 3;
    }
}
