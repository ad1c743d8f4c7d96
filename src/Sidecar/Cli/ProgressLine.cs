using System.Globalization;

namespace Sidecar.Cli;

/// <summary>How far the reading of files is, in one line that fits 80 columns.</summary>
internal static class ProgressLine
{
    private static readonly string[] s_units = ["B", "kB", "MB", "GB", "TB"];

    /// <param name="total">Bytes of all inputs; nothing when one of them has no end that is known.</param>
    /// <param name="records">Nothing when they are not counted.</param>
    public static string Text(long done, long? total, long? records, TimeSpan elapsed)
    {
        double rate = elapsed > TimeSpan.Zero ? done / elapsed.TotalSeconds : 0;
        string speed = $"{Bytes(rate)}/s{Records(records)}";
        if (total is not long all || all <= 0)
        {
            return $"{Bytes(done)}, {speed}";
        }

        double part = Math.Min(1, (double)done / all);
        string left = rate > 0 ? $", {Time(TimeSpan.FromSeconds(Math.Min(Math.Max(0, all - done) / rate, 360_000)))} left" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{100 * part:0} %  {Bytes(done)} of {Bytes(all)}, {speed}{left}");
    }

    private static string Bytes(double bytes)
    {
        int unit = 0;
        while (bytes >= 1000 && unit < s_units.Length - 1)
        {
            bytes /= 1000;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{bytes.ToString(unit > 0 && bytes < 100 ? "0.0" : "0", CultureInfo.InvariantCulture)} {s_units[unit]}");
    }

    private static string Records(long? records) => records switch
    {
        null => "",
        < 10_000_000_000 => string.Create(CultureInfo.InvariantCulture, $", {records:N0} records"),
        _ => string.Create(CultureInfo.InvariantCulture, $", {records / 1_000_000:N0} million records"),
    };

    private static string Time(TimeSpan time) => time.TotalSeconds < 100
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(time.TotalSeconds):0} s")
        : string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes}:{time.Seconds:00} min");
}
