using System.Text;
using Sidecar.Engine.Eve;
using Xunit;

namespace Sidecar.Tests.Eve;

/// <summary>Times read with a memory of minutes against the same read by the calendar.</summary>
public sealed class RecentMinutesTests
{
    private readonly RecentMinutes _minutes = new();

    [Theory]
    [InlineData("2026-01-05T08:10:00.000000+0000")]
    [InlineData("1969-12-31T23:59:59.999999+0000")]
    [InlineData("1970-01-01T00:00:00.000000+0000")]
    [InlineData("2024-02-29T00:03:07.000001+0000")]
    [InlineData("0001-01-01T00:00:59.000000+0000")]
    [InlineData("9999-12-31T23:59:59.999999+0000")]
    public void Any_one_byte_makes_of_a_known_time_what_the_calendar_says_of_it(string text)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        for (int at = 0; at < bytes.Length; at++)
        {
            byte kept = bytes[at];
            for (int other = 0; other <= byte.MaxValue; other++)
            {
                // Known before, whatever the last one taught.
                AssertSame(bytes);
                bytes[at] = (byte)other;
                AssertSame(bytes);
                bytes[at] = kept;
            }
        }
    }

    [Fact]
    public void Times_of_many_minutes_in_any_order_are_those_of_the_calendar()
    {
        Random random = new(3);
        byte[] text = new byte[EveTime.TextLength];
        long now = 1_767_600_000_000_000;
        for (int round = 0; round < 200_000; round++)
        {
            now += random.Next(1_000_000);
            long time = random.Next(100) == 0 ? random.NextInt64(-62_135_596_800_000_000, 253_402_300_799_999_999) : now - random.NextInt64(3_600_000_000);
            EveTime.Format(time, text);
            if (random.Next(4) == 0)
            {
                text[random.Next(text.Length)] = (byte)"0123456789-:T.+"[random.Next(15)];
            }

            AssertSame(text);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026-01-05T08:10:00Z")]
    [InlineData("2026-01-05T08:10:00.000000+0200")]
    [InlineData("2026-01-05T08:10:60.000000+0000")]
    [InlineData("2026-01-05T08:10:00.00000+00000")]
    [InlineData("2026-01-05T08:10:00.000000+0000 ")]
    [InlineData("2026-13-05T08:10:00.000000+0000")]
    [InlineData("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0:00.000000+0000")]
    public void Another_form_is_read_as_ever(string text)
    {
        AssertSame("2026-01-05T08:10:00.000000+0000"u8);
        AssertSame(Encoding.ASCII.GetBytes(text));
        AssertSame(Encoding.ASCII.GetBytes(text));
    }

    private void AssertSame(ReadOnlySpan<byte> text)
    {
        bool isTime = EveTime.TryParse(text, out long expected);
        bool isRead = _minutes.TryParse(text, out long time);
        if ((isTime, expected) != (isRead, time))
        {
            Assert.Fail($"{Encoding.Latin1.GetString(text)}: {isRead} {time}, by the calendar {isTime} {expected}");
        }
    }
}
