namespace Sidecar.Engine.Kernels;

/// <summary>A run of bits in a row of masks, the first bit of the first mask being number 0. Pure.</summary>
internal static class BitRange
{
    private const int MaskBits = 64;

    /// <summary>Whether one of the bits from <paramref name="start"/> up to the one before <paramref name="end"/> is set; there must be one at least.</summary>
    public static bool HasAny(ReadOnlySpan<ulong> masks, int start, int end)
    {
        int last = (end - 1) / MaskBits;
        // A shift takes its count modulo 64 by itself.
        ulong from = ulong.MaxValue << start;
        for (int i = start / MaskBits; i < last; i++)
        {
            if ((masks[i] & from) != 0)
                return true;
            from = ulong.MaxValue;
        }

        return (masks[last] & from & (ulong.MaxValue >> -end)) != 0;
    }
}
