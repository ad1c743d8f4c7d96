using System.Runtime.CompilerServices;
using Sidecar.Engine.Memory;

namespace Sidecar.Engine.Flows;

/// <summary>
/// Which live flow has been idle for too long, and which the longest: a ring for each protocol and state. Idle time is
/// told in stretches of the ring (two seconds with the default slack of a day). Engine thread; event time in microseconds.
/// </summary>
internal sealed class FlowAges : IDisposable
{
    private const long Second = 1_000_000;
    private const int States = 2;
    private const int Protocols = 4;

    private readonly FlowRows _rows;
    private readonly FlowTimeouts _timeouts;
    private readonly long _slackSeconds;
    private readonly ActivityRing[] _rings = new ActivityRing[Protocols * States];
    private readonly int _shift;

    public FlowAges(FlowRows rows, FlowOptions options, MemoryMeter meter)
    {
        _rows = rows;
        _timeouts = options.Timeouts;
        _slackSeconds = options.SlackSeconds;
        for (int i = 0; i < _rings.Length; i++)
        {
            _rings[i] = new ActivityRing(rows, meter);
        }

        // The longest idle time that occurs must span less stretches than a ring has.
        LongestMicroseconds = (Math.Max(_timeouts.Longest + _slackSeconds, options.MaxDelaySeconds) + 1) * Second;
        while (LongestMicroseconds >> _shift > ActivityRing.Stretches - 2)
        {
            _shift++;
        }
    }

    /// <summary>Event time that counts as one moment.</summary>
    public long StretchMicroseconds => 1L << _shift;

    /// <summary>No flow is idle for longer.</summary>
    public long LongestMicroseconds { get; }

    public int Count(FlowProtocol protocol, FlowState state) => Ring(protocol, state).Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsSameStretch(long time, long other) => time >> _shift == other >> _shift;

    /// <summary>The first time behind the stretch of this one.</summary>
    public long EndOfStretch(long time) => ((time >> _shift) + 1) << _shift;

    /// <summary>By the row's protocol, state and time.</summary>
    public void Add(int row)
    {
        ref FlowRow added = ref _rows[row];
        Ring(added.Protocol, added.State).Add(row, ref added, added.LastSeen >> _shift);
    }

    /// <summary>Before the row's protocol, state or time changes.</summary>
    public void Remove(int row)
    {
        ref FlowRow removed = ref _rows[row];
        Ring(removed.Protocol, removed.State).Remove(removed, removed.LastSeen >> _shift);
    }

    /// <summary>A flow that was idle for longer than its time-out and the slack, or than its emergency time-out.</summary>
    public bool TryOverdue(long now, bool emergency, out int row)
    {
        for (int i = 0; i < _rings.Length; i++)
        {
            ProtocolTimeouts timeouts = _timeouts.Of((FlowProtocol)(i / States));
            long timeout = timeouts.Of((FlowState)(i % States), emergency) + (emergency ? 0 : _slackSeconds);
            if (_rings[i].TryOldest(out row, out long stretch) && stretch < (now - (timeout * Second)) >> _shift)
            {
                return true;
            }
        }

        row = FlowRows.None;
        return false;
    }

    /// <summary>The flow idle the longest over all protocols and states.</summary>
    public bool TryOldest(out int row)
    {
        row = FlowRows.None;
        long earliest = long.MaxValue;
        foreach (ActivityRing ring in _rings)
        {
            if (ring.TryOldest(out int oldest, out long stretch) && stretch < earliest)
            {
                (row, earliest) = (oldest, stretch);
            }
        }

        return row != FlowRows.None;
    }

    public void Dispose()
    {
        foreach (ActivityRing ring in _rings)
        {
            ring.Dispose();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ActivityRing Ring(FlowProtocol protocol, FlowState state) => _rings[((int)protocol * States) + (int)state];
}
