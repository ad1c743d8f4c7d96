using System.Numerics;
using System.Runtime.CompilerServices;

namespace Sidecar.Engine.Kernels;

/// <summary>
/// Steps from separator to separator over their masks. A window of 57 bits or more is read wherever the step starts, so the
/// borders of blocks, which lie elsewhere in each record, do not show in the branches.
/// </summary>
internal static class JsonSeparators
{
    /// <summary>The first bit behind a place. There must be one, and a mask behind it that can be read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Behind(nint place, ref ulong masks)
    {
        nint at = place + 1;
        ulong window = Window(at, ref masks);
        while (window == 0)
        {
            at = (at & ~7) + 64;
            window = Window(at, ref masks);
        }

        return at + BitOperations.TrailingZeroCount(window);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Window(nint at, ref ulong masks) =>
        Unsafe.ReadUnaligned<ulong>(ref Unsafe.AddByteOffset(ref Unsafe.As<ulong, byte>(ref masks), at >> 3)) >> (int)(at & 7);
}
