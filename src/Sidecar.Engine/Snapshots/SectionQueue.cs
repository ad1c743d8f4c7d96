using System.Diagnostics.CodeAnalysis;

namespace Sidecar.Engine.Snapshots;

/// <summary>
/// Sections on their way from the engine thread, which copies, to the thread that packs and writes them, so that never
/// more than a few of a large state are in memory. The copy waits while <see cref="IsFull"/>; what is about to change is
/// taken all the same.
/// </summary>
internal sealed class SectionQueue
{
    private const long FullBytes = 16 << 20;

    private readonly object _lock = new();
    private readonly Queue<StateSection> _sections = new();
    private long _waitingBytes;
    private bool _isComplete;
    private bool _isAbandoned;

    /// <summary>Enough is waiting to be written.</summary>
    public bool IsFull
    {
        get
        {
            lock (_lock)
            {
                return _waitingBytes >= FullBytes;
            }
        }
    }

    /// <summary>The writer takes no more: whatever comes is dropped.</summary>
    public bool IsAbandoned
    {
        get
        {
            lock (_lock)
            {
                return _isAbandoned;
            }
        }
    }

    /// <summary>Engine thread.</summary>
    public void Add(StateSection section)
    {
        lock (_lock)
        {
            if (!_isAbandoned)
            {
                _waitingBytes += section.Content.Length;
                _sections.Enqueue(section);
                Monitor.Pulse(_lock);
                return;
            }
        }

        section.GiveBack();
    }

    /// <summary>All are there. Engine thread.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _isComplete = true;
            Monitor.Pulse(_lock);
        }
    }

    /// <summary>The sections as they come, each valid until the next; ends when all have come. The writing thread.</summary>
    public IEnumerable<StateSection> Take()
    {
        while (TryTake(out StateSection? section))
        {
            yield return section;
            section.GiveBack();
        }
    }

    /// <summary>The writer takes no more, whether it is done or has failed. The writing thread.</summary>
    public void Abandon()
    {
        lock (_lock)
        {
            _isAbandoned = true;
            _waitingBytes = 0;
            while (_sections.TryDequeue(out StateSection? section))
            {
                section.GiveBack();
            }
        }
    }

    private bool TryTake([NotNullWhen(true)] out StateSection? section)
    {
        lock (_lock)
        {
            while (_sections.Count == 0 && !_isComplete)
            {
                Monitor.Wait(_lock);
            }

            if (!_sections.TryDequeue(out section))
            {
                return false;
            }

            _waitingBytes -= section.Content.Length;
            return true;
        }
    }
}
