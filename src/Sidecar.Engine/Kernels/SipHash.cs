using System.Numerics;
using System.Runtime.CompilerServices;

namespace Sidecar.Engine.Kernels;

/// <summary>
/// SipHash-1-3 of one 64-bit number under a 128-bit key (Aumasson and Bernstein, "SipHash: a fast short-input PRF",
/// 2012; one compression and three final rounds, as in the hash tables of Python and Rust): who does not know the key
/// cannot choose numbers that collide. Pure, any thread.
/// </summary>
internal static class SipHash
{
    /// <summary>The last block of a message holds its length in the highest byte.</summary>
    private const ulong LengthBlock = (ulong)sizeof(ulong) << 56;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(ulong number, ulong key0, ulong key1)
    {
        ulong v0 = key0 ^ 0x736f6d6570736575;
        ulong v1 = key1 ^ 0x646f72616e646f6d;
        ulong v2 = key0 ^ 0x6c7967656e657261;
        ulong v3 = key1 ^ 0x7465646279746573 ^ number;
        Round(ref v0, ref v1, ref v2, ref v3);
        v0 ^= number;
        v3 ^= LengthBlock;
        Round(ref v0, ref v1, ref v2, ref v3);
        v0 ^= LengthBlock;
        v2 ^= 0xff;
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        return v0 ^ v1 ^ v2 ^ v3;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        v0 += v1;
        v2 += v3;
        v1 = BitOperations.RotateLeft(v1, 13) ^ v0;
        v3 = BitOperations.RotateLeft(v3, 16) ^ v2;
        v0 = BitOperations.RotateLeft(v0, 32);
        v2 += v1;
        v0 += v3;
        v1 = BitOperations.RotateLeft(v1, 17) ^ v2;
        v3 = BitOperations.RotateLeft(v3, 21) ^ v0;
        v2 = BitOperations.RotateLeft(v2, 32);
    }
}
