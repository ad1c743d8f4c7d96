using Sidecar.Engine.Eve;

namespace Sidecar.Engine.Learning;

/// <summary>
/// Writes a finite double as Python's repr does, so that the playbook's numbers can be compared as text with the
/// reference's: the shortest digits that read back, "123.0" for a whole number, an exponent of at least two digits
/// below 1e-4 and from 1e16 on (CPython, Python/pystrtod.c, format code 'r').
/// </summary>
internal static class PythonFloat
{
    /// <summary>"-1.2345678901234567e-308" has 24 bytes.</summary>
    public const int MaxLength = 24;

    private const int LeastPlainExponent = -4;
    private const int LargestPlainExponent = 15;

    /// <summary>Returns the bytes written.</summary>
    public static int Format(double value, Span<byte> destination)
    {
        int length = 0;
        if (double.IsNegative(value))
            destination[length++] = (byte)'-';

        Span<byte> buffer = stackalloc byte[ShortestDecimal.MaxDigits];
        ReadOnlySpan<byte> digits = ShortestDecimal.Digits(Math.Abs(value), buffer, out int exponent);
        Span<byte> rest = destination[length..];
        length += exponent is < LeastPlainExponent or > LargestPlainExponent
            ? ShortestDecimal.WriteWithExponent(digits, exponent, rest)
            : ShortestDecimal.WritePlain(digits, exponent, decimals: 1, rest);
        return length;
    }
}
