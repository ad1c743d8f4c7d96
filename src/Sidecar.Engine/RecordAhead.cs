using Sidecar.Engine.Eve;
using Sidecar.Engine.Flows;
using Sidecar.Engine.Profiles;

namespace Sidecar.Engine;

/// <summary>
/// One record and what is read out of it once for all who ask. While the record before it is counted this one is parsed
/// already, and what it will ask the tables for is sent for in steps, since each place is found in the one before it. The
/// steps are hints: nothing that is counted rests on them. There are two, which take turns. Engine thread.
/// </summary>
internal sealed class RecordAhead
{
    private readonly EveParser _parser;
    private readonly FlowStore _flows;
    private readonly ViewRoutes _routes;
    private readonly ForeseenKey[] _keys;
    private uint _flowHash;
    private int _flowRow = FlowRows.None;
    private long _flowId;
    private bool _isForeseen;

    /// <param name="fields">Where the engine's and the views' fields stand.</param>
    public RecordAhead(FieldTable fields, FlowStore flows, ViewRoutes routes)
    {
        _parser = new EveParser(fields);
        _flows = flows;
        _routes = routes;
        _keys = new ForeseenKey[routes.Views];
        Values = new RecordValues(fields.SlotCount);
    }

    /// <summary>Those that views read.</summary>
    public RecordValues Values { get; }

    public EventType Type { get; private set; }

    /// <summary>The views that read it.</summary>
    public ProfiledView[] Views { get; private set; } = [];

    /// <summary>What is known of the key that a view will ask for.</summary>
    public ref readonly ForeseenKey KeyOf(ProfiledView view) => ref _keys[view.Number];

    /// <summary>The flow that it is of; none of a stats record, whose time is the wall clock even when Suricata reads an old pcap.</summary>
    public bool TryGetFlow(out long flowId)
    {
        flowId = _flowId;
        return _isForeseen;
    }

    /// <summary>Parses a line and takes the first step.</summary>
    public EveStatus Parse(ReadOnlySpan<byte> line, out EveRecord record)
    {
        EveStatus status = _parser.Parse(line, out record);
        _isForeseen = false;
        if (status == EveStatus.Ok)
        {
            Values.Next();
            Type = EventTypes.Of(record);
            if (Type != EventType.Stats && record.TryGetInt64(EveField.FlowId, out _flowId))
            {
                Foresee(record);
            }
        }

        return status;
    }

    /// <summary>The second step, when what the first one sent for has come.</summary>
    public void ForeseeRows()
    {
        if (_isForeseen)
        {
            _flowRow = _flows.PrefetchRow(_flowHash);
            foreach (ProfiledView view in Views)
            {
                ref ForeseenKey key = ref _keys[view.Number];
                if (!key.IsMissing)
                {
                    key.Key = view.Keys.ForeseeEntry(key.Hash);
                }
            }
        }
    }

    /// <summary>The third.</summary>
    public void ForeseeBehindRows()
    {
        if (_isForeseen)
        {
            _flows.PrefetchTransaction(_flowRow);
            foreach (ProfiledView view in Views)
            {
                view.Foresee(_keys[view.Number].Key);
            }
        }
    }

    private void Foresee(in EveRecord record)
    {
        _isForeseen = true;
        _flowHash = _flows.Prefetch(_flowId);
        Views = _routes.Of(Type, record);
        foreach (ProfiledView view in Views)
        {
            _keys[view.Number] = view.Reader.Foresee(record, Values);
        }
    }
}
