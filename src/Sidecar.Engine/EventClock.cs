using System.Runtime.CompilerServices;
using Sidecar.Engine.Snapshots;

namespace Sidecar.Engine;

/// <summary>
/// Event time: the latest timestamp seen, and the learning ticks that it passes. Ticks stand at whole multiples of
/// the interval, so that the same records tick at the same times whoever reads them. Microseconds since the epoch.
/// </summary>
internal sealed class EventClock(long intervalSeconds)
{
    /// <summary>A longer step forward needs a second witness: 1 day.</summary>
    private const long LargestStep = 86_400L * 1_000_000;

    /// <summary>Records in a row from before that set even a confirmed clock back: more than one input has at its turn.</summary>
    public const int LongRun = 10_000;

    private long _interval = intervalSeconds * 1_000_000;
    private long? _doubted;
    private long _runTime;
    private int _run;
    private bool _isConfirmed;
    private long _nextTick = long.MaxValue;

    /// <summary>The latest timestamp. Goes back only when it turns out that the clock was set by a wrong one.</summary>
    public long Now { get; private set; } = long.MinValue;

    public bool HasStarted => Now != long.MinValue;

    /// <summary>Where the clock stands, for a restart.</summary>
    public ClockState State => new(Now, _nextTick);

    /// <summary>
    /// Goes on where another clock stood. Where that was is not confirmed: what comes after a restart may be another
    /// input, or a sensor whose clock was set right.
    /// </summary>
    public void Restore(ClockState state)
    {
        Now = state.Now;
        // The interval may be another one now: the first tick that the other clock had not made, or had not finished.
        _nextTick = After(state.NextTick - 1);
        _isConfirmed = false;
        _doubted = null;
        _run = 0;
    }

    /// <summary>
    /// How far a record that says <paramref name="time"/> moves the clock. A few wrong timestamps must not leave it in
    /// the next century: a step of more than a day is believed when the next record, of another packet, takes it too.
    /// So is a step back until a record has confirmed where the clock stands; from then on it takes a long run of
    /// records from before, none near the clock between them: the clock of a sensor was wrong, and is right again.
    /// All records of one packet have the same timestamp: they are one witness.
    /// </summary>
    /// <returns>The time to move on to; not ahead of now while it is in doubt.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Believe(long time)
    {
        if (!HasStarted || IsNear(time, Now))
        {
            _isConfirmed |= HasStarted & (time != Now);
            _doubted = null;
            _run = 0;
            return time;
        }

        return BelieveFar(time);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private long BelieveFar(long time)
    {
        if (time < Now && _isConfirmed)
        {
            if (EndsLongRun(time))
            {
                StepBack(time);
            }

            return time;
        }

        if (_doubted is not long doubted || doubted == time || !IsNear(time, doubted))
        {
            _doubted = time;
            return Math.Min(time, Now);
        }

        _doubted = null;
        _isConfirmed = false;
        if (time < Now)
        {
            StepBack(time);
        }

        return time;
    }

    /// <summary>
    /// Moves on to <paramref name="time"/>; call it until it says false. A gap of many intervals holds one tick, at its
    /// beginning: nothing happened in the others.
    /// </summary>
    /// <param name="tick">The time of a tick that lies at or before the new time.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTick(long time, out long tick)
    {
        tick = _nextTick;
        bool isTick = time >= tick;
        if (isTick || !HasStarted)
        {
            _nextTick = After(time);
        }

        if (!isTick)
        {
            Now = Math.Max(Now, time);
        }

        return isTick;
    }

    /// <summary>From now on ticks stand at whole multiples of another interval.</summary>
    public void Retune(long intervalSeconds)
    {
        _interval = intervalSeconds * 1_000_000;
        _nextTick = HasStarted ? After(Now) : _nextTick;
    }

    /// <summary>Whether so many records agree, each within a day of the one before.</summary>
    private bool EndsLongRun(long time)
    {
        bool goesOn = _run > 0 && IsNear(time, _runTime);
        _run = !goesOn ? 1 : time == _runTime ? _run : _run + 1;
        _runTime = time;
        return _run >= LongRun;
    }

    /// <summary>Of times that the calendar has, which are not too far from each other for a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsNear(long time, long other) => (ulong)(time - other + LargestStep) <= 2 * LargestStep;

    private void StepBack(long time)
    {
        Now = time;
        _nextTick = After(time);
        _run = 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private long After(long time) => ((time / _interval) + 1) * _interval;
}
