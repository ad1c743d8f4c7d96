using Sidecar.Engine.Flows;
using Sidecar.Engine.Memory;
using Xunit;

namespace Sidecar.Tests.Flows;

public sealed class FlowIndexTests
{
    [Theory]
    [InlineData(1, 1, uint.MaxValue)]
    [InlineData(5, 2, uint.MaxValue)]
    [InlineData(1000, 3, uint.MaxValue)]
    // Few hashes: long runs of entries, over the end of the index too.
    [InlineData(100, 4, 2u)]
    [InlineData(300, 5, 40u)]
    [InlineData(1000, 6, 3000u)]
    public void Full_and_with_collisions_it_finds_what_a_dictionary_finds(int capacity, int seed, uint hashes)
    {
        Random random = new(seed);
        MemoryMeter meter = new();
        using FlowRows rows = new(capacity, meter);
        using FlowIndex index = new(rows, (1, 2), meter);
        Dictionary<long, int> model = [];
        for (int step = 0; step < 100_000; step++)
        {
            long id = random.Next(capacity * 2);
            // The highest ones of 32 bits, so that homes are the last entries.
            uint hash = hashes == uint.MaxValue ? index.HashOf(id) : uint.MaxValue - ((uint)id % hashes * 0x0010_0000);
            bool known = model.TryGetValue(id, out int row);
            Assert.Equal(known ? row : FlowRows.None, index.Find(id, hash));
            if (known && random.Next(2) == 0)
            {
                index.Remove(row, hash);
                rows.Release(row);
                model.Remove(id);
            }
            else if (!known && rows.Live < capacity)
            {
                row = rows.Take();
                rows[row].FlowId = id;
                index.Add(row, hash);
                model.Add(id, row);
                Assert.NotEqual(FlowRows.None, index.Guess(hash));
            }
        }

        Assert.InRange(model.Count, capacity / 2, capacity);
    }

    [Fact]
    public void Another_key_gives_other_homes()
    {
        MemoryMeter meter = new();
        using FlowRows rows = new(16, meter);
        using FlowIndex one = new(rows, (1, 2), meter);
        using FlowIndex other = new(rows, (1, 3), meter);
        Assert.InRange(Enumerable.Range(0, 1000).Count(id => one.HashOf(id) >> 24 == other.HashOf(id) >> 24), 0, 30);
    }
}
