using System.Globalization;
using System.Text;
using Sidecar.Engine.Outputs;
using Xunit;

namespace Sidecar.Tests.Outputs;

public sealed class RecordRingTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_is_taken_and_what_was_dropped_are_what_a_queue_of_records_would_give(int seed)
    {
        const int capacity = 512;
        Random random = new(seed);
        RecordRing ring = new(capacity);
        Queue<string> model = new();
        long dropped = 0;
        byte[] batch = [];
        for (int i = 0; i < 20_000; i++)
        {
            if (random.Next(4) > 0)
            {
                string record = i.ToString(CultureInfo.InvariantCulture).PadRight(random.Next(5, random.Next(50) == 0 ? 600 : 90), '.');
                ring.Add(Encoding.ASCII.GetBytes(record));
                dropped += Add(model, record, capacity);
            }
            else if (model.Count > 0)
            {
                int taken = ring.Take(ref batch);
                Assert.Equal(string.Concat(model.Select(record => record + "\n")), Encoding.ASCII.GetString(batch, 0, taken));
                model.Clear();
            }

            Assert.Equal(dropped, ring.Dropped);
        }

        Assert.True(dropped > 100, $"only {dropped} dropped");
    }

    [Fact]
    public void Much_is_taken_in_parts_that_end_with_a_record_and_a_long_record_as_a_whole()
    {
        RecordRing ring = new(4 << 20);
        string[] records = [.. Enumerable.Range(0, 400).Select(i => new string((char)('a' + (i % 26)), i == 200 ? 1 << 20 : 3000 + i))];
        foreach (string record in records)
        {
            ring.Add(Encoding.ASCII.GetBytes(record));
        }

        ring.End();
        StringBuilder all = new();
        byte[] batch = [];
        int parts = 0;
        for (int taken = ring.Take(ref batch); taken > 0; taken = ring.Take(ref batch))
        {
            Assert.Equal((byte)'\n', batch[taken - 1]);
            all.Append(Encoding.ASCII.GetString(batch.AsSpan(0, taken)));
            parts++;
        }

        Assert.Equal(string.Concat(records.Select(record => record + "\n")), all.ToString());
        Assert.InRange(parts, 5, 20);
    }

    [Fact]
    public async Task A_taker_waits_for_the_first_record_and_for_the_end()
    {
        RecordRing ring = new(1024);
        byte[] batch = [];
        Task<int> taking = Task.Run(() => ring.Take(ref batch));
        await Task.Delay(50);
        Assert.False(taking.IsCompleted);
        ring.Add("one"u8);
        Assert.Equal(4, await taking.WaitAsync(Patience.Longest));
        Assert.Equal("one\n"u8, batch.AsSpan(0, 4));
        taking = Task.Run(() => ring.Take(ref batch));
        await Task.Delay(50);
        Assert.False(taking.IsCompleted);
        ring.End();
        Assert.Equal(0, await taking.WaitAsync(Patience.Longest));
    }

    [Fact]
    public void Adding_allocates_nothing()
    {
        RecordRing ring = new(64 << 10);
        byte[] record = new byte[777];
        ring.Add(record);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100_000; i++)
        {
            ring.Add(record);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(ring.Dropped > 90_000);
    }

    /// <returns>Records that must go.</returns>
    private static int Add(Queue<string> model, string record, int capacity)
    {
        if (record.Length + 1 > capacity)
        {
            return 1;
        }

        int gone = 0;
        while (model.Sum(waiting => waiting.Length + 1) + record.Length + 1 > capacity)
        {
            model.Dequeue();
            gone++;
        }

        model.Enqueue(record);
        return gone;
    }
}
