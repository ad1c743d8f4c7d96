using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Sidecar.Engine.Kernels;

/// <summary>
/// Reads decimal digits together: eight by three multiplications (Lemire, "Number Parsing at a Gigabyte per Second", 2021), or
/// sixteen by as many of a whole vector.
/// </summary>
internal static class DecimalText
{
    private const int ChunkLength = 8;
    private const ulong EightNibbles = 0x0f0f_0f0f_0f0f_0f0f;
    private const ulong EightZeros = 0x3030_3030_3030_3030;

    /// <summary>More digits are left to the standard library.</summary>
    public const int MaxDigits = 2 * ChunkLength;

    /// <summary>The value of a text of 1 to <see cref="MaxDigits"/> bytes that are known to be digits.</summary>
    /// <param name="digits">With <see cref="MaxDigits"/> bytes before it, which are read and ignored.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long ReadLast(ReadOnlySpan<byte> digits) => Sse41.IsSupported ? ReadLastOfVector(digits) : ReadLastOfChunks(digits);

    /// <summary>What is before the digits becomes zeros, then neighbours are put together: of two digits, of four, of eight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static long ReadLastOfVector(ReadOnlySpan<byte> digits)
    {
        ReadOnlySpan<byte> nibbles =
        [
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
            15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15,
        ];
        ref byte first = ref Unsafe.Add(ref MemoryMarshal.GetReference(digits), digits.Length - MaxDigits);
        Vector128<byte> ones = Vector128.LoadUnsafe(ref first) & Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(nibbles), (nuint)digits.Length);
        Vector128<short> twos = Ssse3.MultiplyAddAdjacent(ones, Vector128.Create((short)0x010a).AsSByte());
        Vector128<int> fours = Sse2.MultiplyAddAdjacent(twos, Vector128.Create(0x0001_0064).AsInt16());
        Vector128<ushort> packed = Sse41.PackUnsignedSaturate(fours, fours);
        ulong eights = Sse2.MultiplyAddAdjacent(packed.AsInt16(), Vector128.Create(0x0001_2710).AsInt16()).AsUInt64().ToScalar();
        return ((uint)eights * 100_000_000L) + (long)(eights >> 32);
    }

    /// <summary>The same where there is no such vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static long ReadLastOfChunks(ReadOnlySpan<byte> digits)
    {
        ref byte end = ref Unsafe.Add(ref MemoryMarshal.GetReference(digits), digits.Length);
        ulong low = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Subtract(ref end, ChunkLength)) & EightNibbles;
        int before = ChunkLength - digits.Length;
        if (before >= 0)
            return Value(low & (ulong.MaxValue << (8 * before)));

        ulong high = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Subtract(ref end, 2 * ChunkLength)) & EightNibbles;
        return (Value(high & (ulong.MaxValue << (8 * (before + ChunkLength)))) * 100_000_000L) + Value(low);
    }

    /// <summary>Eight digits, the first in the lowest byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReadChunk(ulong chunk, out uint value)
    {
        bool areDigits = ((chunk & 0xf0f0_f0f0_f0f0_f0f0) | (((chunk + 0x0606_0606_0606_0606) & 0xf0f0_f0f0_f0f0_f0f0) >> 4)) == 0x3333_3333_3333_3333;
        value = Value(chunk - EightZeros);
        return areDigits;
    }

    /// <summary>Of eight numbers below ten, the first in the lowest byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Value(ulong digits)
    {
        digits = (digits * 10) + (digits >> 8);
        const ulong Mask = 0x0000_00ff_0000_00ff;
        return (uint)((((digits & Mask) * 0x000f_4240_0000_0064) + (((digits >> 16) & Mask) * 0x0000_2710_0000_0001)) >> 32);
    }
}
