using System.Xml.Linq;
using Sidecar.Pictures;
using Xunit;

namespace Sidecar.Tests.Pictures;

public sealed class PainterTests
{
    [Fact]
    public void A_picture_is_a_PNG_file_of_twice_its_units()
    {
        DecodedPng png = new(Painter.Png(Everything()));
        Assert.Equal(["IHDR", "pHYs", "IDAT", "IEND"], png.Names);
        Assert.Equal((2 * Panel.Width, 2 * 320), (png.Width, png.Height));
        Assert.Equal(Painter.Paint(Everything()).Pixels, png.Pixels);
    }

    [Fact]
    public void Each_shape_has_its_colour_where_it_stands()
    {
        Canvas canvas = Painter.Paint(Everything());
        Assert.Equal((0xd5, 0x5e, 0x00), At(canvas, 100, 200));
        Assert.Equal((0x00, 0x72, 0xb2), At(canvas, 30, 30));
        Assert.Equal((0x1b, 0x1f, 0x24), Mixed(At(canvas, 30, 60), 0.35));
        Assert.Equal((0xcc, 0x79, 0xa7), Mixed(At(canvas, 200, 100), 0.75));
        Assert.Equal((0xd5, 0x5e, 0x00), Mixed(At(canvas, 300, 150), 0.12));
        Assert.Equal((255, 255, 255), At(canvas, 470, 5));
        // The letters, and nothing to the right of their end.
        Assert.Contains(Enumerable.Range(350, 45), x => At(canvas, x, 296).Red < 128);
        Assert.DoesNotContain(Enumerable.Range(401, 70), x => At(canvas, x, 296).Red < 255);
    }

    [Fact]
    public void The_style_sheet_says_the_same_as_the_looks()
    {
        string[] rules = StyleSheet.Text.Split('\n');
        Assert.Contains(".dots{fill:none;stroke-opacity:0.75;stroke-width:7;stroke-linecap:round}", rules);
        Assert.Contains(".far{fill:var(--far);stroke:currentColor;stroke-width:0.8}", rules);
        Assert.Contains(".reach{fill:none;stroke:var(--far);stroke-width:1.5;stroke-dasharray:2 4}", rules);
        Assert.Contains(".grid{fill:none;stroke:currentColor;stroke-opacity:0.12}", rules);
        Assert.Contains(".band{fill:var(--far);fill-opacity:0.12}", rules);
        Assert.Contains(".dash{stroke-dasharray:5 3}", rules);
        Assert.Contains("text{font-size:13px;fill:currentColor}", rules);
        Assert.StartsWith("svg{--far:#d55e00;--c0:#0072b2;", rules[0], StringComparison.Ordinal);
        Assert.StartsWith(".c0{stroke:var(--c0)}.c1{stroke:var(--c1)}", rules[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<b>&\"'")]
    [InlineData("\u001b[2J\u202e\0\uffff\ud800")]
    [InlineData("\u4e2d\u6587 \u05d0 \ud83d\ude00")]
    public void Any_text_is_letters_in_both(string text)
    {
        Panel panel = new(320, text);
        panel.Text(10, 50, Anchor.Start, text);
        panel.Diamond(100, 100, text);
        Assert.Contains(new DecodedPng(Painter.Png(panel)).Pixels[..(Panel.Width * 2 * 3 * 110)], pixel => pixel < 100);
        XElement svg = XDocument.Parse(SvgText.File(panel)).Root!;
        Assert.Equal(["style", "text", "path", "title"], svg.Descendants().Select(element => element.Name.LocalName));
        Assert.All(svg.Descendants().Skip(1), element => Assert.DoesNotContain(element.Value, character => char.IsControl(character) || character is '\u202e' or '\uffff' || char.IsSurrogate(character)));
    }

    [Fact]
    public void A_text_longer_than_the_paper_is_cut_at_its_edge()
    {
        Panel panel = new(40, "");
        panel.Text(10, 20, Anchor.Start, new string('m', 10_000));
        panel.Text(470, 36, Anchor.End, new string('m', 10_000));
        Assert.Equal((960, 80), (Painter.Paint(panel).Width, Painter.Paint(panel).Height));
    }

    private static Panel Everything()
    {
        Panel panel = new(320, "all");
        panel.Draw(Look.Axis, Trace.Line(10, 60, 50, 60));
        panel.Draw(Look.LineOf(0), new Trace().Move(10, 30).To(50, 30));
        panel.Draw(Look.DotsOf(3), new Trace().Dot(200, 100).Dot(202, 100));
        panel.Diamond(100, 200, "key");
        panel.Rectangle(Look.Band, 290, 140, 20, 20);
        panel.Text(400, 300, Anchor.End, "letters");
        return panel;
    }

    private static (int Red, int Green, int Blue) At(Canvas canvas, int x, int y)
    {
        int pixel = ((2 * y * canvas.Width) + (2 * x)) * 3;
        return (canvas.Pixels[pixel], canvas.Pixels[pixel + 1], canvas.Pixels[pixel + 2]);
    }

    /// <summary>The colour that was laid over white, to the nearest that the pixel can tell.</summary>
    private static (int Red, int Green, int Blue) Mixed((int Red, int Green, int Blue) pixel, double opacity)
    {
        return (Ink(pixel.Red), Ink(pixel.Green), Ink(pixel.Blue));

        int Ink(int value)
        {
            int[] possible = [.. Enumerable.Range(0, 256).Where(ink => Math.Abs(255 + ((ink - 255) * opacity) - value) <= 0.5)];
            int[] ours = [0xd5, 0x5e, 0x00, 0x1b, 0x1f, 0x24, 0xcc, 0x79, 0xa7];
            return possible.FirstOrDefault(ours.Contains, -1);
        }
    }
}
