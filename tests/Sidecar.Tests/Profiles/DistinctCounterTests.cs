using System.IO.Hashing;
using Sidecar.Engine.Memory;
using Sidecar.Engine.Profiles;
using Xunit;

namespace Sidecar.Tests.Profiles;

public sealed class DistinctCounterTests
{
    private readonly NativeHeap _heap = new();

    [Fact]
    public void Counts_are_exact_up_to_the_limit_and_estimates_beyond()
    {
        DistinctCounter counter = new();
        for (int value = 1; value <= DistinctCounter.ExactLimit; value++)
        {
            counter.Add(Hash(value), _heap);
            counter.Add(Hash(value), _heap);
            Assert.Equal(value, counter.Count);
        }

        Assert.True(counter.IsExact);
        counter.Add(Hash(-1), _heap);
        Assert.False(counter.IsExact);
        Assert.InRange(counter.Count, DistinctCounter.ExactLimit * 0.98, DistinctCounter.ExactLimit * 1.02);
    }

    [Fact]
    public void A_missing_value_does_not_count()
    {
        DistinctCounter counter = new();
        counter.Add(0, _heap);
        Assert.Equal(0, counter.Count);
    }

    [Theory]
    [InlineData(3_000, 20)]
    [InlineData(10_000, 20)]
    [InlineData(100_000, 20)]
    [InlineData(1_000_000, 20)]
    public void The_error_is_under_two_per_cent_for_every_seed(int values, int seeds)
    {
        for (int seed = 0; seed < seeds; seed++)
        {
            DistinctCounter counter = new();
            for (int value = 0; value < values; value++)
                counter.Add(Hash(((long)seed << 32) + value), _heap);
            Assert.InRange(counter.Count, values * 0.98, values * 1.02);
            counter.GiveBack(_heap);
        }
    }

    [Theory]
    [InlineData(10, 10)]
    [InlineData(1_500, 1_500)]
    [InlineData(10, 50_000)]
    [InlineData(50_000, 10)]
    [InlineData(50_000, 80_000)]
    public void A_merge_is_what_one_counter_would_be_that_saw_all(int first, int second)
    {
        DistinctCounter one = new();
        DistinctCounter other = new();
        DistinctCounter all = new();
        for (int value = 0; value < first; value++)
        {
            one.Add(Hash(value), _heap);
            all.Add(Hash(value), _heap);
        }

        // Half of them are known to the first.
        for (int value = first / 2; value < (first / 2) + second; value++)
        {
            other.Add(Hash(value), _heap);
            all.Add(Hash(value), _heap);
        }

        one.Merge(other, _heap);
        Assert.Equal(all.Count, one.Count);
        Assert.Equal(all.IsExact, one.IsExact);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void What_values_take_in_memory_comes_to_what_the_counter_takes(int limits)
    {
        Random random = new(limits);
        HashSet<ulong> model = [];
        DistinctCounter counter = new(limits);
        int bytes = 0;
        for (int step = 0; step < 3 * limits * DistinctCounter.ExactLimit; step++)
        {
            // Hashes that collide in their lower bits too.
            ulong hash = (1 + (ulong)random.Next(2 * limits * DistinctCounter.ExactLimit)) << (8 * (step % 2));
            bool wasExact = counter.IsExact;
            bool isNew = !counter.IsLatest(hash) && counter.AddOther(hash, _heap, ref bytes);
            Assert.True(!wasExact || isNew == model.Add(hash));
            Assert.Equal(counter.Bytes, bytes);
            Assert.True(!counter.IsExact || (counter.Count == model.Count && counter.Contains(hash)));
        }

        Assert.False(counter.IsExact);
        counter.GiveBack(_heap);
        Assert.Equal((0, 0L), (counter.Bytes, _heap.TakenBytes));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Counters_that_hand_their_memory_on_count_as_those_that_do_not(int seed)
    {
        Random random = new(seed);
        NativeHeap others = new();
        DistinctCounter[] sharing = new DistinctCounter[6];
        DistinctCounter[] alone = new DistinctCounter[sharing.Length];
        int estimates = 0;
        for (int step = 0; step < 3_000; step++)
        {
            int at = random.Next(sharing.Length);
            if (random.Next(12) == 0)
            {
                estimates += sharing[at].IsExact ? 0 : 1;
                sharing[at].GiveBack(_heap);
                alone[at] = new DistinctCounter();
            }

            // A few at a time, or as many as make an estimate of it.
            for (int left = random.Next(40) == 0 ? 4_000 : random.Next(100); left > 0; left--)
            {
                ulong hash = Hash(random.Next(20_000));
                Assert.Equal(alone[at].Add(hash, others), sharing[at].Add(hash, _heap));
            }

            Assert.Equal((alone[at].Count, alone[at].IsExact, alone[at].Bytes), (sharing[at].Count, sharing[at].IsExact, sharing[at].Bytes));
            Assert.Equal(alone[at].Registers, sharing[at].Registers);
            Assert.Equal(alone[at].Exact.ToArray().Order(), sharing[at].Exact.ToArray().Order());
        }

        Assert.True(estimates > 0);
    }

    private static ulong Hash(long value) => XxHash3.HashToUInt64(BitConverter.GetBytes(value));
}
