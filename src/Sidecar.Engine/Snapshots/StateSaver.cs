using Sidecar.Engine.Ingest;

namespace Sidecar.Engine.Snapshots;

/// <summary>
/// Saves the state when it is due: after the interval of event time, which a replayed day passes in minutes, and after
/// the same of the wall clock, which a slow input needs. The engine thread hands over immutable sections; they are
/// packed and written on another thread, one state at a time. What cannot be written is counted, and tried again
/// at the next interval; only the first failure of a row is told.
/// </summary>
internal sealed class StateSaver(string folder, SnapshotOptions options, TimeProvider clock, Action<string> say)
{
    private Task _writing = Task.CompletedTask;
    private long _written;
    private long _failed;
    private bool _isFailing;
    private bool _isLate;
    private long _lastEvent = long.MinValue;
    private long _lastWall = clock.GetTimestamp();
    private volatile string? _latest;
    private volatile string? _latestError;

    public long Written => Volatile.Read(ref _written);

    public long Failed => Volatile.Read(ref _failed);

    /// <summary>Times that the one before was still being written when the next was due.</summary>
    public long Skipped { get; private set; }

    public string? Latest => _latest;

    public string? LatestError => _latestError;

    /// <summary>Whether the engine thread should hand over a state now. Cheap: asked after each batch.</summary>
    /// <param name="now">Event time in microseconds.</param>
    public bool IsDue(long now)
    {
        if (_lastEvent == long.MinValue)
        {
            _lastEvent = now;
        }

        // A last time behind now comes from a wrong timestamp, which event time has left.
        bool due = now < _lastEvent || now - _lastEvent >= options.StateIntervalSeconds * 1_000_000
            || clock.GetElapsedTime(_lastWall) >= TimeSpan.FromSeconds(options.StateIntervalSeconds);
        if (!due)
        {
            return false;
        }

        if (!_writing.IsCompleted)
        {
            // Made up for as soon as the slow disk is done.
            Skipped += _isLate ? 0 : 1;
            _isLate = true;
            return false;
        }

        _isLate = false;
        _lastEvent = now;
        _lastWall = clock.GetTimestamp();
        return true;
    }

    /// <summary>
    /// Writes it on another thread, which waits for its sections. Only after <see cref="IsDue"/> said so, or after
    /// <see cref="Finish"/>.
    /// </summary>
    public void Save(long now, long sequence, SectionQueue sections) => _writing = Task.Factory.StartNew(
        () => Write(now, sequence, sections), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>What is being written is on the disk when this returns, or counted as failed.</summary>
    public void Finish() => _writing.Wait();

    private void Write(long now, long sequence, SectionQueue sections)
    {
        string path = Path.Combine(folder, StateFolder.NameOf(sequence, now));
        try
        {
            Directory.CreateDirectory(folder);
            // The seed of hashes is in it: who knows it can fill a chain of a hash table.
            WholeFile.Write(path, file => StateFileWriter.Write(file, now, sequence, sections.Take(), options.StateLevel), NewFile.OwnerAlone);
            StateFolder.Clean(folder, options);
            Interlocked.Increment(ref _written);
            _latest = path;
            _isFailing = false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Interlocked.Increment(ref _failed);
            _latestError = e.Message;
            if (!_isFailing)
            {
                say($"the state cannot be saved, tried again at each interval: {e.Message}");
            }

            _isFailing = true;
        }
        finally
        {
            sections.Abandon();
            SectionBlocks.Trim();
        }
    }
}
