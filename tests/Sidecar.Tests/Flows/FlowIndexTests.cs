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
    // Few hashes, and one tag for all: chunks that are full, over the end of the index too.
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
            // The highest ones of 32 bits, so that homes are the last chunks.
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
            }
        }

        Assert.InRange(model.Count, capacity / 2, capacity);
        if (hashes == uint.MaxValue)
        {
            // Nearly all are the first of their tag in their home.
            Assert.InRange(model.Count(flow => index.Guess(index.HashOf(flow.Key)) == flow.Value), model.Count * 85 / 100, model.Count);
            foreach ((long id, int row) in model)
            {
                index.Remove(row, index.HashOf(id));
            }

            Assert.Equal(0, index.FurtherOn);
        }
    }

    [Fact]
    public void A_row_that_found_no_room_costs_a_chunk_more_until_it_leaves()
    {
        MemoryMeter meter = new();
        using FlowRows rows = new(100, meter);
        using FlowIndex index = new(rows, (1, 2), meter);
        for (int row = 0; row < 30; row++)
        {
            rows[rows.Take()].FlowId = 1000 + row;
            index.Add(row, hash: (uint)row);
        }

        // Twelve at home, twelve one further on, six two further on.
        Assert.Equal(12 + (2 * 6), index.FurtherOn);
        Assert.All(Enumerable.Range(0, 30), row => Assert.Equal(row, index.Find(1000 + row, hash: (uint)row)));
        Assert.Equal(FlowRows.None, index.Find(1, hash: 3));
        for (int row = 0; row < 30; row++)
        {
            index.Remove(row, hash: (uint)row);
            Assert.Equal(FlowRows.None, index.Find(1000 + row, hash: (uint)row));
            Assert.All(Enumerable.Range(row + 1, 29 - row), left => Assert.Equal(left, index.Find(1000 + left, hash: (uint)left)));
        }

        Assert.Equal(0, index.FurtherOn);
    }

    /// <summary>As Suricata makes them (19 bits of the start's time above a hash of 32: src/flow.h, FlowGetId), and as nobody should.</summary>
    [Theory]
    [InlineData("Suricata's")]
    [InlineData("one after the other")]
    [InlineData("multiples of 65,536")]
    [InlineData("multiples of 4,294,967,296")]
    [InlineData("three bits anywhere")]
    public void Under_any_key_flow_ids_of_any_pattern_spread(string pattern)
    {
        const int count = 40_000;
        Random random = new(7);
        long[] ids = [.. Enumerable.Range(0, 2 * count).Select(i => pattern switch
        {
            "Suricata's" => random.NextInt64(1L << 51),
            "one after the other" => 1L + i,
            "multiples of 65,536" => i * 65_536L,
            "multiples of 4,294,967,296" => (long)i << 32,
            _ => (1L << random.Next(63)) | (1L << random.Next(63)) | (1L << random.Next(63)),
        }).Distinct().Take(count)];
        MemoryMeter meter = new();
        double worst = 0;
        for (int key = 0; key < 20; key++)
        {
            using FlowRows rows = new(ids.Length, meter);
            using FlowIndex index = new(rows, ((ulong)random.NextInt64(), (ulong)random.NextInt64()), meter);
            foreach (long id in ids)
            {
                int row = rows.Take();
                rows[row].FlowId = id;
                index.Add(row, index.HashOf(id));
            }

            worst = Math.Max(worst, index.FurtherOn / (double)ids.Length);
        }

        // At random it is one row in fifty.
        Assert.InRange(worst, 0, 0.04);
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
