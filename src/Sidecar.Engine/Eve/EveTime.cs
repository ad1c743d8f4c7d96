using Sidecar.Engine.Kernels;

namespace Sidecar.Engine.Eve;

/// <summary>
/// EVE time: Suricata's ISO 8601 with microseconds (src/util-time.c, CreateIsoTimeString) and microseconds since
/// the Unix epoch. Reads what other tools write as well: Z, +00:00 and other offsets, up to nine digits of a second.
/// </summary>
public static class EveTime
{
    /// <summary>The length of "2026-01-05T08:10:00.000000+0000".</summary>
    public const int TextLength = 31;

    private const long MicrosecondsPerSecond = 1_000_000;
    private const int SecondsPerDay = 24 * 60 * 60;
    private const int ClockLength = 19;
    private const int ShortestMonth = 28;

    /// <summary>From the first of March of the year 0.</summary>
    private const int DaysToEpoch = 719_468;
    private const int MaxFractionDigits = 9;

    private static readonly int s_epochDay = new DateOnly(1970, 1, 1).DayNumber;
    private static readonly long s_min = -(long)s_epochDay * SecondsPerDay * MicrosecondsPerSecond;
    private static readonly long s_max = s_min + ((DateOnly.MaxValue.DayNumber + 1L) * SecondsPerDay * MicrosecondsPerSecond) - 1;

    /// <summary>False for anything but a time that the calendar has, with its offset, in the years 1 to 9999 of UTC.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long microseconds) =>
        TryParseOwnForm(text, out microseconds) || TryParseAnyForm(text, out microseconds);

    /// <summary>The form that Suricata writes at +0000, which is nearly all of it. What it refuses may be a time all the same.</summary>
    private static bool TryParseOwnForm(ReadOnlySpan<byte> text, out long microseconds)
    {
        microseconds = 0;
        if (text.Length != TextLength || !ClockText.TryRead(text, out ClockNumbers clock) || !text[ClockText.Length..].SequenceEqual("+0000"u8))
            return false;
        if (!TryCount(clock.Year, clock.Month, clock.Day, clock.Hour, clock.Minute, clock.Second, out long seconds))
            return false;

        microseconds = (seconds * MicrosecondsPerSecond) + clock.Microsecond;
        return true;
    }

    private static bool TryParseAnyForm(ReadOnlySpan<byte> text, out long microseconds)
    {
        microseconds = 0;
        if (text.Length <= ClockLength || !TryReadClock(text[..ClockLength], out long seconds))
            return false;

        ReadOnlySpan<byte> rest = text[ClockLength..];
        if (!TryReadFraction(ref rest, out int fraction) || !TryReadOffset(rest, out int offsetSeconds))
            return false;

        long time = ((seconds - offsetSeconds) * MicrosecondsPerSecond) + fraction;
        bool isInRange = time >= s_min && time <= s_max;
        microseconds = isInRange ? time : 0;
        return isInRange;
    }

    /// <summary>Writes Suricata's form, always at +0000; a time outside the years 1 to 9999 is written as their nearest end.</summary>
    /// <returns><see cref="TextLength"/>.</returns>
    public static int Format(long microseconds, Span<byte> destination)
    {
        (long seconds, long fraction) = Math.DivRem(long.Clamp(microseconds, s_min, s_max) - s_min, MicrosecondsPerSecond);
        DateOnly date = DateOnly.FromDayNumber((int)(seconds / SecondsPerDay));
        int second = (int)(seconds % SecondsPerDay);

        "0000-00-00T00:00:00.000000+0000"u8.CopyTo(destination);
        WriteDigits(destination[..4], date.Year);
        WriteDigits(destination.Slice(5, 2), date.Month);
        WriteDigits(destination.Slice(8, 2), date.Day);
        WriteDigits(destination.Slice(11, 2), second / 3600);
        WriteDigits(destination.Slice(14, 2), second / 60 % 60);
        WriteDigits(destination.Slice(17, 2), second % 60);
        WriteDigits(destination.Slice(20, 6), (int)fraction);
        return TextLength;
    }

    /// <summary>"2026-01-05T08:10:00" to seconds since the epoch, as if it were UTC.</summary>
    private static bool TryReadClock(ReadOnlySpan<byte> text, out long seconds)
    {
        seconds = 0;
        if (text is not [_, _, _, _, (byte)'-', _, _, (byte)'-', _, _, (byte)'T', _, _, (byte)':', _, _, (byte)':', _, _])
            return false;
        if (!TryReadDigits(text[..4], out int year) || !TryReadDigits(text.Slice(5, 2), out int month) || !TryReadDigits(text.Slice(8, 2), out int day)
            || !TryReadDigits(text.Slice(11, 2), out int hour) || !TryReadDigits(text.Slice(14, 2), out int minute) || !TryReadDigits(text.Slice(17, 2), out int second))
            return false;
        return TryCount(year, month, day, hour, minute, second, out seconds);
    }

    /// <summary>Seconds since the epoch; false for what the calendar does not have.</summary>
    private static bool TryCount(int year, int month, int day, int hour, int minute, int second, out long seconds)
    {
        seconds = 0;
        if (year < 1 || month is < 1 or > 12 || day < 1 || (day > ShortestMonth && day > DaysInMonth(year, month)) || hour > 23 || minute > 59 || second > 59)
            return false;

        seconds = ((long)DaysSinceEpoch(year, month, day) * SecondsPerDay) + (hour * 3600) + (minute * 60) + second;
        return true;
    }

    /// <summary>
    /// Counts years from March on, so that the leap day is the last: then the months before one have 153 days for each five
    /// (Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil). Multiplications, where the library divides.
    /// </summary>
    private static int DaysSinceEpoch(int year, int month, int day)
    {
        bool isBeforeMarch = month < 3;
        uint years = (uint)(isBeforeMarch ? year - 1 : year);
        uint months = (uint)(isBeforeMarch ? month + 9 : month - 3);
        uint days = (years * 365) + (years / 4) - (years / 100) + (years / 400) + (((153 * months) + 2) / 5) + (uint)day - 1;
        return (int)days - DaysToEpoch;
    }

    /// <summary>Nothing, or a point and one to nine digits, of which those behind the microsecond are dropped.</summary>
    private static bool TryReadFraction(ref ReadOnlySpan<byte> rest, out int microseconds)
    {
        microseconds = 0;
        if (rest is not [(byte)'.', ..])
            return true;

        int digits = rest[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (digits is < 1 or > MaxFractionDigits)
            return false;

        for (int i = 1; i <= 6; i++)
            microseconds = (microseconds * 10) + (i <= digits ? rest[i] - '0' : 0);
        rest = rest[(1 + digits)..];
        return true;
    }

    /// <summary>Z, +hhmm or +hh:mm, with either sign, and nothing behind it.</summary>
    private static bool TryReadOffset(ReadOnlySpan<byte> rest, out int seconds)
    {
        seconds = 0;
        if (rest.SequenceEqual("+0000"u8) || rest.SequenceEqual("Z"u8))
            return true;
        if (rest is not ([(byte)'+' or (byte)'-', _, _, _, _] or [(byte)'+' or (byte)'-', _, _, (byte)':', _, _]))
            return false;
        if (!TryReadDigits(rest.Slice(1, 2), out int hours) || !TryReadDigits(rest[^2..], out int minutes) || hours > 23 || minutes > 59)
            return false;

        seconds = ((hours * 60) + minutes) * (rest[0] == '-' ? -60 : 60);
        return true;
    }

    private static int DaysInMonth(int year, int month)
    {
        ReadOnlySpan<byte> days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        bool isLeapYear = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        return month == 2 && isLeapYear ? 29 : days[month - 1];
    }

    private static bool TryReadDigits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (byte digit in text)
        {
            if (!char.IsAsciiDigit((char)digit))
                return false;
            value = (value * 10) + (digit - '0');
        }

        return true;
    }

    private static void WriteDigits(Span<byte> destination, int value)
    {
        for (int i = destination.Length - 1; i >= 0; i--, value /= 10)
            destination[i] = (byte)('0' + (value % 10));
    }
}
