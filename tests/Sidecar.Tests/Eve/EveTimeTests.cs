using System.Globalization;
using System.Text;
using Sidecar.Engine.Eve;
using Xunit;

namespace Sidecar.Tests.Eve;

/// <summary>EVE time against DateTimeOffset.</summary>
public sealed class EveTimeTests
{
    private const string EveFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'+0000'";

    [Fact]
    public void Any_time_is_written_as_Suricata_writes_it_and_read_back()
    {
        const int seed = 17;
        var random = new Random(seed);
        for (int i = 0; i < 100_000; i++)
        {
            var time = new DateTimeOffset(random.NextInt64(DateTimeOffset.MaxValue.Ticks), TimeSpan.Zero);
            long microseconds = Microseconds(time);
            string text = Format(microseconds);
            Assert.Equal(time.ToString(EveFormat, CultureInfo.InvariantCulture), text);
            Assert.True(EveTime.TryParse(Encoding.ASCII.GetBytes(text), out long back), text);
            Assert.Equal(microseconds, back);
        }
    }

    [Theory]
    [InlineData("2026-01-05T08:10:00.000000+0000")]
    [InlineData("1999-12-31T23:59:59.999999+0000")]
    [InlineData("2024-02-29T00:00:00.000001+0000")]
    public void Any_one_byte_makes_of_a_time_what_the_calendar_says_of_it(string text)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        for (int at = 0; at < text.IndexOf('+', StringComparison.Ordinal); at++)
        {
            byte kept = bytes[at];
            for (int other = 0; other <= byte.MaxValue; other++)
            {
                bytes[at] = (byte)other;
                string written = Encoding.Latin1.GetString(bytes);
                bool isTime = DateTimeOffset.TryParseExact(written, EveFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time);
                Assert.Equal((isTime, isTime ? Microseconds(time) : 0), (EveTime.TryParse(bytes, out long microseconds), microseconds));
            }

            bytes[at] = kept;
        }
    }

    [Theory]
    [InlineData("2026-01-05T08:10:00.000000+0000")]
    [InlineData("2026-01-05T08:10:00+0000")]
    [InlineData("2026-01-05T08:10:00Z")]
    [InlineData("2026-01-05T08:10:00.5Z")]
    [InlineData("2026-01-05T08:10:00.123456Z")]
    [InlineData("2026-01-05T08:10:00.1234567+00:00")]
    [InlineData("2026-01-05T08:10:00.123456999-00:00")]
    [InlineData("2026-01-05T08:10:00.000001+02:00")]
    [InlineData("2026-01-05T08:10:00.000001-0930")]
    [InlineData("1969-12-31T23:59:59.999999+0000")]
    [InlineData("0001-01-01T00:00:00.000000+0000")]
    [InlineData("9999-12-31T23:59:59.999999+0000")]
    [InlineData("2024-02-29T00:00:00Z")]
    [InlineData("2000-02-29T00:00:00Z")]
    public void Every_offset_and_fraction_is_read(string text)
    {
        Assert.True(EveTime.TryParse(Encoding.ASCII.GetBytes(text), out long microseconds));
        Assert.Equal(Microseconds(DateTimeOffset.Parse(WithNanosecondsCut(text), CultureInfo.InvariantCulture)), microseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026-01-05")]
    [InlineData("2026-01-05T08:10:00")]
    [InlineData("2026-01-05T08:10Z")]
    [InlineData("2026-01-05 08:10:00Z")]
    [InlineData("2026/01/05T08:10:00Z")]
    [InlineData("2026-13-05T08:10:00Z")]
    [InlineData("2026-00-05T08:10:00Z")]
    [InlineData("2026-01-00T08:10:00Z")]
    [InlineData("2026-01-32T08:10:00Z")]
    [InlineData("2026-04-31T08:10:00Z")]
    [InlineData("2026-02-29T08:10:00Z")]
    [InlineData("1900-02-29T08:10:00Z")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("2026-01-05T24:00:00Z")]
    [InlineData("2026-01-05T08:60:00Z")]
    [InlineData("2026-01-05T08:10:60Z")]
    [InlineData("2026-01-05T08:10:0xZ")]
    [InlineData("-026-01-05T08:10:00Z")]
    [InlineData("2026-01-05T08:10:00.Z")]
    [InlineData("2026-01-05T08:10:00.")]
    [InlineData("2026-01-05T08:10:00.123456")]
    [InlineData("2026-01-05T08:10:00.1234567890Z")]
    [InlineData("2026-01-05T08:10:00.12345x+0000")]
    [InlineData("2026-01-05T08:10:00,123456Z")]
    [InlineData("2026-01-05T08:10:00+")]
    [InlineData("2026-01-05T08:10:00+00")]
    [InlineData("2026-01-05T08:10:00+000")]
    [InlineData("2026-01-05T08:10:00+2400")]
    [InlineData("2026-01-05T08:10:00+0060")]
    [InlineData("2026-01-05T08:10:00+00-00")]
    [InlineData("2026-01-05T08:10:00+0000 ")]
    [InlineData("2026-01-05T08:10:00ZZ")]
    [InlineData(" 2026-01-05T08:10:00Z")]
    [InlineData("0001-01-01T00:00:00+0001")]
    [InlineData("9999-12-31T23:59:59-0001")]
    public void Nonsense_is_refused(string text)
    {
        Assert.False(EveTime.TryParse(Encoding.ASCII.GetBytes(text), out long microseconds));
        Assert.Equal(0, microseconds);
    }

    [Theory]
    [InlineData(long.MinValue, "0001-01-01T00:00:00.000000+0000")]
    [InlineData(long.MaxValue, "9999-12-31T23:59:59.999999+0000")]
    public void A_time_beyond_the_calendar_is_written_as_its_end(long microseconds, string text) => Assert.Equal(text, Format(microseconds));

    private static string Format(long microseconds)
    {
        Span<byte> text = stackalloc byte[EveTime.TextLength];
        return Encoding.ASCII.GetString(text[..EveTime.Format(microseconds, text)]);
    }

    private static long Microseconds(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond)) / TimeSpan.TicksPerMicrosecond;

    /// <summary>DateTimeOffset rounds the eighth digit and those behind it.</summary>
    private static string WithNanosecondsCut(string text)
    {
        int point = text.IndexOf('.', StringComparison.Ordinal);
        int digits = point < 0 ? 0 : text.AsSpan(point + 1).IndexOfAnyExceptInRange('0', '9');
        return digits > 7 ? text.Remove(point + 8, digits - 7) : text;
    }
}
