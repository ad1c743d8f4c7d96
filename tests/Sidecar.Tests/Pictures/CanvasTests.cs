using Sidecar.Pictures;
using Xunit;

namespace Sidecar.Tests.Pictures;

public sealed class CanvasTests
{
    private static readonly Ink s_black = new("black", 0, 0, 0);

    [Theory]
    [InlineData(2, 3, 5, 7)]
    [InlineData(2.25, 3.5, 5.75, 7.125)]
    [InlineData(4.2, 4.3, 4.6, 4.9)]
    [InlineData(-5, -5, 30, 30)]
    [InlineData(-5, 3, 0.5, 4)]
    [InlineData(21, 3, 25, 4)]
    [InlineData(1, 20, 2, 25)]
    public void A_rectangle_covers_its_area_of_each_pixel(double left, double top, double right, double bottom)
    {
        Canvas canvas = Fill(Box(left, top, right, bottom));
        for (int y = 0; y < canvas.Height; y++)
        {
            for (int x = 0; x < canvas.Width; x++)
            {
                double area = Within(left, right, x) * Within(top, bottom, y);
                // Up and down it is counted in sixteenths.
                Assert.InRange(Cover(canvas, x, y), area - 0.07, area + 0.07);
            }
        }
    }

    [Theory]
    [InlineData(1.5)]
    [InlineData(3.5)]
    [InlineData(8)]
    public void A_dot_covers_the_area_of_its_circle(double radius)
    {
        Stroke stroke = new(new Look("") { StrokeWidth = 2 * radius, IsCapRound = true }, scale: 1);
        stroke.Add([new Spot(10.3, 9.6), new Spot(10.3, 9.6)], isClosed: false);
        Assert.InRange(Sum(Fill(stroke.Outline)) / (Math.PI * radius * radius), 0.98, 1.01);
    }

    [Fact]
    public void What_overlaps_is_painted_once_whichever_way_it_runs()
    {
        Outline outline = Box(2, 2, 12, 12);
        outline.Add([new Spot(5, 5), new Spot(5, 15), new Spot(15, 15), new Spot(15, 5)], isTurned: true);
        Canvas canvas = Fill(outline, opacity: 0.5);
        Assert.All([(3, 3), (8, 8), (14, 14)], at => Assert.Equal(127, canvas.Pixels[((at.Item2 * canvas.Width) + at.Item1) * 3], 1.0));
        Assert.Equal(100 + 100 - 49, Sum(canvas) * 2, 1.0);
    }

    [Fact]
    public void A_contour_that_runs_the_other_way_is_a_hole()
    {
        Outline outline = Box(2, 2, 12, 12);
        outline.Add([new Spot(5, 5), new Spot(5, 8), new Spot(8, 8), new Spot(8, 5)]);
        Assert.Equal(100 - 9, Sum(Fill(outline)), 0.5);
    }

    [Fact]
    public void A_line_is_as_thick_as_it_says_in_all_directions()
    {
        foreach (int way in Enumerable.Range(0, 24))
        {
            (double up, double across) = Math.SinCos(Math.Tau * way / 24);
            Stroke stroke = new(new Look("") { StrokeWidth = 3 }, scale: 1);
            stroke.Add([new Spot(10, 10), new Spot(10 + (8 * across), 10 + (8 * up))], isClosed: false);
            Assert.Equal(24, Sum(Fill(stroke.Outline)), 0.3);
        }
    }

    [Fact]
    public void Dashes_leave_their_gaps_out_and_go_around_corners()
    {
        Stroke stroke = new(new Look("") { StrokeWidth = 1, Dash = [5, 3] }, scale: 1);
        // 14 long: 5 drawn, 3 not, 5 drawn, of which 2 behind the corner, 1 not.
        stroke.Add([new Spot(2, 2.5), new Spot(13, 2.5), new Spot(13, 5.5)], isClosed: false);
        Canvas canvas = Fill(stroke.Outline);
        Assert.Equal([1, 1, 1, 1, 1, 0, 0, 0, 1, 1], Enumerable.Range(2, 10).Select(x => Math.Round(Cover(canvas, x, 2))));
        Assert.All([1, 0.5, 0.25, 0], (cover, down) => Assert.Equal(cover, Cover(canvas, 12, 2 + down), 0.03));
    }

    [Theory]
    [InlineData(false, 100 + (4 * 0.785))]
    [InlineData(true, 100 + 4)]
    public void Corners_are_round_or_pointed(bool isMitred, double area)
    {
        // The stroke around a square of 8 with a width of 2 covers 10 by 10 without 6 by 6.
        Stroke stroke = new(new Look("") { StrokeWidth = 2, IsJoinRound = !isMitred }, scale: 1);
        stroke.Add([new Spot(5, 5), new Spot(13, 5), new Spot(13, 13), new Spot(5, 13)], isClosed: true);
        Assert.Equal(area - 4 - 36, Sum(Fill(stroke.Outline)), 0.3);
    }

    [Fact]
    public void A_corner_too_sharp_is_cut_off()
    {
        Stroke stroke = new(new Look("") { StrokeWidth = 2 }, scale: 1);
        stroke.Add([new Spot(1, 9), new Spot(10, 10), new Spot(1, 11)], isClosed: false);
        Canvas canvas = Fill(stroke.Outline);
        Assert.Equal(0, Cover(canvas, 12, 9));
        Assert.True(Cover(canvas, 9, 9) > 0.9);
    }

    [Fact]
    public void No_number_breaks_it()
    {
        double[] numbers = [0, -1, 1e300, -1e300, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon];
        foreach (double one in numbers)
        {
            foreach (double other in numbers)
            {
                Panel panel = new(20, "");
                panel.Draw(Look.LineOf(9), new Trace().Move(one, other).To(other, one).To(5, 5));
                panel.Draw(Look.DotsOf(1), new Trace().Dot(one, other));
                panel.Diamond(one, other, "");
                panel.Rectangle(Look.Band, one, other, other, one);
                panel.Text(one, other, Anchor.Middle, "a");
                Assert.Equal(40, Painter.Paint(panel).Height);
                Assert.DoesNotContain("NaN", SvgText.File(panel), StringComparison.Ordinal);
            }
        }
    }

    private static double Within(double from, double to, int pixel) => Math.Max(0, Math.Min(to, pixel + 1) - Math.Max(from, pixel));

    private static Outline Box(double left, double top, double right, double bottom)
    {
        Outline outline = new();
        outline.Add([new Spot(left, top), new Spot(right, top), new Spot(right, bottom), new Spot(left, bottom)]);
        return outline;
    }

    private static Canvas Fill(Outline outline, double opacity = 1)
    {
        Canvas canvas = new(20, 20);
        canvas.Fill(outline, s_black, opacity);
        return canvas;
    }

    private static double Cover(Canvas canvas, int x, int y) => 1 - (canvas.Pixels[((y * canvas.Width) + x) * 3] / 255.0);

    private static double Sum(Canvas canvas) => Enumerable.Range(0, canvas.Width * canvas.Height).Sum(pixel => Cover(canvas, pixel % canvas.Width, pixel / canvas.Width));
}
