using Sidecar.Engine.Ingest;
using Xunit;

namespace Sidecar.Tests.Ingest;

/// <summary>The threads of several connections want blocks at the same time.</summary>
public sealed class BurstBufferContentionTests
{
    private const int Threads = 4;
    private const int Turns = 200_000;

    [Fact]
    public void Threads_that_wait_for_each_other_allocate_nothing_and_lose_no_block()
    {
        using BurstBuffer buffer = new(Threads * 4096, 4096);
        BurstBlock[] all = [.. Enumerable.Range(0, Threads).Select(_ => Taken(buffer))];
        Array.ForEach(all, buffer.Give);
        long[] allocated = new long[Threads];
        using Barrier start = new(Threads);
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(number => new Thread(() =>
        {
            buffer.Give(Taken(buffer));
            start.SignalAndWait();
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int turn = 0; turn < Turns; turn++)
            {
                buffer.Give(Taken(buffer));
            }

            allocated[number] = GC.GetAllocatedBytesForCurrentThread() - before;
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.Equal(new long[Threads], allocated);
        Assert.Equal((0L, Threads * 4096L), (buffer.TakenBytes, buffer.MadeBytes));
    }

    private static BurstBlock Taken(BurstBuffer buffer)
    {
        Assert.True(buffer.TryTake(out BurstBlock? block));
        return block;
    }
}
