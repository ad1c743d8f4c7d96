using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Sidecar.Engine.Kernels;

/// <summary>
/// Reads the digits of "2026-01-05T08:10:00.000000" all at once: two loads, two shuffles that leave the signs between them
/// out, and three times eight digits (<see cref="DecimalText"/>). Knows no calendar. Pure.
/// </summary>
internal static class ClockText
{
    public const int Length = 26;

    /// <summary>Where the second vector begins: it ends with the text.</summary>
    private const int Second = Length - 16;

    /// <summary>Places of - - T : in the first vector, and of T : : . in the second.</summary>
    private const uint FirstSigns = 0b0010_0100_1001_0000;
    private const uint SecondSigns = 0b0000_0010_0100_1001;

    /// <param name="text">At least <see cref="Length"/> bytes; more are not looked at.</param>
    /// <param name="date">Year, month and day, as in 20260105.</param>
    /// <param name="clock">Hour, minute and second, as in 81000.</param>
    /// <returns>False when a sign or digit is none.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> text, out uint date, out uint clock, out uint microsecond)
    {
        ref byte start = ref MemoryMarshal.GetReference(text[..Length]);
        Vector128<byte> first = Vector128.LoadUnsafe(ref start);
        Vector128<byte> second = Vector128.LoadUnsafe(ref start, Second);
        uint signs = Vector128.Equals(first, Vector128.Create("    -  -  T  :  "u8)).ExtractMostSignificantBits() & FirstSigns;
        signs |= (Vector128.Equals(second, Vector128.Create("T  :  :  .      "u8)).ExtractMostSignificantBits() & SecondSigns) << 16;

        // A place that is none gives 0, and two zeros before six digits make eight.
        ulong days = Vector128.Shuffle(first, Vector128.Create((byte)0, 1, 2, 3, 5, 6, 8, 9, 0, 0, 0, 0, 0, 0, 0, 0)).AsUInt64().ToScalar();
        Vector128<ulong> times = (Vector128.Shuffle(second, Vector128.Create(255, 255, 1, 2, 4, 5, 7, 8, 255, 255, 10, 11, 12, 13, 14, 15))
            | Vector128.Create((byte)'0', (byte)'0', 0, 0, 0, 0, 0, 0, (byte)'0', (byte)'0', 0, 0, 0, 0, 0, 0)).AsUInt64();
        return (signs == (FirstSigns | (SecondSigns << 16)))
            & DecimalText.TryReadChunk(days, out date)
            & DecimalText.TryReadChunk(times.ToScalar(), out clock)
            & DecimalText.TryReadChunk(times.GetElement(1), out microsecond);
    }
}
