using System.Globalization;
using System.Text;
using Sidecar.Engine.Learning;
using Xunit;

namespace Sidecar.Tests.Learning;

public sealed class PythonFloatTests
{
    /// <summary>Texts: repr() of CPython 3.11.</summary>
    [Theory]
    [InlineData(0.0, "0.0")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(1.0, "1.0")]
    [InlineData(123.0, "123.0")]
    [InlineData(-2.5, "-2.5")]
    [InlineData(1e+15, "1000000000000000.0")]
    [InlineData(1e+16, "1e+16")]
    [InlineData(1.2345678901234568e+17, "1.2345678901234568e+17")]
    [InlineData(12345678901234568.0, "1.2345678901234568e+16")]
    [InlineData(9007199254740992.0, "9007199254740992.0")]
    [InlineData(999999999999999.9, "999999999999999.9")]
    [InlineData(1e+22, "1e+22")]
    [InlineData(1.5e+300, "1.5e+300")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00001, "1e-05")]
    [InlineData(1.5000000000000002e-05, "1.5000000000000002e-05")]
    [InlineData(0.00012345, "0.00012345")]
    [InlineData(1.0 / 3, "0.3333333333333333")]
    [InlineData(0.1 + 0.2, "0.30000000000000004")]
    [InlineData(1.7976931348623157e+308, "1.7976931348623157e+308")]
    [InlineData(-2.2250738585072014e-308, "-2.2250738585072014e-308")]
    public void A_number_is_written_as_Python_writes_it(double value, string expected) =>
        Assert.Equal(expected, Written(value));

    [Fact]
    public void Any_finite_number_reads_back_and_fits_the_bound()
    {
        var random = new Random(11);
        for (int i = 0; i < 20_000; i++)
        {
            double value = BitConverter.Int64BitsToDouble(random.NextInt64());
            if (!double.IsFinite(value))
                continue;
            string text = Written(value);
            Assert.Equal(value, double.Parse(text, CultureInfo.InvariantCulture));
            Assert.Contains(text, symbol => symbol is '.' or 'e');
        }
    }

    private static string Written(double value)
    {
        Span<byte> destination = stackalloc byte[PythonFloat.MaxLength];
        return Encoding.ASCII.GetString(destination[..PythonFloat.Format(value, destination)]);
    }
}
