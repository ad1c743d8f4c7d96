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
        int at = 0;
        for (; at <= text.Length - VectorLength; at += VectorLength)
        {
            Vector128<byte> bytes = Vector128.LoadUnsafe(ref from, (nuint)at);
            bytes.StoreUnsafe(ref to, (nuint)at);
            // Signed, a byte above 0x7f is below the space too.
            Vector128<byte> special = Vector128.LessThan(bytes.AsSByte(), Vector128.Create((sbyte)' ')).AsByte()
                | Vector128.Equals(bytes, Vector128.Create((byte)'"'))
                | Vector128.Equals(bytes, Vector128.Create((byte)'\\'));
            uint places = special.ExtractMostSignificantBits();
            if (places != 0)
            {
                return at + BitOperations.TrailingZeroCount(places);
            }
        }

        for (; at < text.Length; at++)
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
}
