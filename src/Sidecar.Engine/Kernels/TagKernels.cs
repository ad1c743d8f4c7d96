using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Sidecar.Engine.Kernels;

/// <summary>Looks for one byte among twelve: eight in a number, the first the lowest, and four more. Pure, any thread.</summary>
internal static class TagKernels
{
    public const int Count = 12;

    /// <summary>A bit for each byte that is <paramref name="tag"/>, the first byte's the lowest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Matches(ulong first, uint last, byte tag) =>
        Vector128.Equals(Vector128.Create(first, last).AsByte(), Vector128.Create(tag)).ExtractMostSignificantBits() & ((1u << Count) - 1);

    /// <summary>The same, byte by byte.</summary>
    public static uint MatchesScalar(ulong first, uint last, byte tag)
    {
        uint matches = 0;
        for (int i = 0; i < Count; i++)
        {
            byte one = (byte)(i < sizeof(ulong) ? first >> (8 * i) : last >> (8 * (i - sizeof(ulong))));
            matches |= one == tag ? 1u << i : 0;
        }

        return matches;
    }
}
