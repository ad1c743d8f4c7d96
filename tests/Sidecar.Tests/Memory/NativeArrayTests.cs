using Sidecar.Engine.Memory;
using Xunit;

namespace Sidecar.Tests.Memory;

[Collection(nameof(Alone))]
public sealed class NativeArrayTests
{
    private readonly MemoryMeter _meter = new();

    [Theory]
    [InlineData(1, false)]
    [InlineData(4097, false)]
    [InlineData(3_000_000, true)]
    public void An_array_is_zeroed_and_keeps_what_is_written(int length, bool hugePages)
    {
        using NativeArray<long> array = new(length, hugePages, _meter);
        for (int i = 0; i < length; i++)
        {
            Assert.True(array[i] == 0);
            array[i] = ~i;
        }

        for (int i = 0; i < length; i++)
            Assert.True(array[i] == ~i);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(10)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    public void An_index_out_of_range_throws_and_is_not_fetched(int index)
    {
        using NativeArray<long> array = new(10, hugePages: false, _meter);
        array.Prefetch(index);
        Assert.Throws<ArgumentOutOfRangeException>(() => array[index]);
    }

    [Fact]
    public void A_disposed_array_gives_its_memory_back_once_and_throws()
    {
        NativeArray<long> array = new(1000, hugePages: false, _meter);
        Assert.Equal(8000, _meter.ReservedBytes);
        array.Dispose();
        array.Dispose();
        Assert.Equal(0, _meter.ReservedBytes);
        Assert.Contains("disposed", Assert.Throws<ArgumentOutOfRangeException>(() => array[0]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_what_is_touched_costs_memory()
    {
        long before = ProcessMemory.SettledBytes();
        // 16 GB of addresses, of which two pages are used.
        using NativeArray<Page> array = new(4 << 20, hugePages: false, _meter);
        array[0].First = 1;
        array[array.Length - 1].First = 1;
        Assert.InRange(ProcessMemory.ResidentBytes() - before, long.MinValue, 8L << 20);
        Assert.Equal(16L << 30, array.ReservedBytes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public void An_array_of_nothing_is_refused(int length) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new NativeArray<long>(length, hugePages: false, _meter));

    [Fact]
    public void More_than_there_are_addresses_is_refused_in_words() => Assert.Contains(
        "lower flows.memcap",
        Assert.Throws<InsufficientMemoryException>(() => new NativeArray<Huge>(int.MaxValue, hugePages: false, _meter)).Message,
        StringComparison.Ordinal);

    [System.Runtime.CompilerServices.InlineArray(512)]
    private struct Page
    {
        private long _first;

        public long First
        {
            readonly get => _first;
            set => _first = value;
        }
    }

    [System.Runtime.CompilerServices.InlineArray(65536)]
    private struct Huge
    {
        private long _first;
    }
}
