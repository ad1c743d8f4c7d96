using System.Globalization;

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

    private const int MaxDigits = 17;
    private const int LeastPlainExponent = -4;
    private const int LargestPlainExponent = 15;

    /// <summary>Returns the bytes written.</summary>
    public static int Format(double value, Span<byte> destination)
    {
        int length = 0;
        if (double.IsNegative(value))
            destination[length++] = (byte)'-';

        Span<byte> buffer = stackalloc byte[MaxDigits];
        ReadOnlySpan<byte> digits = ShortestDigits(Math.Abs(value), buffer, out int exponent);
        Span<byte> rest = destination[length..];
        length += exponent is < LeastPlainExponent or > LargestPlainExponent
            ? WriteWithExponent(digits, exponent, rest)
            : WritePlain(digits, exponent, rest);
        return length;
    }

    /// <summary>The value is d.ddd times ten to the exponent; no zero leads or trails, but for zero itself.</summary>
    private static ReadOnlySpan<byte> ShortestDigits(double value, Span<byte> digits, out int exponent)
    {
        // "123.45", "0.00012" or "1.2E-07": .NET writes the same digits as Python and lays them out differently.
        Span<byte> text = stackalloc byte[2 * MaxLength];
        value.TryFormat(text, out int length, "R", CultureInfo.InvariantCulture);
        text = text[..length];

        exponent = 0;
        int mark = text.IndexOf((byte)'E');
        if (mark >= 0)
        {
            exponent = int.Parse(text[(mark + 1)..], CultureInfo.InvariantCulture);
            text = text[..mark];
        }

        int point = text.IndexOf((byte)'.');
        exponent += (point < 0 ? text.Length : point) - 1;

        int count = 0;
        foreach (byte symbol in text)
        {
            if (symbol == '.')
                continue;
            if (count == 0 && symbol == '0' && value != 0)
                exponent--;
            else
                digits[count++] = symbol;
        }

        return digits[..Math.Max(1, digits[..count].LastIndexOfAnyExcept((byte)'0') + 1)];
    }

    private static int WriteWithExponent(ReadOnlySpan<byte> digits, int exponent, Span<byte> destination)
    {
        int length = 0;
        destination[length++] = digits[0];
        if (digits.Length > 1)
        {
            destination[length++] = (byte)'.';
            digits[1..].CopyTo(destination[length..]);
            length += digits.Length - 1;
        }

        destination[length++] = (byte)'e';
        destination[length++] = exponent < 0 ? (byte)'-' : (byte)'+';
        Math.Abs(exponent).TryFormat(destination[length..], out int written, "00", CultureInfo.InvariantCulture);
        return length + written;
    }

    private static int WritePlain(ReadOnlySpan<byte> digits, int exponent, Span<byte> destination)
    {
        int length = 0;
        for (int place = Math.Max(0, exponent); place >= Math.Min(-1, exponent - digits.Length + 1); place--)
        {
            if (place == -1)
                destination[length++] = (byte)'.';
            int index = exponent - place;
            destination[length++] = index >= 0 && index < digits.Length ? digits[index] : (byte)'0';
        }

        return length;
    }
}
