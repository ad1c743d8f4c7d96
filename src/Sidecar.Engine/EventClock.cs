namespace Sidecar.Engine;

/// <summary>
/// Event time: the latest timestamp seen, and the learning ticks that it passes. Ticks stand at whole multiples of
/// the interval, so that the same records tick at the same times whoever reads them. Microseconds since the epoch.
/// </summary>
internal sealed class EventClock(long intervalSeconds)
{
    private readonly long _interval = intervalSeconds * 1_000_000;
    private long _nextTick = long.MaxValue;

    /// <summary>The latest timestamp; never goes back.</summary>
    public long Now { get; private set; } = long.MinValue;

    public bool HasStarted => Now != long.MinValue;

    /// <summary>
    /// Moves on to <paramref name="time"/>; call it until it says false. A gap of many intervals holds one tick, at its
    /// beginning: nothing happened in the others.
    /// </summary>
    /// <param name="tick">The time of a tick that lies at or before the new time.</param>
    public bool TryTick(long time, out long tick)
    {
        tick = _nextTick;
        if (time >= _nextTick)
        {
            _nextTick = After(time);
            return true;
        }

        if (!HasStarted)
        {
            _nextTick = After(time);
        }

        Now = Math.Max(Now, time);
        return false;
    }

    private long After(long time) => ((time / _interval) + 1) * _interval;
}
