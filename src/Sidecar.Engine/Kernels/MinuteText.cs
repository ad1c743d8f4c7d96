using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sidecar.Engine.Kernels;

/// <summary>
/// A time as Suricata writes it at +0000, "2026-01-05T08:10:00.000000+0000", in three parts: its minute as it is written, which is
/// not looked into, and the time since then, of which each digit and sign is. Pure.
/// </summary>
internal readonly struct MinuteText
{
    private const int Length = 31;
    private const uint MicrosecondsPerMinute = 60_000_000;

    /// <summary>"+0000" in the last five bytes of eight.</summary>
    private const ulong Offset = 0x30_3030_302bUL;

    /// <summary>":" and "." in the first and the last byte of four.</summary>
    private const uint Signs = 0x2e00_003a;

    private MinuteText(ulong first, ulong second, uint microseconds)
    {
        First = first;
        Second = second;
        Microseconds = microseconds;
    }

    /// <summary>The first eight bytes of the minute's sixteen.</summary>
    public ulong First { get; }

    /// <summary>The other eight.</summary>
    public ulong Second { get; }

    /// <summary>The last byte of the minute, which is a digit if it is one at all.</summary>
    public int LastDigit => (int)(Second >> 56);

    /// <summary>Since the minute's begin, less than a minute.</summary>
    public uint Microseconds { get; }

    /// <returns>False when it is not written so, or names a second that no minute has.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> text, out MinuteText minute)
    {
        if (text.Length != Length)
        {
            minute = default;
            return false;
        }

        ref byte start = ref MemoryMarshal.GetReference(text);
        // "s.123456", and both digits of the second in place of the first two bytes: a number of microseconds.
        ulong digits = (Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, 18)) & ~0xffffUL) | Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref start, 17));
        bool areDigits = DecimalText.TryReadChunk(digits, out uint microseconds);
        minute = new MinuteText(Unsafe.ReadUnaligned<ulong>(ref start), Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, 8)), microseconds);
        // The colon before the second, and the point behind it; then the offset, behind three digits that were looked at.
        ulong wrong = (Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref start, 16)) & 0xff00_00ffu) ^ Signs;
        wrong |= (Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, 23)) >> 24) ^ Offset;
        return areDigits & (microseconds < MicrosecondsPerMinute) & (wrong == 0);
    }
}
