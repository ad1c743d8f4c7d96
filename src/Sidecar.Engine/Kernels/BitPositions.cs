using System.Numerics;
using System.Runtime.CompilerServices;

namespace Sidecar.Engine.Kernels;

/// <summary>
/// Turns a mask that has few bits into the list of them. Two places are always written, used or not: a loop that ends at
/// the right place costs a mispredicted branch for most masks (Langdale and Lemire, "Parsing Gigabytes of JSON per Second", 2019).
/// </summary>
internal static class BitPositions
{
    /// <summary>Places behind the last one that may be written without meaning anything.</summary>
    public const int Slack = 2;

    /// <summary>Writes start + the number of each set bit, in order, and up to <see cref="Slack"/> places of no meaning behind them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ulong mask, int start, ref int destination)
    {
        destination = start + BitOperations.TrailingZeroCount(mask);
        mask &= mask - 1;
        Unsafe.Add(ref destination, 1) = start + BitOperations.TrailingZeroCount(mask);
        for (mask &= mask - 1; mask != 0; mask &= mask - 1)
        {
            Unsafe.Add(ref destination, 2) = start + BitOperations.TrailingZeroCount(mask);
            destination = ref Unsafe.Add(ref destination, 1);
        }
    }
}
