using Sidecar.Top;
using Xunit;

namespace Sidecar.Tests.Top;

/// <summary>Text in the cells of a terminal.</summary>
public sealed class CellsTests
{
    [Theory]
    [InlineData("abc", 3)]
    [InlineData("\u65e5\u672c", 4)]
    [InlineData("\uff21b", 3)]
    [InlineData("\u00e9\u00df", 2)]
    public void Ideographs_take_two_cells(string text, int cells) => Assert.Equal(cells, Cells.Width(Cells.Harmless(text)));

    [Theory]
    [InlineData("e\u0301\u0301", @"e\u0301\u0301")]
    [InlineData("\u001b[2J\n", @"\u001B[2J\u000A")]
    [InlineData("\u202eabc", @"\u202Eabc")]
    [InlineData("\ud83d\ude00", @"\uD83D\uDE00")]
    [InlineData("\u115f\u1160", "\u115f\\u1160")]
    public void What_takes_no_cell_of_its_own_is_written_out(string text, string shown) => Assert.Equal(shown, Cells.Harmless(text));

    [Fact]
    public void Whatever_comes_each_character_takes_a_cell_or_two()
    {
        for (int c = 0; c <= char.MaxValue; c++)
        {
            string shown = Cells.Harmless(((char)c).ToString());
            Assert.InRange(Cells.Width(shown), 1, shown.Length * 2);
            Assert.DoesNotContain(shown, char.IsControl);
        }
    }

    [Theory]
    [InlineData("abc", 5, false, "abc  ")]
    [InlineData("abc", 5, true, "  abc")]
    [InlineData("abcdef", 4, false, "abc~")]
    [InlineData("abcdef", 4, true, "abc~")]
    [InlineData("\u65e5\u672c", 3, false, "\u65e5~")]
    [InlineData("a\u65e5\u672c", 3, false, "a ~")]
    [InlineData("abc", 1, false, "~")]
    [InlineData("abc", 0, false, "")]
    public void A_text_is_fitted_to_its_cells(string text, int width, bool isRight, string fitted) => Assert.Equal(fitted, Cells.Fit(text, width, isRight));

    [Theory]
    [InlineData(47.0, "47s")]
    [InlineData(309.0, "5m09s")]
    [InlineData(28_740.0, "7h59m")]
    [InlineData(273_600.0, "3d04h")]
    [InlineData(-5.0, "0s")]
    [InlineData(1e300, "9999d")]
    [InlineData(null, "-")]
    public void A_time_takes_six_cells_at_most(double? seconds, string shown) => Assert.Equal(shown, Amount.Time(seconds));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(1_234_567, "1,234,567")]
    [InlineData(123_456_789_012, "123 G")]
    [InlineData(9.2e18, "9200 P")]
    public void A_count_stays_in_its_column(double count, string shown) => Assert.Equal(shown, Amount.Count(count, 12));
}
