namespace Sidecar.Cli;

/// <summary>
/// Tells the service manager twice in its watchdog time that the daemon is alive: only when the engine thread has gone
/// round since the last time, as it does every second even where nothing comes. Has a thread of the pool.
/// </summary>
internal sealed class Watchdog : IDisposable
{
    private readonly Func<long> _roundsOf;
    private readonly Action _tellAlive;
    private readonly Timer? _timer;
    private long _rounds;

    /// <param name="time">Of the service manager; without one nothing is told.</param>
    /// <param name="rounds">How often the engine thread has gone round; asked on the thread of the pool, as <paramref name="tellAlive"/> is called.</param>
    public Watchdog(TimeSpan? time, Func<long> rounds, Action tellAlive)
    {
        _roundsOf = rounds;
        _tellAlive = tellAlive;
        if (time is TimeSpan watched)
        {
            _timer = new Timer(_ => Look(), null, watched / 2, watched / 2);
        }
    }

    /// <summary>Waits for a look that is under way: what it tells is closed next, and a closed socket would end the process.</summary>
    public void Dispose()
    {
        using ManualResetEvent ended = new(false);
        if (_timer?.Dispose(ended) == true)
        {
            ended.WaitOne();
        }
    }

    private void Look()
    {
        long rounds = _roundsOf();
        if (rounds != _rounds)
        {
            _rounds = rounds;
            _tellAlive();
        }
    }
}
