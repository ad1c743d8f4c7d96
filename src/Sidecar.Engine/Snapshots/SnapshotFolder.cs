using Sidecar.Engine.Verdicts;

namespace Sidecar.Engine.Snapshots;

/// <summary>
/// The folder of profile exports: names, interval, retention, and what a full disk does (a counted failure; the next
/// interval tries again). Exports are written on a thread of its own, one at a time; while one is being written the
/// next is skipped and counted, so that a slow disk costs the engine thread nothing.
/// </summary>
internal sealed class SnapshotFolder(string path, SnapshotOptions options)
{
    private const string Pattern = "profiles-*.ndjson.zst";

    private Task _writing = Task.CompletedTask;
    private long _written;
    private long _failed;
    private long _nextAt = long.MinValue;
    private volatile string? _latest;
    private volatile string? _latestError;

    public long Written => Volatile.Read(ref _written);

    public long Failed => Volatile.Read(ref _failed);

    public long Skipped { get; private set; }

    /// <summary>The newest export that was written.</summary>
    public string? Latest => _latest;

    /// <summary>Why the latest failed; nothing when it did not.</summary>
    public string? LatestError => _latestError;

    private long Interval => options.IntervalSeconds * 1_000_000;

    /// <summary>Whether the interval is over, so that the next offer is exported.</summary>
    public bool IsDue(long now) =>
        // A next time further ahead than the interval comes from a wrong timestamp, which event time has left.
        (now >= _nextAt || _nextAt - now > Interval) && _writing.IsCompleted;

    /// <summary>Called by the engine thread after the ticks of all views: exports when the interval is over.</summary>
    /// <param name="now">Event time in microseconds.</param>
    public void Offer(long now, IReadOnlyList<TickResult> ticks)
    {
        // A next time further ahead than the interval comes from a wrong timestamp, which event time has left.
        if (now < _nextAt && _nextAt - now <= Interval)
        {
            return;
        }

        if (!_writing.IsCompleted)
        {
            Skipped++;
            return;
        }

        _nextAt = now + Interval;
        _writing = Task.Run(() => Write(now, ticks));
    }

    /// <summary>The last ticks of a run: exported in any case, and waited for.</summary>
    public void Finish(long now, IReadOnlyList<TickResult> ticks)
    {
        _writing.Wait();
        Write(now, ticks);
    }

    private void Write(long now, IReadOnlyList<TickResult> ticks)
    {
        string file = Path.Combine(path, $"profiles-{EventTimeName.Of(now)}Z.ndjson.zst");
        try
        {
            Directory.CreateDirectory(path);
            ProfileExport.Write(file, ticks, options.Level);
            Clean(file);
            Interlocked.Increment(ref _written);
            _latest = file;
            _latestError = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Interlocked.Increment(ref _failed);
            _latestError = e.Message;
        }
    }

    /// <summary>Removes what a kill left half written, and the oldest beyond the bound.</summary>
    /// <param name="latest">Stays: by event time it may be the oldest, when an old pcap is read after live traffic.</param>
    private void Clean(string latest)
    {
        WholeFile.RemoveUnfinished(path, Pattern);
        string[] files = [.. Directory.GetFiles(path, Pattern).Where(file => file != latest).Order(StringComparer.Ordinal)];
        foreach (string old in files.AsSpan(0, Math.Max(0, files.Length + 1 - options.Keep)))
        {
            File.Delete(old);
        }
    }
}
