using System.Text;
using Sidecar.Engine.Selection;
using Xunit;

namespace Sidecar.Tests.Selection;

/// <summary>The right column is what jq 1.6 printed for the left; the end-to-end tests ask the jq that is installed.</summary>
public sealed class JqNumberTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0", "-0")]
    [InlineData("-0.0", "-0")]
    [InlineData("443", "443")]
    [InlineData("-1", "-1")]
    [InlineData("1.0", "1")]
    [InlineData("1.10", "1.1")]
    [InlineData("0.1", "0.1")]
    [InlineData("1e3", "1000")]
    [InlineData("1E+2", "100")]
    [InlineData("123456.789e3", "123456789")]
    [InlineData("3.141592653589793", "3.141592653589793")]
    [InlineData("0.0001", "0.0001")]
    [InlineData("0.00001", "1e-05")]
    [InlineData("1.5e-10", "1.5e-10")]
    [InlineData("999999999999999", "999999999999999")]
    [InlineData("1117868385327448", "1117868385327448")]
    [InlineData("9007199254740993", "9007199254740992")]
    [InlineData("12345678901234567", "12345678901234568")]
    [InlineData("123456789012345678", "123456789012345680")]
    [InlineData("18446744073709551615", "18446744073709552000")]
    [InlineData("1000000000000000", "1000000000000000")]
    [InlineData("10000000000000000", "1e+16")]
    [InlineData("12300000000000000", "12300000000000000")]
    [InlineData("100000000000000000", "1e+17")]
    [InlineData("1e300", "1e+300")]
    [InlineData("1e400", "1.7976931348623157e+308")]
    [InlineData("-1e400", "-1.7976931348623157e+308")]
    [InlineData("5e-324", "5e-324")]
    [InlineData("1e-400", "0")]
    [InlineData("2.2250738585072011e-308", "2.225073858507201e-308")]
    public void A_number_is_printed_as_jq_prints_it(string written, string printed) => Assert.Equal(printed, Format(written));

    [Fact]
    public void Ten_thousand_digits_are_a_number_too() => Assert.Equal("1.7976931348623157e+308", Format(new string('7', 10_000)));

    [Fact]
    public void No_number_is_longer_than_the_limit()
    {
        Random random = new(5);
        for (int i = 0; i < 100_000; i++)
        {
            double value = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
            double inPlainRange = (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-6, 34));
            foreach (double any in (double[])[value, inPlainRange])
            {
                if (!double.IsFinite(any))
                    continue;
                string printed = Format(any.ToString("R", System.Globalization.CultureInfo.InvariantCulture));
                Assert.Equal(any, double.Parse(printed, System.Globalization.CultureInfo.InvariantCulture));
            }
        }
    }

    private static string Format(string written)
    {
        byte[] destination = new byte[JqNumber.MaxLength];
        return Encoding.UTF8.GetString(destination, 0, JqNumber.Format(Encoding.UTF8.GetBytes(written), destination));
    }
}
