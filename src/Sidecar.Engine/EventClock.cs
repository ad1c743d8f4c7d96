namespace Sidecar.Engine;

/// <summary>
/// Event time: the latest timestamp seen, and the learning ticks that it passes. Ticks stand at whole multiples of
/// the interval, so that the same records tick at the same times whoever reads them. Microseconds since the epoch.
/// </summary>
internal sealed class EventClock(long intervalSeconds)
{
    /// <summary>A longer step forward needs a second witness: 1 day.</summary>
    private const long LargestStep = 86_400L * 1_000_000;

    private readonly long _interval = intervalSeconds * 1_000_000;
    private long _doubted = long.MinValue;
    private long _nextTick = long.MaxValue;

    /// <summary>The latest timestamp; never goes back.</summary>
    public long Now { get; private set; } = long.MinValue;

    public bool HasStarted => Now != long.MinValue;

    /// <summary>
    /// The time to take for a record that says <paramref name="time"/>. One record cannot drag the clock into the next
    /// century, where it would stay: a step of more than a day is believed when a second record confirms it, and
    /// until then the record counts as of now.
    /// </summary>
    public long Believe(long time)
    {
        if (!HasStarted || time - Now <= LargestStep)
        {
            return time;
        }

        bool confirmed = _doubted != long.MinValue && Math.Abs(time - _doubted) <= LargestStep;
        _doubted = time;
        return confirmed ? time : Now;
    }

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
