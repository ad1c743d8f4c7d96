using System.Runtime.CompilerServices;

namespace Sidecar.Engine.Kernels;

/// <summary>
/// Finds the bytes that a backslash escapes: those behind a run of backslashes of odd length. The subtraction
/// borrows through each run, as in simdjson (src/generic/stage1/json_escape_scanner.h).
/// </summary>
internal static class Backslashes
{
    private const ulong OddBits = 0xaaaa_aaaa_aaaa_aaaa;

    /// <param name="carry">1 when the first byte of this block is escaped, and afterwards when that of the next one is.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Escaped(ulong backslashes, ref ulong carry)
    {
        ulong starts = backslashes & ~carry;
        ulong ends = (((starts << 1) | OddBits) - starts) ^ OddBits;
        ulong escaped = ends ^ (backslashes | carry);
        carry = (ends & backslashes) >> 63;
        return escaped;
    }
}
