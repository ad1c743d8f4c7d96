using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Sidecar.Engine.Kernels;

/// <summary>
/// A few numbers that are added to two rows of sums, two numbers at a time: as wide as every processor has it, since a row
/// is hardly longer than one wide vector. Pure.
/// </summary>
internal static class RowSums
{
    /// <summary>Adds each number to that in the same place of both rows, which may be longer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddToBoth(ReadOnlySpan<double> added, Span<double> one, Span<double> other)
    {
        int length = added.Length;
        ref double from = ref MemoryMarshal.GetReference(added);
        ref double first = ref MemoryMarshal.GetReference(one[..length]);
        ref double second = ref MemoryMarshal.GetReference(other[..length]);
        nuint at = 0;
        for (; at + 2 <= (nuint)length; at += 2)
        {
            Vector128<double> numbers = Vector128.LoadUnsafe(ref from, at);
            (Vector128.LoadUnsafe(ref first, at) + numbers).StoreUnsafe(ref first, at);
            (Vector128.LoadUnsafe(ref second, at) + numbers).StoreUnsafe(ref second, at);
        }

        if (at < (nuint)length)
        {
            Unsafe.Add(ref first, at) += Unsafe.Add(ref from, at);
            Unsafe.Add(ref second, at) += Unsafe.Add(ref from, at);
        }
    }
}
