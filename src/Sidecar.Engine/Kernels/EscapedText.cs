using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Sidecar.Engine.Kernels;

/// <summary>
/// Copies text out of a JSON string as long as each byte stands for itself or has a backslash before it that only says so, as
/// in \/ and \" and \\. Most names of programs and paths are that and nothing else. Pure.
/// </summary>
internal static class EscapedText
{
    /// <summary>How many bytes more than the text the destination should have: without them it takes longer.</summary>
    public const int Slack = VectorLength;

    private const int VectorLength = 16;

    /// <returns>How many bytes were written.</returns>
    /// <param name="destination">At least as long as the text; what lies behind the copy may be written too.</param>
    /// <param name="read">How many were read: all, or up to the first one that needs another way.</param>
    public static int Copy(ReadOnlySpan<byte> text, Span<byte> destination, out int read)
    {
        if (text.Length < VectorLength || destination.Length - Slack < text.Length)
        {
            return CopyBytes(text, destination, out read);
        }

        ref byte from = ref MemoryMarshal.GetReference(text);
        ref byte to = ref MemoryMarshal.GetReference(destination);
        int at = 0;
        int written = 0;
        while (true)
        {
            // No more is written than was read, so that the slack lies behind what is written here.
            int left = text.Length - at;
            Vector128<byte> bytes = left >= VectorLength ? Vector128.LoadUnsafe(ref from, (nuint)at) : Last(ref from, text.Length, left);
            bytes.StoreUnsafe(ref to, (nuint)written);
            uint places = PlainText.Special(bytes);
            if (places == 0)
            {
                at += VectorLength;
                written += VectorLength;
                continue;
            }

            int plain = BitOperations.TrailingZeroCount(places);
            at += plain;
            written += plain;
            if (at + 1 >= text.Length || Unsafe.Add(ref from, at) != (byte)'\\' || !StandsForItself(Unsafe.Add(ref from, at + 1)))
            {
                read = at;
                return written;
            }

            Unsafe.Add(ref to, written) = Unsafe.Add(ref from, at + 1);
            at += 2;
            written++;
        }
    }

    /// <summary>Of a text that is not shorter than a vector its last bytes, and zeros behind them, which are special.</summary>
    private static Vector128<byte> Last(ref byte text, int length, int left)
    {
        ReadOnlySpan<byte> places =
        [
            0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
            255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        ];
        Vector128<byte> last = Vector128.LoadUnsafe(ref text, (nuint)(length - VectorLength));
        return Vector128.Shuffle(last, Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(places), (nuint)(VectorLength - left)));
    }

    /// <summary>The same one by one.</summary>
    private static int CopyBytes(ReadOnlySpan<byte> text, Span<byte> destination, out int read)
    {
        int written = 0;
        int at = 0;
        for (; at < text.Length; at++)
        {
            byte one = text[at];
            if (one == (byte)'\\')
            {
                if (at + 1 == text.Length || !StandsForItself(text[at + 1]))
                {
                    break;
                }

                one = text[++at];
            }
            else if ((sbyte)one < ' ' || one == (byte)'"')
            {
                break;
            }

            destination[written++] = one;
        }

        read = at;
        return written;
    }

    /// <summary>Behind a backslash.</summary>
    private static bool StandsForItself(byte letter) => letter is (byte)'/' or (byte)'"' or (byte)'\\';
}
