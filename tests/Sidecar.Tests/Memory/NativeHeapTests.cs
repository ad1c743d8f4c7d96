using Sidecar.Engine.Memory;
using Xunit;

namespace Sidecar.Tests.Memory;

public sealed class NativeHeapTests
{
    /// <summary>Against a model: blocks do not overlap, are zero when they come, keep what was written, and come again.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Blocks_are_their_owners_alone_whatever_comes_and_goes(int seed)
    {
        Random random = new(seed);
        NativeHeap heap = new();
        List<(Native<ulong> Block, int Length, ulong Mark)> taken = [];
        for (int step = 0; step < 20_000; step++)
        {
            if (taken.Count > 0 && random.Next(5) < 2)
            {
                int at = random.Next(taken.Count);
                (Native<ulong> block, int length, ulong mark) = taken[at];
                Assert.False(block.Span(length).ContainsAnyExcept(mark));
                heap.Give(block, length);
                taken[at] = taken[^1];
                taken.RemoveAt(taken.Count - 1);
            }
            else
            {
                // Mostly small ones, at times one of more bytes than there are pages at once.
                int length = random.Next(1_000) == 0 ? 100_000 : 1 + random.Next(1 << random.Next(12));
                Native<ulong> block = heap.Take<ulong>(length);
                Assert.Equal(0, block.Address % 32);
                Assert.False(block.Span(length).ContainsAnyExcept(0ul));
                ulong mark = (ulong)step + 1;
                block.Span(length).Fill(mark);
                taken.Add((block, length, mark));
            }
        }

        Assert.InRange(heap.TakenBytes, taken.Sum(block => (long)block.Length * sizeof(ulong)), heap.ReservedBytes);
        taken.ForEach(block => heap.Give(block.Block, block.Length));
        Assert.Equal(0, heap.TakenBytes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(384)]
    [InlineData(1024)]
    [InlineData(1025)]
    [InlineData(32_768)]
    public void What_was_given_back_is_taken_before_there_is_more(int bytes)
    {
        NativeHeap heap = new();
        List<Native<byte>> blocks = [.. Enumerable.Range(0, 100).Select(_ => heap.Take<byte>(bytes))];
        long reserved = heap.ReservedBytes;
        for (int round = 0; round < 1_000; round++)
        {
            blocks.ForEach(block => heap.Give(block, bytes));
            HashSet<nint> before = [.. blocks.Select(block => block.Address)];
            blocks = [.. Enumerable.Range(0, 100).Select(_ => heap.Take<byte>(bytes))];
            Assert.Equal(before, blocks.Select(block => block.Address).ToHashSet());
        }

        Assert.Equal(reserved, heap.ReservedBytes);
    }
}
