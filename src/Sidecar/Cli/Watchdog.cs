using Sidecar.Engine;

namespace Sidecar.Cli;

/// <summary>
/// Tells the service manager twice in its watchdog time that the daemon is alive: only when the engine thread has gone
/// round since the last time, as it does every second even where nothing comes. Has a thread of the pool.
/// </summary>
internal sealed class Watchdog : IDisposable
{
    private readonly ServiceManager _manager;
    private readonly LiveEngine _live;
    private readonly Timer? _timer;
    private long _rounds;

    public Watchdog(ServiceManager manager, LiveEngine live)
    {
        _manager = manager;
        _live = live;
        if (manager.WatchdogTime is TimeSpan time)
        {
            _timer = new Timer(_ => Look(), null, time / 2, time / 2);
        }
    }

    /// <summary>Does not wait for a look that is under way: it would tell a manager that is gone.</summary>
    public void Dispose() => _timer?.Dispose();

    private void Look()
    {
        long rounds = _live.Rounds;
        if (rounds != _rounds)
        {
            _rounds = rounds;
            _manager.Alive();
        }
    }
}
