using Sidecar.Engine.Eve;
using Sidecar.Engine.Flows;
using Sidecar.Engine.Profiles;

namespace Sidecar.Engine;

/// <summary>
/// One record and what is read out of it once for all who ask. While the record before it is counted this one is parsed
/// already, and what it will ask the tables for is sent for in steps, since each place is found in the one before it. The
/// steps are hints: nothing that is counted rests on them, but that a key's text is read where the first step found it. There
/// are two, which take turns. Engine thread.
/// </summary>
internal sealed class RecordAhead
{
    private readonly EveParser _parser;
    private readonly FlowStore _flows;
    private readonly ViewRoutes _routes;
    private readonly CrowdMemory? _servers;
    private readonly ForeseenKey[] _keys;
    private readonly ForeseenKey[] _turned;
    private KeyEntry _server;
    private bool _knowsServer;
    private uint _flowHash;
    private int _flowRow = FlowRows.None;
    private long _flowId;
    private bool _isForeseen;

    /// <param name="parser">Its own.</param>
    /// <param name="fields">Where the engine's and the views' fields stand.</param>
    /// <param name="servers">Who uses which server, if that is remembered.</param>
    public RecordAhead(EveParser parser, FieldTable fields, FlowStore flows, ViewRoutes routes, CrowdMemory? servers)
    {
        _parser = parser;
        _flows = flows;
        _routes = routes;
        _servers = servers;
        _turned = new ForeseenKey[routes.Views];
        _keys = new ForeseenKey[routes.Views];
        Values = new RecordValues(fields.SlotCount);
    }

    /// <summary>Those that views read.</summary>
    public RecordValues Values { get; }

    public EventType Type { get; private set; }

    /// <summary>The views that read it.</summary>
    public ProfiledView[] Views { get; private set; } = [];

    /// <summary>The views of flows, whose keys an alert marks.</summary>
    private ProfiledView[] Marked => Type == EventType.Alert ? _routes.OfFlows : [];

    /// <summary>What is known of the key that a view will ask for.</summary>
    public ref readonly ForeseenKey KeyOf(ProfiledView view) => ref _keys[view.Number];

    /// <summary>The same with source and destination in each other's place. Only of an alert, and a view of flows.</summary>
    public ref readonly ForeseenKey TurnedKeyOf(ProfiledView view) => ref _turned[view.Number];

    /// <summary>The server that it names, as the memory of servers knows it.</summary>
    public ref KeyEntry ServerOf(in EveRecord record, CrowdMemory servers)
    {
        if (!_knowsServer)
        {
            _server = servers.ServerAt(Values.HashOf(record, (int)EveField.DestIp));
            _knowsServer = true;
        }

        return ref _server;
    }

    /// <summary>Hash of the address that vouches for a service: that of the flow's client, which an answer to a lookup goes to.</summary>
    public ulong ClientOf(in EveRecord record)
    {
        bool isAnswer = Type == EventType.Dns && record.TryGetInt64(EveField.SrcPort, out long port) && port == 53;
        return Values.HashOf(record, (int)(isAnswer ? EveField.DestIp : EveField.SrcIp));
    }

    /// <summary>Of the endpoints of its flow.</summary>
    public ulong TupleOf(in EveRecord record, FlowProtocol protocol) =>
        FlowTuple.Of(record, protocol, Values.HashOf(record, (int)EveField.SrcIp), Values.HashOf(record, (int)EveField.DestIp));

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
        Begin(status, record);
        return status;
    }

    /// <summary>The same with the first of some lines; false when its newline is not among them.</summary>
    /// <param name="length">Of the line without its newline.</param>
    public bool TryParseFirst(ReadOnlySpan<byte> lines, out EveRecord record, out EveStatus status, out int length)
    {
        if (!_parser.TryParseFirst(lines, out record, out status, out length))
        {
            return false;
        }

        Begin(status, record);
        return true;
    }

    /// <summary>The second step, when what the first one sent for has come.</summary>
    public void ForeseeRows()
    {
        if (_isForeseen)
        {
            _flowRow = _flows.PrefetchRow(_flowHash);
            if (_knowsServer)
            {
                _servers?.ForeseeServer(ref _server);
            }

            foreach (ProfiledView view in Views)
            {
                ForeseeEntry(view, ref _keys[view.Number]);
            }

            foreach (ProfiledView view in Marked)
            {
                ForeseeEntry(view, ref _keys[view.Number]);
                ForeseeEntry(view, ref _turned[view.Number]);
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

            foreach (ProfiledView view in Marked)
            {
                ForeseeMarked(view, _keys[view.Number].Key);
                ForeseeMarked(view, _turned[view.Number].Key);
            }
        }
    }

    private void Begin(EveStatus status, in EveRecord record)
    {
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
    }

    private void Foresee(in EveRecord record)
    {
        _isForeseen = true;
        _flowHash = _flows.Prefetch(_flowId);
        Views = _routes.Of(Type, record);
        foreach (ProfiledView view in Views)
        {
            view.Reader.Foresee(record, Values, isTurned: false, out _keys[view.Number]);
        }

        foreach (ProfiledView view in Marked)
        {
            view.Reader.Foresee(record, Values, isTurned: false, out _keys[view.Number]);
            view.Reader.Foresee(record, Values, isTurned: true, out _turned[view.Number]);
        }

        _knowsServer = false;
        if (_servers is not null && Views.Length > 0 && Type is not EventType.Dns and not EventType.Flow)
        {
            ServerOf(record, _servers);
        }
    }

    private static void ForeseeEntry(ProfiledView view, ref ForeseenKey key)
    {
        if (!key.IsMissing)
        {
            key.Key = view.Keys.ForeseeEntry(key.Hash);
        }
    }

    private static void ForeseeMarked(ProfiledView view, int key)
    {
        view.Foresee(key);
        view.Window.Foresee(key);
    }
}
