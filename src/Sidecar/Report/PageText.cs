using System.Globalization;
using System.Net;
using System.Text;
using Sidecar.Cli;
using Sidecar.Engine.Eve;

namespace Sidecar.Report;

/// <summary>Numbers, times and other people's strings as a page shows them: the same on every machine, and harmless.</summary>
internal static class PageText
{
    /// <summary>Letters shown of a key; the rest of a longer one is a mark.</summary>
    private const int LongestKey = 160;

    private static readonly string[] s_thousands = ["", " k", " M", " G", " T"];

    /// <summary>A text for HTML and SVG: no markup, no control or format characters.</summary>
    public static string Html(string text) => WebUtility.HtmlEncode(Printable.Text(text).Replace('\n', ' '));

    public static string Key(byte[] key) => Html(Shortened(key));

    /// <summary>A key that is not yet made harmless, but is no longer than an eye takes.</summary>
    public static string Shortened(byte[] key)
    {
        string text = Encoding.UTF8.GetString(key);
        return text.Length > LongestKey ? text[..LongestKey] + "..." : text;
    }

    public static string Count(double number) => number.ToString(number == Math.Floor(number) ? "N0" : "N2", CultureInfo.InvariantCulture);

    /// <summary>0.00153 is 0.15 %.</summary>
    public static string Percent(double part) =>
        part is > 0 and < 0.0001 ? "under 0.01 %" : string.Create(CultureInfo.InvariantCulture, $"{100 * part:0.##} %");

    public static string Fixed(double number) => number.ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>12,345,678 is 12.3 M, and 123,456 is 123 k: for axes.</summary>
    public static string Compact(double number)
    {
        int step = 0;
        while (number >= 1000 && step < s_thousands.Length - 1)
        {
            number /= 1000;
            step++;
        }

        string digits = number.ToString(step == 0 ? "0.##" : number < 100 ? "0.#" : "0", CultureInfo.InvariantCulture);
        return digits + s_thousands[step];
    }

    /// <summary>2026-01-05 08:10:00Z.</summary>
    public static string Time(long microseconds)
    {
        Span<byte> text = stackalloc byte[EveTime.TextLength];
        EveTime.Format(microseconds, text);
        return Encoding.ASCII.GetString(text[..text.IndexOf((byte)'.')]).Replace('T', ' ') + "Z";
    }
}
