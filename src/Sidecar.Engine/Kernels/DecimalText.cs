using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sidecar.Engine.Kernels;

/// <summary>Reads decimal digits eight at a time: three multiplications instead of eight (Lemire, "Number Parsing at a Gigabyte per Second", 2021).</summary>
internal static class DecimalText
{
    private const int ChunkLength = 8;
    private const ulong EightZeros = 0x3030_3030_3030_3030;

    /// <summary>More digits are left to the standard library.</summary>
    public const int MaxDigits = 2 * ChunkLength;

    /// <summary>The value of the last bytes of a text, 1 to <see cref="MaxDigits"/>; false when one of them is no digit.</summary>
    /// <param name="text">At least <see cref="MaxDigits"/> bytes, read but ignored where they stand before the digits.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReadLast(ReadOnlySpan<byte> text, int digits, out long value)
    {
        ref byte end = ref Unsafe.Add(ref MemoryMarshal.GetReference(text), text.Length);
        ulong low = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Subtract(ref end, ChunkLength));
        if (digits <= ChunkLength)
        {
            bool isShort = TryReadChunk(KeepLast(low, digits), out uint only);
            value = only;
            return isShort;
        }

        ulong high = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Subtract(ref end, 2 * ChunkLength));
        bool isRead = TryReadChunk(low, out uint lower) & TryReadChunk(KeepLast(high, digits - ChunkLength), out uint upper);
        value = (upper * 100_000_000L) + lower;
        return isRead;
    }

    /// <summary>Puts zeros in the place of what is before the last bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong KeepLast(ulong chunk, int count)
    {
        ulong before = (1UL << (8 * (ChunkLength - count))) - 1;
        return (chunk & ~before) | (EightZeros & before);
    }

    /// <summary>Eight digits, the first in the lowest byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReadChunk(ulong chunk, out uint value)
    {
        bool areDigits = ((chunk & 0xf0f0_f0f0_f0f0_f0f0) | (((chunk + 0x0606_0606_0606_0606) & 0xf0f0_f0f0_f0f0_f0f0) >> 4)) == 0x3333_3333_3333_3333;
        ulong digits = chunk - EightZeros;
        digits = (digits * 10) + (digits >> 8);
        const ulong Mask = 0x0000_00ff_0000_00ff;
        value = (uint)((((digits & Mask) * 0x000f_4240_0000_0064) + (((digits >> 16) & Mask) * 0x0000_2710_0000_0001)) >> 32);
        return areDigits;
    }
}
