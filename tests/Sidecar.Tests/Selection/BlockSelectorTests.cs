using System.Buffers;
using System.Text;
using Sidecar.Engine.Selection;
using Xunit;

namespace Sidecar.Tests.Selection;

public sealed class BlockSelectorTests
{
    [Fact]
    public void Lines_that_are_no_records_are_left_out_and_counted_and_blank_ones_are_not()
    {
        BlockSelector selector = new(SelectedLines.Compile("a"));
        ArrayBufferWriter<byte> output = new();
        selector.Select("{\"a\":1}\r\n\n \n{\"a\":2\nx\n[1]\n{\"a\":3}"u8, output);
        Assert.Equal("1\n3\n", Encoding.UTF8.GetString(output.WrittenSpan));
        Assert.Equal((2, 3), (selector.Counts.Records, selector.Counts.Rejected));
        Assert.Equal("2 NotAnObject, 1 Truncated", selector.Counts.Causes());
    }

    [Fact]
    public void A_hundred_thousand_records_allocate_nothing()
    {
        byte[] lines = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("""
            {"event_type":"flow","s":"a\u00e9\t\ud800","n":1.5,"i":18446744073709551615,"o":{"k":[1,"\n"]},"t":true}
            {"event_type":"http","s":"plain","n":1}
            {"event_type":"flow"
            not a record

            """, 1000)));
        foreach (bool json in (bool[])[false, true])
        {
            BlockSelector selector = new(SelectedLines.Compile("s,n,i,o,t,missing", json, terminal: true, "event_type=flow"));
            ArrayBufferWriter<byte> output = new();
            selector.Select(lines, output);

            // Of several rounds the least: the runtime counts pieces of memory that the test did not ask for.
            long least = long.MaxValue;
            for (int round = 0; round < 5; round++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                for (int i = 0; i < 25; i++)
                {
                    output.ResetWrittenCount();
                    selector.Select(lines, output);
                }

                least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            }

            Assert.Equal(0, least);
            Assert.Equal((126_000, 126_000, 252_000), (selector.Counts.Records, selector.Counts.Rejected, selector.Counts.Unread));
        }
    }
}
