using System.Globalization;

namespace Sidecar.Engine.Eve;

/// <summary>
/// A double in the fewest decimal digits that read back as the same double. Programs that print numbers agree on the
/// digits; when they take an exponent is where Python and jq differ.
/// </summary>
internal static class ShortestDecimal
{
    public const int MaxDigits = 17;

    /// <summary>"2.2250738585072014E-308" has 23 bytes.</summary>
    private const int LongestText = 32;

    /// <summary>
    /// The digits of a finite value that is not negative, which is d.ddd times ten to the exponent; no zero leads or
    /// trails, but for zero itself.
    /// </summary>
    public static ReadOnlySpan<byte> Digits(double value, Span<byte> digits, out int exponent)
    {
        // "123.45", "0.00012" or "1.2E-07": .NET writes the same digits as the others and lays them out differently.
        Span<byte> text = stackalloc byte[LongestText];
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

    /// <summary>d.ddde+ee, the exponent of at least two digits. Returns the bytes written.</summary>
    public static int WriteWithExponent(ReadOnlySpan<byte> digits, int exponent, Span<byte> destination)
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

    /// <summary>ddd.ddd with at least so many decimals, and zeros where the digits do not reach. Returns the bytes written.</summary>
    public static int WritePlain(ReadOnlySpan<byte> digits, int exponent, int decimals, Span<byte> destination)
    {
        int length = 0;
        for (int place = Math.Max(0, exponent); place >= Math.Min(-decimals, exponent - digits.Length + 1); place--)
        {
            if (place == -1)
                destination[length++] = (byte)'.';
            int index = exponent - place;
            destination[length++] = index >= 0 && index < digits.Length ? digits[index] : (byte)'0';
        }

        return length;
    }
}
