namespace Sidecar.Engine.Losses;

/// <summary>
/// What one connection should have brought, by the counters of the Suricatas behind it, against what it brought. Counting
/// begins with the first stats record, and for each type with the last stats record before the first record of it:
/// whoever does not log a type does not lose it. Suricata adds its counters up every few seconds, so they are a little
/// behind the records; what is missing is therefore the largest difference that was seen, and never goes back. Engine
/// thread.
/// </summary>
internal sealed class ConnectionLosses
{
    /// <summary>Uptime is in whole seconds, and clocks are set: a start that moved by less is the same Suricata.</summary>
    private const long SameStart = 10_000_000;

    /// <summary>Sensors behind one connection, which a relay may have many of; more are not estimated.</summary>
    private const int MaxSensors = 64;

    private readonly Dictionary<ulong, Series> _sensors = [];
    private readonly long[] _arrived = new long[SuricataCounters.Types.Count];
    private readonly long[] _made = new long[SuricataCounters.Types.Count];
    private readonly long[] _missing = new long[SuricataCounters.Types.Count];
    private readonly bool[] _isLogged = new bool[SuricataCounters.Types.Count];

    /// <summary>Records that stats records since the first say were made, of types that are logged.</summary>
    public ReadOnlySpan<long> Made => _made;

    /// <summary>Records that are missing, by type.</summary>
    public ReadOnlySpan<long> Missing => _missing;

    /// <param name="type">Place among <see cref="SuricataCounters.Types"/>.</param>
    public void CountArrival(int type)
    {
        _arrived[type]++;
        _isLogged[type] = true;
    }

    /// <summary>A stats record came.</summary>
    public void Take(ulong sensor, long started, ReadOnlySpan<long> made)
    {
        if (!_sensors.TryGetValue(sensor, out Series? series))
        {
            if (_sensors.Count < MaxSensors)
            {
                // The first: from here on.
                _sensors.Add(sensor, new Series(started, made.ToArray()));
                Array.Clear(_arrived);
                Rebase();
            }

            return;
        }

        if (Math.Abs(started - series.Started) > SameStart || IsLess(made, series.Made))
        {
            // Another Suricata, which counts from zero; what the one before had still to say nobody knows.
            _sensors[sensor] = new Series(started, made.ToArray());
            Rebase();
            return;
        }

        for (int type = 0; type < made.Length; type++)
        {
            if (_isLogged[type])
            {
                _made[type] += made[type] - series.Made[type];
                _missing[type] = Math.Max(_missing[type], _made[type] - _arrived[type]);
            }
        }

        made.CopyTo(series.Made);
    }

    /// <summary>From now on as if nothing but what is missing had ever been expected.</summary>
    private void Rebase()
    {
        for (int type = 0; type < _made.Length; type++)
        {
            _made[type] = _arrived[type] + _missing[type];
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
    private sealed record Series(long Started, long[] Made);
}
