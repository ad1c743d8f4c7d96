using Sidecar.Engine.Flows;

namespace Sidecar.Engine;

/// <summary>
/// The time by which flows end: event time, or on a quiet link what the clock says, so that idle flows end although nothing
/// comes. Microseconds. Engine thread.
/// </summary>
internal sealed class FlowClock(FlowTable flows, EventClock clock)
{
    /// <summary>A week: by then no flow is left, and a clock that was set back further was wrong.</summary>
    private const long LongestQuiet = 7 * 86_400 * 1_000_000L;

    /// <summary>Where the flows' time stands while it is ahead of event time.</summary>
    private long _quietUntil = long.MinValue;

    /// <summary>
    /// No record has come for so long: idle flows end as if event time had gone on as the clock does. Event time itself
    /// stays where it is: a tick over nothing new would count a key as heavy twice.
    /// </summary>
    public void Quiet(long microseconds)
    {
        if (clock.HasStarted)
        {
            _quietUntil = Math.Max(_quietUntil, clock.Now + Math.Min(microseconds, LongestQuiet));
            flows.Advance(_quietUntil);
        }
    }

    /// <summary>A record has come. To be called before event time has taken it in.</summary>
    public void AdvanceTo(long time)
    {
        long now = Math.Max(clock.Now, time);
        if (now >= _quietUntil || _quietUntil - now > LongestQuiet)
        {
            _quietUntil = long.MinValue;
        }

        flows.Advance(Math.Max(now, _quietUntil));
    }
}
