using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Sidecar.Engine.Kernels;

/// <summary>
/// Reads the digits of "2026-01-05T08:10:00.000000" all at once: two loads, shuffles that leave the signs between them out,
/// and a multiplication that makes pairs of digits numbers. Knows no calendar. Pure.
/// </summary>
internal static class ClockText
{
    public const int Length = 26;

    /// <summary>Where the second vector begins: it ends with the text.</summary>
    private const int Second = Length - 16;

    /// <summary>Places of - - T : in the first vector, and of T : : . in the second.</summary>
    private const uint FirstSigns = 0b0010_0100_1001_0000;
    private const uint SecondSigns = 0b0000_0010_0100_1001;

    /// <summary>A place that is none, which a shuffle gives as 0.</summary>
    private const byte No = 255;

    /// <param name="text">At least <see cref="Length"/> bytes; more are not looked at.</param>
    /// <returns>False when a sign or digit is none.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> text, out ClockNumbers numbers)
    {
        ref byte start = ref MemoryMarshal.GetReference(text[..Length]);
        Vector128<byte> first = Vector128.LoadUnsafe(ref start);
        Vector128<byte> second = Vector128.LoadUnsafe(ref start, Second);
        uint signs = Vector128.Equals(first, Vector128.Create("    -  -  T  :  "u8)).ExtractMostSignificantBits() & FirstSigns;
        signs |= (Vector128.Equals(second, Vector128.Create("T  :  :  .      "u8)).ExtractMostSignificantBits() & SecondSigns) << 16;

        // Year, month, day, hour, minute, second in pairs of digits, of which the last is none; beside them the microseconds.
        Vector128<byte> digits = Vector128.Shuffle(first, Vector128.Create(0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, No, No, No, No))
            | Vector128.Shuffle(second, Vector128.Create(No, No, No, No, No, No, No, No, No, No, No, No, 7, 8, No, No))
            | Vector128.Create(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte)'0', (byte)'0');
        digits -= Vector128.Create((byte)'0');
        // Two zeros before six digits make eight.
        ulong fraction = Vector128.Shuffle(second, Vector128.Create(No, No, 10, 11, 12, 13, 14, 15, No, No, No, No, No, No, No, No)).AsUInt64().ToScalar() | 0x3030;
        Vector128<ushort> pairs = ((digits.AsUInt16() & Vector128.Create((ushort)0xff)) * 10) + (digits.AsUInt16() >>> 8);
        numbers.Year = (100 * pairs.GetElement(0)) + pairs.GetElement(1);
        numbers.Month = pairs.GetElement(2);
        numbers.Day = pairs.GetElement(3);
        numbers.Hour = pairs.GetElement(4);
        numbers.Minute = pairs.GetElement(5);
        numbers.Second = pairs.GetElement(6);
        return DecimalText.TryReadChunk(fraction, out numbers.Microsecond)
            & (signs == (FirstSigns | (SecondSigns << 16)))
            & Vector128.LessThanOrEqualAll(digits, Vector128.Create((byte)9));
    }
}

/// <summary>What a clock shows, whether there is such a time or not.</summary>
internal struct ClockNumbers
{
    public int Year;
    public int Month;
    public int Day;
    public int Hour;
    public int Minute;
    public int Second;
    public uint Microsecond;
}
