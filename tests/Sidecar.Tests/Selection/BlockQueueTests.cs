using Sidecar.Engine.Selection;
using Xunit;

namespace Sidecar.Tests.Selection;

public sealed class BlockQueueTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stop = new();
    private readonly BlockQueue _queue;
    private readonly SelectBlock[] _blocks = [new(64), new(64), new(64)];

    public BlockQueueTests() => _queue = new BlockQueue(_stop.Token);

    public void Dispose()
    {
        Array.ForEach(_blocks, block => block.Dispose());
        _stop.Dispose();
    }

    [Fact]
    public void Blocks_come_in_their_order_and_then_no_more()
    {
        Array.ForEach(_blocks, _queue.Add);
        _queue.Complete();
        Assert.All(_blocks, block => Assert.Same(block, Take()));
        Assert.Null(Take());
        Assert.Null(Take());
    }

    [Fact]
    public async Task Who_waits_gets_the_block_that_comes()
    {
        Task<SelectBlock?>[] takers = [Waiting(), Waiting()];
        await Asleep();
        Assert.DoesNotContain(takers, taker => taker.IsCompleted);
        _queue.Add(_blocks[0]);
        _queue.Add(_blocks[1]);
        SelectBlock?[] taken = await Task.WhenAll(takers).WaitAsync(s_patience);
        Assert.Equal(_blocks[..2].ToHashSet(), taken.ToHashSet()!);
    }

    [Fact]
    public async Task Who_waits_hears_that_no_more_come()
    {
        Task<SelectBlock?>[] takers = [Waiting(), Waiting()];
        await Asleep();
        _queue.Complete();
        Assert.Equal([null, null], await Task.WhenAll(takers).WaitAsync(s_patience));
    }

    [Fact]
    public async Task Who_waits_is_thrown_out_when_it_is_stopped_and_who_would_take_too()
    {
        Task<SelectBlock?>[] takers = [Waiting(), Waiting()];
        await Asleep();
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => takers[0].WaitAsync(s_patience));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => takers[1].WaitAsync(s_patience));
        _queue.Add(_blocks[0]);
        Assert.ThrowsAny<OperationCanceledException>(() => Take());
    }

    private static Task Asleep() => Task.Delay(100);

    private Task<SelectBlock?> Waiting() => Task.Factory.StartNew(Take, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private SelectBlock? Take() => _queue.TryTake(out SelectBlock? block) ? block : null;
}
