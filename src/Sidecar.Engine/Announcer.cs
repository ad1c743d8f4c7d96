using Sidecar.Engine.Outputs;
using Sidecar.Engine.Snapshots;

namespace Sidecar.Engine;

/// <summary>
/// Hands verdict lines to the sinks. With a journal the exclusions that they announce are put on the disk first, on a
/// thread of its own, so that a disk that takes its time costs the engine thread nothing and readers hear of nothing
/// that a kill could undo. A journal that cannot be written is counted, and the lines go out all the same.
/// </summary>
internal sealed class Announcer
{
    /// <summary>Lines that wait for a slow disk; at the bound the oldest is dropped and counted.</summary>
    private const int MaxWaiting = 10_000;

    private readonly IReadOnlyList<IVerdictSink> _sinks;
    private readonly ExclusionJournal? _journal;
    private readonly Action<string> _say;
    private readonly object _lock = new();
    private readonly Queue<byte[]> _waiting = new();
    private JournalFrame? _frame;
    private Thread? _thread;
    private bool _ended;
    private long _failed;
    private bool _isFailing;
    private volatile string? _latestError;

    /// <param name="journal">Owned from now on; or nothing, and lines go out at once on the caller's thread.</param>
    public Announcer(IReadOnlyList<IVerdictSink> sinks, ExclusionJournal? journal, Action<string> say)
    {
        _say = say;
        _sinks = sinks;
        _journal = journal;
    }

    /// <summary>Frames that could not be written.</summary>
    public long Failed => Volatile.Read(ref _failed);

    public string? LatestError => _latestError;

    /// <summary>Lines that no sink got because the disk was too slow.</summary>
    public long Dropped { get; private set; }

    /// <summary>Called by the engine thread; never waits for the disk.</summary>
    /// <param name="frame">The exclusions as they are behind these verdicts; not read without a journal.</param>
    public void Announce(IReadOnlyList<byte[]> lines, JournalFrame frame)
    {
        if (_journal is null)
        {
            Hand(lines);
            return;
        }

        if (_thread is null)
        {
            _thread = new Thread(Run) { Name = "announcer", IsBackground = true };
            _thread.Start();
        }

        lock (_lock)
        {
            // The latest frame holds what the one before it would have said.
            _frame = frame;
            foreach (byte[] line in lines)
            {
                Enqueue(line);
            }
        }
    }

    /// <summary>A line that needs no place on the disk, behind those that were announced. Called by the engine thread.</summary>
    public void Tell(byte[] line)
    {
        if (_thread is null)
        {
            Hand([line]);
            return;
        }

        lock (_lock)
        {
            Enqueue(line);
        }
    }

    /// <summary>All that was announced is on the disk and with the sinks when this returns.</summary>
    public void Finish()
    {
        lock (_lock)
        {
            _ended = true;
            Monitor.Pulse(_lock);
        }

        _thread?.Join();
        _journal?.Dispose();
    }

    private void Enqueue(byte[] line)
    {
        if (_waiting.Count == MaxWaiting)
        {
            _waiting.Dequeue();
            Dropped++;
        }

        _waiting.Enqueue(line);
        Monitor.Pulse(_lock);
    }

    private void Run()
    {
        while (TryTake(out byte[][] lines, out JournalFrame? frame))
        {
            if (frame is JournalFrame exclusions)
            {
                Write(exclusions);
            }

            Hand(lines);
        }
    }

    private void Write(JournalFrame frame)
    {
        try
        {
            _journal!.Append(frame);
            _isFailing = false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Interlocked.Increment(ref _failed);
            _latestError = e.Message;
            if (!_isFailing)
            {
                _say($"exclusions cannot be put into the journal, a kill would lose them: {e.Message}");
            }

            _isFailing = true;
        }
    }

    private bool TryTake(out byte[][] lines, out JournalFrame? frame)
    {
        lock (_lock)
        {
            while (_frame is null && _waiting.Count == 0 && !_ended)
            {
                Monitor.Wait(_lock);
            }

            lines = [.. _waiting];
            _waiting.Clear();
            frame = _frame;
            _frame = null;
            return frame is not null || lines.Length > 0;
        }
    }

    private void Hand(IReadOnlyList<byte[]> lines)
    {
        foreach (byte[] line in lines)
        {
            foreach (IVerdictSink sink in _sinks)
            {
                sink.Write(line);
            }
        }
    }
}
