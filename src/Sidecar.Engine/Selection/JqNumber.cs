using System.Globalization;
using Sidecar.Engine.Eve;

namespace Sidecar.Engine.Selection;

/// <summary>
/// A JSON number as jq 1.6 prints it: read as a double, so that integers beyond 2^53 lose their last digits; written in
/// the shortest digits that read back; an exponent below 1e-4, and when more than 15 zeros would follow the digits;
/// what a double cannot hold becomes the largest that it can (jq, src/jv_dtoa.c, jvp_dtoa_fmt).
/// </summary>
internal static class JqNumber
{
    /// <summary>"-0.00012345678901234567" and "-1.2345678901234567e-308" are the longest forms; a run of zeros is at most 15.</summary>
    public const int MaxLength = 40;

    /// <summary>Any integer of 15 digits is a double, and is printed as it is written.</summary>
    private const int ExactDigits = 15;

    private const int LeastPlainExponent = -4;
    private const int MostZerosBehind = 15;

    /// <summary>Takes a number that the parser has accepted. Returns the bytes written.</summary>
    public static int Format(ReadOnlySpan<byte> raw, Span<byte> destination)
    {
        if (raw.Length <= ExactDigits && !raw.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            raw.CopyTo(destination);
            return raw.Length;
        }

        double value = double.Parse(raw, NumberStyles.Float, CultureInfo.InvariantCulture);
        return Format(double.Clamp(value, -double.MaxValue, double.MaxValue), destination);
    }

    private static int Format(double value, Span<byte> destination)
    {
        int length = 0;
        if (double.IsNegative(value))
            destination[length++] = (byte)'-';

        Span<byte> buffer = stackalloc byte[ShortestDecimal.MaxDigits];
        ReadOnlySpan<byte> digits = ShortestDecimal.Digits(Math.Abs(value), buffer, out int exponent);
        Span<byte> rest = destination[length..];
        length += exponent < LeastPlainExponent || exponent >= digits.Length + MostZerosBehind
            ? ShortestDecimal.WriteWithExponent(digits, exponent, rest)
            : ShortestDecimal.WritePlain(digits, exponent, decimals: 0, rest);
        return length;
    }
}
