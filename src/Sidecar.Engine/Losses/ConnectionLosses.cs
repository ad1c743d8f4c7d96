namespace Sidecar.Engine.Losses;

/// <summary>
/// What one connection should have brought, by the counters of the Suricatas behind it, against what it brought. For each
/// type counting begins with the last stats record before the first record of it: whoever does not log a type does not
/// lose it.
/// <para>
/// The threads of Suricata add their counters up every three seconds, so a sum is behind the records. Where it is behind at
/// the end, less is missing than was lost, and the next sum makes it good: what is missing is the largest difference that
/// was seen, and never goes back. Where it is behind at the begin, what is made up later would look lost. No more than came
/// in that time can be: a difference up to that is kept apart as unsure.
/// </para>
/// Engine thread.
/// </summary>
internal sealed class ConnectionLosses
{
    /// <summary>Uptime is in whole seconds, and clocks are set: a start that moved by less is the same Suricata.</summary>
    private const long SameStart = 10_000_000;

    /// <summary>
    /// A sum is no further behind, in microseconds: threads are told every three seconds to add up (STATS_WUT_TTS in
    /// counters.c), and one that sleeps does so within the next.
    /// </summary>
    private const long LongestLag = 4_000_000;

    /// <summary>Sensors behind one connection, which a relay may have many of; more are not estimated.</summary>
    private const int MaxSensors = 64;

    private readonly Dictionary<ulong, Series> _sensors = [];
    private readonly Tally[] _tallies = new Tally[SuricataCounters.Types.Count];

    /// <summary>Time of the stats record since when arrivals are counted.</summary>
    private long _from;

    /// <summary>Whether counters are compared: every sum is of a moment since when arrivals are counted.</summary>
    private bool _isCounting;

    /// <summary>Whether counters are compared, or were.</summary>
    public bool HasCounted { get; private set; }

    /// <summary>Adds to each type's estimate.</summary>
    public void AddTo(Span<LossCount> counts)
    {
        for (int type = 0; type < counts.Length; type++)
        {
            counts[type] += _tallies[type].Count;
        }
    }

    /// <param name="type">Place among <see cref="SuricataCounters.Types"/>.</param>
    public void CountArrival(int type)
    {
        _tallies[type].Arrived++;
        _tallies[type].IsLogged = true;
    }

    /// <summary>A stats record came.</summary>
    /// <param name="time">Its own, in microseconds.</param>
    public void Take(ulong sensor, long time, long started, ReadOnlySpan<long> made)
    {
        if (!_sensors.TryGetValue(sensor, out Series? series))
        {
            if (_sensors.Count < MaxSensors)
            {
                _sensors.Add(sensor, new Series(time, started, made.ToArray()));
                Begin(time);
            }
        }
        else if (Math.Abs(started - series.Started) > SameStart || IsLess(made, series.Made) || time < series.Time)
        {
            // Another Suricata, which counts from zero; what the one before had still to say nobody knows.
            _sensors[sensor] = new Series(time, started, made.ToArray());
            Begin(time);
        }
        else
        {
            Compare(series, time, made);
        }
    }

    private void Compare(Series series, long time, ReadOnlySpan<long> made)
    {
        if (_isCounting)
        {
            for (int type = 0; type < made.Length; type++)
            {
                _tallies[type].Make(made[type] - series.Made[type]);
            }
        }
        else if (HasCaughtUp(series) && !_sensors.Values.All(HasCaughtUp))
        {
            // It has its turn again, and others had none: they are gone.
            foreach ((ulong gone, Series _) in _sensors.Where(other => !HasCaughtUp(other.Value)).ToArray())
            {
                _sensors.Remove(gone);
            }
        }

        series.Time = time;
        made.CopyTo(series.Made);
        if (!_isCounting && _sensors.Values.All(HasCaughtUp))
        {
            _isCounting = HasCounted = true;
            foreach (ref Tally tally in _tallies.AsSpan())
            {
                tally.Begin();
            }
        }
    }

    /// <summary>Whether its latest sum has all that was made before arrivals were counted.</summary>
    private bool HasCaughtUp(Series series) => series.Time - _from >= LongestLag;

    /// <summary>Counters have to be compared anew; what is missing stays so.</summary>
    private void Begin(long time)
    {
        _isCounting = false;
        _from = time;
        foreach (ref Tally tally in _tallies.AsSpan())
        {
            tally.Keep();
        }
    }

    private static bool IsLess(ReadOnlySpan<long> made, ReadOnlySpan<long> before)
    {
        for (int type = 0; type < made.Length; type++)
        {
            if (made[type] < before[type])
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The counters of one Suricata as it said them last.</summary>
    private sealed record Series(long Time, long Started, long[] Made)
    {
        public long Time { get; set; } = Time;
    }

    /// <summary>The account of one type.</summary>
    private struct Tally
    {
        public bool IsLogged;

        /// <summary>Records since <see cref="_from"/>, and when counting began since then.</summary>
        public long Arrived;

        private LossCount _kept;

        /// <summary>How much of a difference may be what the sums were behind when counting began.</summary>
        private long _slack;

        private long _made;
        private long _largest;

        public readonly LossCount Count =>
            _kept + new LossCount(_made, Math.Max(0, _largest - _slack), Math.Min(_largest, _slack));

        public void Begin()
        {
            _slack = Arrived;
            Arrived = 0;
        }

        public void Make(long made)
        {
            if (IsLogged)
            {
                _made += made;
                _largest = Math.Max(_largest, _made - Arrived);
            }
        }

        public void Keep() => this = new Tally { IsLogged = IsLogged, _kept = Count };
    }
}
