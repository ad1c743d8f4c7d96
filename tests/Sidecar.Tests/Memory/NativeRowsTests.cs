using Sidecar.Engine.Memory;
using Xunit;

namespace Sidecar.Tests.Memory;

public sealed class NativeRowsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(11)]
    public void Rows_are_zero_when_they_come_keep_what_was_written_and_never_move(int width)
    {
        NativeRows<double> rows = new(width);
        rows.Reach(0);
        ref double first = ref rows[0];
        for (int row = 0; row < 20_000; row++)
        {
            rows.Reach(row);
            Assert.InRange(rows.Length, row + 1, int.MaxValue);
            Assert.Equal(width, rows.Span(row).Length);
            Assert.False(rows.Span(row).ContainsAnyExcept(0));
            rows.Span(row).Fill(row + 1);
        }

        for (int row = 0; row < 20_000; row++)
        {
            Assert.Equal(row + 1, rows[row]);
            Assert.False(rows.Span(row).ContainsAnyExcept(row + 1));
        }

        first = 7;
        Assert.Equal(7, rows[0]);
    }

    [Fact]
    public void A_row_is_reached_with_all_before_it()
    {
        NativeRows<long> rows = new();
        rows.Reach(100_000);
        rows[0] = 1;
        rows[100_000] = 2;
        rows.Reach(5);
        Assert.Equal((1, 0, 2), (rows[0], rows[50_000], rows[100_000]));
        Assert.Throws<IndexOutOfRangeException>(() => rows[10_000_000]);
    }
}
