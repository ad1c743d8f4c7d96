using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Sidecar.Engine.Kernels;

/// <summary>Copies text up to the first byte that does not stand for itself in a JSON string. Pure.</summary>
internal static class PlainText
{
    private const int VectorLength = 16;

    /// <returns>How many bytes stand for themselves: ASCII but control bytes, the quote and the backslash.</returns>
    /// <param name="destination">At least as long as the text; what lies behind the copy may be written too.</param>
    public static int Copy(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        ref byte from = ref MemoryMarshal.GetReference(text);
        ref byte to = ref MemoryMarshal.GetReference(destination[..text.Length]);
        if (text.Length < VectorLength)
        {
            return CopyShort(ref from, ref to, text.Length);
        }

        // The last vector begins within the one before it.
        for (int at = 0; ; at = int.Min(at + VectorLength, text.Length - VectorLength))
        {
            Vector128<byte> bytes = Vector128.LoadUnsafe(ref from, (nuint)at);
            bytes.StoreUnsafe(ref to, (nuint)at);
            uint places = Special(bytes);
            if (places != 0)
            {
                return at + BitOperations.TrailingZeroCount(places);
            }

            if (at == text.Length - VectorLength)
            {
                return text.Length;
            }
        }
    }

    /// <summary>As two halves that overlap, as most addresses, names and types are.</summary>
    private static int CopyShort(ref byte from, ref byte to, int length)
    {
        if (length >= sizeof(ulong))
        {
            ulong first = Unsafe.ReadUnaligned<ulong>(ref from);
            ulong last = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref from, length - sizeof(ulong)));
            Unsafe.WriteUnaligned(ref to, first);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, length - sizeof(ulong)), last);
            return Place(Special(Vector128.Create(first, last).AsByte()), sizeof(ulong), length);
        }

        if (length >= sizeof(uint))
        {
            uint first = Unsafe.ReadUnaligned<uint>(ref from);
            uint last = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref from, length - sizeof(uint)));
            Unsafe.WriteUnaligned(ref to, first);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, length - sizeof(uint)), last);
            return Place(Special(Vector128.Create(first, last, first, last).AsByte()), sizeof(uint), length);
        }

        int at = 0;
        for (; at < length; at++)
        {
            byte one = Unsafe.Add(ref from, at);
            if ((sbyte)one < ' ' || one is (byte)'"' or (byte)'\\')
            {
                break;
            }

            Unsafe.Add(ref to, at) = one;
        }

        return at;
    }

    /// <summary>Where in the text the first special byte is, by the bits of its first and its last half.</summary>
    private static int Place(uint places, int half, int length)
    {
        int at = BitOperations.TrailingZeroCount(places);
        return places == 0 ? length : at < half ? at : length - 2 * half + at;
    }

    /// <summary>Bits of the bytes that do not stand for themselves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint Special(Vector128<byte> bytes)
    {
        // Signed, a byte above 0x7f is below the space too.
        Vector128<byte> special = Vector128.LessThan(bytes.AsSByte(), Vector128.Create((sbyte)' ')).AsByte()
            | Vector128.Equals(bytes, Vector128.Create((byte)'"'))
            | Vector128.Equals(bytes, Vector128.Create((byte)'\\'));
        return special.ExtractMostSignificantBits();
    }
}
