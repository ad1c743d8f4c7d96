using Sidecar.Pictures;
using Xunit;

namespace Sidecar.Tests.Pictures;

public sealed class FontTests
{
    private static readonly Ink s_black = new("black", 0, 0, 0);

    [Fact]
    public void Every_letter_of_western_Europe_is_there_and_looks_like_no_other()
    {
        char[] letters = [.. Enumerable.Range('!', '~' - '!' + 1).Concat(Enumerable.Range(0xC0, 0x40)).Select(code => (char)code)];
        Dictionary<string, char> seen = [];
        foreach (char letter in letters)
        {
            Assert.NotEqual(0, Font.Embedded.Glyph(letter));
            string look = Convert.ToHexString(Paint($"{letter}").Pixels);
            Assert.True(seen.TryAdd(look, letter), $"{letter} looks like {seen.GetValueOrDefault(look)}");
        }
    }

    [Theory]
    [InlineData('\u4e2d')]
    [InlineData('\u05d0')]
    [InlineData('\u2603')]
    [InlineData('\ud83d')]
    [InlineData('\uffff')]
    [InlineData('\0')]
    public void A_letter_that_it_has_not_is_a_box(char letter)
    {
        Assert.Equal(0, Font.Embedded.Glyph(letter));
        Assert.NotInRange(Ink(Paint($"{letter}")), 0, 50);
        Assert.Equal(Font.Embedded.WidthOf("\u4e2d"), Font.Embedded.WidthOf($"{letter}"));
    }

    [Fact]
    public void All_characters_can_be_asked_for()
    {
        for (int code = 0; code <= char.MaxValue; code++)
            Assert.InRange(Font.Embedded.Glyph((char)code), 0, 280);
    }

    /// <summary>What Noto Sans says of itself: 1000 units, and these widths.</summary>
    [Theory]
    [InlineData("", 0)]
    [InlineData(" ", 260)]
    [InlineData("0", 572)]
    [InlineData("i", 258)]
    [InlineData("m", 935)]
    [InlineData("0i", 572 + 258)]
    public void Letters_are_as_wide_as_the_font_says(string text, int width) =>
        Assert.Equal((1000, width), (Font.Embedded.UnitsPerEm, Font.Embedded.WidthOf(text)));

    [Fact]
    public void An_accent_stands_above_its_letter()
    {
        Canvas letter = Paint("e");
        Canvas accented = Paint("\u00e9");
        int rows = First(letter) - First(accented);
        Assert.InRange(rows, 4, 14);
        Assert.InRange(Ink(accented) - Ink(letter), 5, 80);
    }

    private static Canvas Paint(string text)
    {
        Canvas canvas = new(40, 60);
        Outline outline = new();
        Font.Embedded.Add(outline, text, new Spot(5, 40), 30.0 / Font.Embedded.UnitsPerEm);
        canvas.Fill(outline, s_black, 1);
        return canvas;
    }

    private static int First(Canvas canvas) => Array.FindIndex(canvas.Pixels, pixel => pixel < 128) / 3 / canvas.Width;

    private static double Ink(Canvas canvas) => canvas.Pixels.Sum(pixel => 255.0 - pixel) / 255 / 3;
}
