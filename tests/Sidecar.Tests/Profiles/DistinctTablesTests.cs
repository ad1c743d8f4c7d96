using System.IO.Hashing;
using System.Text;
using Sidecar.Engine.Flows;
using Sidecar.Engine.Profiles;
using Xunit;

namespace Sidecar.Tests.Profiles;

public sealed class DistinctTablesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Counters_that_hand_their_memory_on_count_as_those_that_do_not(int seed)
    {
        Random random = new(seed);
        DistinctTables tables = new(1 << 20);
        DistinctCounter[] sharing = new DistinctCounter[6];
        DistinctCounter[] alone = new DistinctCounter[sharing.Length];
        int estimates = 0;
        for (int step = 0; step < 3_000; step++)
        {
            int at = random.Next(sharing.Length);
            if (random.Next(12) == 0)
            {
                estimates += sharing[at].IsExact ? 0 : 1;
                sharing[at].GiveBack(tables);
                alone[at] = new DistinctCounter();
            }

            // A few at a time, or as many as make an estimate of it.
            for (int left = random.Next(40) == 0 ? 4_000 : random.Next(100); left > 0; left--)
            {
                ulong hash = Hash(random.Next(20_000));
                Assert.Equal(alone[at].Add(hash), sharing[at].Add(hash, tables));
            }

            Assert.Equal((alone[at].Count, alone[at].IsExact, alone[at].Bytes), (sharing[at].Count, sharing[at].IsExact, sharing[at].Bytes));
            Assert.Equal(alone[at].Registers, sharing[at].Registers);
            Assert.Equal(alone[at].Exact.ToArray().Order(), sharing[at].Exact.ToArray().Order());
        }

        Assert.True(estimates > 0);
    }

    [Fact]
    public void What_waits_for_use_is_bounded_and_used_before_there_is_more()
    {
        DistinctTables tables = new(HyperLogLog.Registers + (2 * 8 * 16));
        ulong[] table = tables.TakeTable(4);
        table[3] = 1;
        tables.Give(table, 4);
        tables.Give(new HyperLogLog());
        tables.Give(new ulong[16], 4);
        Assert.Equal(HyperLogLog.Registers + (2 * 8 * 16), tables.Bytes);
        tables.Give(new ulong[4], 2);
        tables.Give(new HyperLogLog());
        Assert.Equal(HyperLogLog.Registers + (2 * 8 * 16), tables.Bytes);

        tables.TakeTable(4);
        Assert.Same(table, tables.TakeTable(4));
        Assert.All(table, slot => Assert.Equal(0ul, slot));
        Assert.NotSame(table, tables.TakeTable(4));
        tables.TakeSketch();
        Assert.Equal(0, tables.Bytes);
    }

    /// <summary>As much as a pane's profiles take without their counts, and hardly more.</summary>
    [Fact]
    public void Traffic_that_stays_as_it_is_costs_the_garbage_collector_next_to_nothing()
    {
        const int panes = 3, keys = 100, values = 2_500;
        WindowRig rig = new(new ProfileOptions { WindowSeconds = 60 * panes, Panes = panes });
        byte[][] texts = [.. Enumerable.Range(0, keys).Select(i => Encoding.UTF8.GetBytes("key" + i))];
        long[] allocated = new long[5 * panes];
        for (int pane = 0; pane < allocated.Length; pane++)
        {
            rig.Window.Advance(pane * 60_000_000L);
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < keys * values; i++)
            {
                Transaction transaction = new() { Key = rig.Keys.Hold(texts[i % keys]) };
                transaction.Values[2] = (ulong)(i + 1) * 0x9e37_79b9_7f4a_7c15;
                rig.Window.Add(transaction, new FlowEnd { FlowId = 1, Number = i + 1, Finished = true });
            }

            rig.Window.Settle();
            allocated[pane] = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        // Each key's sketch, and the tables before it became one.
        Assert.InRange(allocated[0], (long)keys * HyperLogLog.Registers, long.MaxValue);
        Assert.All(allocated[^panes..], bytes => Assert.InRange(bytes, 0, keys * 1024));
    }

    private static ulong Hash(int value) => XxHash3.HashToUInt64(BitConverter.GetBytes(value));
}
