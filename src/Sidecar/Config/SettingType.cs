using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Sidecar.Config;

/// <summary>How the values of a kind of option are written: sizes as 64mb, times as 5m, shares as 0.05.</summary>
internal sealed record SettingType<T>(string Unit, SettingType<T>.Reader TryRead, Func<T, string> Show)
{
    /// <summary>Reads a value as it is written; false when it is none of this kind.</summary>
    public delegate bool Reader(string text, [NotNullWhen(true)] out T? value);
}

/// <summary>The kinds of options there are.</summary>
internal static class SettingTypes
{
    private static readonly (string Suffix, long Factor)[] s_sizes = [("gb", 1L << 30), ("mb", 1L << 20), ("kb", 1L << 10)];
    private static readonly (string Suffix, long Factor)[] s_times = [("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)];

    public static SettingType<long> Count { get; } = new("number", TryReadWhole, Whole);

    public static SettingType<long> Size { get; } = new("size", (string text, out long value) => TryReadScaled(text, s_sizes, out value), value => Scaled(value, s_sizes));

    public static SettingType<long> Time { get; } = new("time", (string text, out long value) => TryReadScaled(text, s_times, out value), value => Scaled(value, s_times));

    public static SettingType<double> Real { get; } = new(
        "number",
        (string text, out double value) => double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value),
        value => value.ToString(CultureInfo.InvariantCulture));

    private static bool TryReadWhole(string text, out long value) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static string Whole(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static bool TryReadScaled(string text, (string Suffix, long Factor)[] units, out long value)
    {
        foreach ((string suffix, long factor) in units)
        {
            if (text.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)
                && TryReadWhole(text[..^suffix.Length], out value)
                && value <= long.MaxValue / factor)
            {
                value *= factor;
                return true;
            }
        }

        return TryReadWhole(text, out value);
    }

    private static string Scaled(long value, (string Suffix, long Factor)[] units)
    {
        foreach ((string suffix, long factor) in units)
        {
            if (value >= factor && value % factor == 0)
            {
                return Whole(value / factor) + suffix;
            }
        }

        return Whole(value);
    }
}
