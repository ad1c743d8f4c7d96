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
    private readonly LossCount[] _before = new LossCount[SuricataCounters.Types.Count];
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
            _wasKnown |= losses.HasCounted;
            losses.AddTo(_before);
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
        else if (type == EventType.Stats)
        {
            TakeStats(line);
        }
    }

    private void TakeStats(ReadOnlySpan<byte> line)
    {
        if (_input is not null && _counters.TryRead(line, out ReadOnlySpan<byte> host))
        {
            if (_current is null)
            {
                _current = new ConnectionLosses();
                _connections.Add(_input, _current);
            }

            _current.Take(XxHash3.HashToUInt64(host), _counters.Time, _counters.Started, _counters.Made);
        }
    }

    /// <summary>By type; empty while there is nothing to compare.</summary>
    public IReadOnlyList<LossEstimate> Estimates()
    {
        if (!_wasKnown && !_connections.Values.Any(losses => losses.HasCounted))
        {
            return [];
        }

        LossCount[] counts = [.. _before];
        foreach (ConnectionLosses losses in _connections.Values)
        {
            losses.AddTo(counts);
        }

        return [.. SuricataCounters.Types.Select((type, place) => new LossEstimate(type, counts[place]))];
    }
}
