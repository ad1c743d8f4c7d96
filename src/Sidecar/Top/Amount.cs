using System.Globalization;

namespace Sidecar.Top;

/// <summary>Numbers and times as they stand in a column.</summary>
internal static class Amount
{
    private static readonly string[] s_units = ["", "k", "M", "G", "T", "P"];

    /// <summary>1,234,567 where that fits, else 1.2 G.</summary>
    public static string Count(double number, int width = 12)
    {
        string whole = number.ToString("#,0", CultureInfo.InvariantCulture);
        if (whole.Length <= width)
        {
            return whole;
        }

        int unit = 0;
        while (number >= 1000 && unit < s_units.Length - 1)
        {
            unit++;
            number /= 1000;
        }

        return $"{number.ToString(number < 100 ? "0.0" : "0", CultureInfo.InvariantCulture)} {s_units[unit]}";
    }

    /// <summary>Per second; a tenth is told where there is little.</summary>
    public static string Rate(double? perSecond) => perSecond is not double rate ? "-"
        : rate is > 0 and < 10 ? rate.ToString("0.0", CultureInfo.InvariantCulture) : Count(rate, 9);

    /// <summary>A part of the whole: small ones keep their digits, since the rest that is looked for is 0.01 %.</summary>
    public static string Share(double? share) => share is not double part ? "-"
        : string.Create(CultureInfo.InvariantCulture, $"{(100 * part).ToString(part is > 0 and < 0.1 ? "0.00#" : "0.0", CultureInfo.InvariantCulture)} %");

    /// <summary>47s, 5m09s, 7h59m, 3d04h; at most six characters.</summary>
    public static string Time(double? seconds)
    {
        if (seconds is not double length)
        {
            return "-";
        }

        TimeSpan time = TimeSpan.FromSeconds(Math.Clamp(length, 0, 9_999 * 86_400.0));
        return time.TotalDays >= 100 ? $"{time.Days}d"
            : time.TotalDays >= 1 ? $"{time.Days}d{time.Hours:00}h"
            : time.TotalHours >= 1 ? $"{time.Hours}h{time.Minutes:00}m"
            : time.TotalMinutes >= 1 ? $"{time.Minutes}m{time.Seconds:00}s" : $"{time.Seconds}s";
    }
}
