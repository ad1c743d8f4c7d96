using Sidecar.Engine.Ingest;
using Xunit;

namespace Sidecar.Tests.Ingest;

public sealed class ReceivePaceTests
{
    /// <summary>Of a record of 850 bytes the kernel takes some 1,900 of a socket's buffer: as many microseconds as it fills in at 0.9 million a second.</summary>
    private const double FullAfter = 1e6 / 900_000 / 1900;

    [Theory]
    [InlineData(212_992, 16 << 10, 40_000)]
    [InlineData(425_984, 32 << 10, 80_000)]
    [InlineData(4 << 20, 256 << 10, 640_000)]
    [InlineData(1L << 40, 256 << 10, 640_000)]
    public void A_larger_buffer_lets_more_records_gather_up_to_a_bound(long sendBufferBytes, int fewBytes, long nap)
    {
        ReceivePace pace = ReceivePace.For(sendBufferBytes);
        Assert.Equal(new ReceivePace(fewBytes, nap), pace);
        // What fell asleep behind a receive of few bytes is awake, timer slack included, long before the rest has come.
        double microseconds = (pace.NapNanoseconds / 1000.0) + 50;
        Assert.InRange(microseconds, 0, 0.75 * sendBufferBytes * FullAfter);
    }

    /// <summary>A block is far smaller than what is little where the buffer is large: behind each full one more is waiting.</summary>
    [Theory]
    [InlineData(16 << 10, 64 << 10, true, false)]
    [InlineData((16 << 10) - 1, 64 << 10, true, true)]
    [InlineData(64 << 10, 64 << 10, false, false)]
    [InlineData((64 << 10) - 1, 64 << 10, true, false)]
    [InlineData(100, 100, false, false)]
    public void Behind_a_receive_that_filled_its_room_there_is_no_nap(int received, int room, bool atFourMegabytes, bool atTheKernelsOwn)
    {
        Assert.Equal(atFourMegabytes, ReceivePace.For(4 << 20).IsNapDue(received, room));
        Assert.Equal(atTheKernelsOwn, ReceivePace.For(212_992).IsNapDue(received, room));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(4608)]
    public void A_smaller_one_or_an_unknown_one_is_taken_for_the_kernels_own(long sendBufferBytes) =>
        Assert.Equal(new ReceivePace(16 << 10, 40_000), ReceivePace.For(sendBufferBytes));

    [Fact]
    public void What_a_socket_gets_now_is_read_from_the_kernel() =>
        Assert.Equal(ReceivePace.For(long.Parse(File.ReadAllText("/proc/sys/net/core/wmem_default"), System.Globalization.CultureInfo.InvariantCulture)), ReceivePace.Now());
}
