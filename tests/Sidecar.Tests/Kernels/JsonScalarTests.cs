using System.Text;
using Sidecar.Engine.Kernels;
using Xunit;

namespace Sidecar.Tests.Kernels;

/// <summary>By the grammar of RFC 8259, sections 3 and 6.</summary>
public sealed class JsonScalarTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("x", 0)]
    [InlineData("-", 0)]
    [InlineData("-x", 0)]
    [InlineData("+1", 0)]
    [InlineData(".5", 0)]
    [InlineData("tru", 0)]
    [InlineData("True", 0)]
    [InlineData("nul", 0)]
    [InlineData("fals", 0)]
    [InlineData("falsx", 0)]
    [InlineData("true", 4)]
    [InlineData("null,", 4)]
    [InlineData("false}", 5)]
    [InlineData("truex", 4)]
    [InlineData("0", 1)]
    [InlineData("01", 1)]
    [InlineData("-0", 2)]
    [InlineData("-01", 2)]
    [InlineData("120,", 3)]
    [InlineData("1.", 1)]
    [InlineData("1.x", 1)]
    [InlineData("1.50]", 4)]
    [InlineData("0.0", 3)]
    [InlineData("1e", 1)]
    [InlineData("1e+", 1)]
    [InlineData("1e5", 3)]
    [InlineData("1E-05", 5)]
    [InlineData("1.5e+30}", 7)]
    [InlineData("1.5.5", 3)]
    [InlineData("1e5e5", 3)]
    public void The_longest_number_or_the_literal_is_found(string text, int length) =>
        Assert.Equal(length, JsonScalar.Length(Encoding.ASCII.GetBytes(text)));

    [Theory]
    [InlineData("true,", 4)]
    [InlineData("null}", 4)]
    [InlineData("false", 5)]
    [InlineData("falsy", 0)]
    [InlineData("trua,", 0)]
    [InlineData("12345", 0)]
    public unsafe void A_literal_is_told_by_its_letters(string text, int length)
    {
        fixed (byte* bytes = Encoding.ASCII.GetBytes(text))
            Assert.Equal(length, JsonScalar.LiteralLength(bytes));
    }
}
