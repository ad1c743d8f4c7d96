using System.IO.Hashing;
using Sidecar.Engine.Eve;
using Sidecar.Engine.Ingest;

namespace Sidecar.Engine.Losses;

/// <summary>
/// Estimates what Suricata made and we never saw: it drops records silently when its socket's buffer is full, and says
/// so nowhere but in the difference between its own counters and what came. A connection is one eve-log of one
/// Suricata; one that brings no stats records is not estimated. Engine thread.
/// </summary>
internal sealed class LossMeter
{
    private readonly SuricataCounters _counters = new();
    private readonly Dictionary<EveInput, ConnectionLosses> _connections = [];
    private readonly int[] _placeOfType = new int[EventTypes.Names.Count];
    private readonly long[] _madeBefore = new long[SuricataCounters.Types.Count];
    private readonly long[] _missingBefore = new long[SuricataCounters.Types.Count];
    private EveInput? _input;
    private ConnectionLosses? _current;
    private bool _wasKnown;

    public LossMeter()
    {
        Array.Fill(_placeOfType, -1);
        for (int place = 0; place < SuricataCounters.Types.Count; place++)
        {
            _placeOfType[(int)SuricataCounters.Types[place]] = place;
        }
    }

    /// <summary>The records that follow are of this connection.</summary>
    public void Begin(EveInput input)
    {
        // What comes before the first stats record tells nothing, and nothing is kept of it.
        _input = input;
        _current = _connections.GetValueOrDefault(input);
    }

    /// <summary>The connection has ended; what it was missing stays counted.</summary>
    public void End(EveInput input)
    {
        if (_connections.Remove(input, out ConnectionLosses? losses))
        {
            _wasKnown = true;
            Add(losses.Made, _madeBefore);
            Add(losses.Missing, _missingBefore);
        }
    }

    /// <summary>A record has been parsed.</summary>
    public void Take(EventType type, ReadOnlySpan<byte> line)
    {
        int place = _placeOfType[(int)type];
        if (place >= 0)
        {
            _current?.CountArrival(place);
        }
        else if (type == EventType.Stats && _input is not null && _counters.TryRead(line, out ReadOnlySpan<byte> host))
        {
            if (_current is null)
            {
                _current = new ConnectionLosses();
                _connections.Add(_input, _current);
            }

            _current.Take(XxHash3.HashToUInt64(host), _counters.Started, _counters.Made);
        }
    }

    /// <summary>By type; empty while no connection has brought a stats record.</summary>
    public IReadOnlyList<LossEstimate> Estimates()
    {
        long[] made = [.. _madeBefore];
        long[] missing = [.. _missingBefore];
        foreach (ConnectionLosses losses in _connections.Values)
        {
            Add(losses.Made, made);
            Add(losses.Missing, missing);
        }

        return _wasKnown || _connections.Count > 0 ? [.. SuricataCounters.Types.Select((type, place) => new LossEstimate(type, made[place], missing[place]))] : [];
    }

    private static void Add(ReadOnlySpan<long> from, long[] to)
    {
        for (int type = 0; type < to.Length; type++)
        {
            to[type] += from[type];
        }
    }
}

/// <summary>How many records of one type were lost before they reached us.</summary>
/// <param name="Made">Records that Suricata says it made while we counted.</param>
/// <param name="Lost">How many of them did not come.</param>
public sealed record LossEstimate(EventType Type, long Made, long Lost)
{
    /// <summary>Without records that did reach us, and were lost here.</summary>
    public LossEstimate Without(long lostHere) => this with { Lost = Math.Max(0, Lost - lostHere) };
}
