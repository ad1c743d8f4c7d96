using System.Globalization;
using Sidecar.Cli;
using Xunit;

namespace Sidecar.Tests.Cli;

public sealed class PrintableTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("plain ~ text\n", "plain ~ text\n")]
    [InlineData("caf\u00e9 \u4e2d", "caf\u00e9 \u4e2d")]
    [InlineData("\u001b[2J\r\u0007\0\u007f", @"\u001B[2J\u000D\u0007\u0000\u007F")]
    [InlineData("\u009b2J\u0085", @"\u009B2J\u0085")]
    [InlineData("a\u202eb\u2066c\u200b\ufeff\u00ad", @"a\u202Eb\u2066c\u200B\uFEFF\u00AD")]
    [InlineData("\u2028\u2029\ue000", @"\u2028\u2029\uE000")]
    [InlineData("\uffff\ufffe\ufffd", "\\uFFFF\\uFFFE\ufffd")]
    [InlineData("\U000e0041", @"\uDB40\uDC41")]
    public void What_could_move_a_terminal_is_written_out(string text, string shown) => Assert.Equal(shown, Printable.Text(text));

    [Fact]
    public void Half_of_a_surrogate_pair_is_written_out() => Assert.Equal(@"\uD83D!", Printable.Text("\ud83d!"));

    [Fact]
    public void No_character_of_any_kind_comes_out_that_is_not_seen()
    {
        string all = string.Concat(Enumerable.Range(0, 0x10000).Select(c => (char)c));
        Assert.DoesNotContain(Printable.Text(all), c => c != '\n' && char.GetUnicodeCategory(c) is (UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator));
    }
}
