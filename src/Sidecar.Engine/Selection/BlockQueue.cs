using System.Diagnostics.CodeAnalysis;

namespace Sidecar.Engine.Selection;

/// <summary>
/// Blocks from one of <see cref="SelectRun"/>'s threads to another, in their order. Who finds none sleeps at once: there are
/// more threads than processors, and one that first spins, as <c>BlockingCollection</c> does, takes the time of one that works.
/// Its bound is the number of blocks that there are.
/// </summary>
internal sealed class BlockQueue
{
    private readonly object _lock = new();
    private readonly Queue<SelectBlock> _blocks = new();
    private readonly CancellationToken _stop;
    private bool _isComplete;

    /// <param name="stop">Whoever waits then, or would, is thrown out.</param>
    public BlockQueue(CancellationToken stop)
    {
        _stop = stop;
        stop.Register(WakeAll);
    }

    public void Add(SelectBlock block)
    {
        lock (_lock)
        {
            _blocks.Enqueue(block);
            Monitor.Pulse(_lock);
        }
    }

    /// <summary>No more come.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _isComplete = true;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Waits for the oldest; false when there was no more to come, and all were taken.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public bool TryTake([NotNullWhen(true)] out SelectBlock? block)
    {
        lock (_lock)
        {
            while (_blocks.Count == 0 && !_isComplete)
            {
                _stop.ThrowIfCancellationRequested();
                Monitor.Wait(_lock);
            }

            _stop.ThrowIfCancellationRequested();
            return _blocks.TryDequeue(out block);
        }
    }

    private void WakeAll()
    {
        lock (_lock)
        {
            Monitor.PulseAll(_lock);
        }
    }
}
