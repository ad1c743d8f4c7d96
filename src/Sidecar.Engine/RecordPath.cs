using Sidecar.Engine.Eve;
using Sidecar.Engine.Flows;
using Sidecar.Engine.Losses;
using Sidecar.Engine.Outputs;
using Sidecar.Engine.Profiles;
using Sidecar.Engine.Verdicts;

namespace Sidecar.Engine;

/// <summary>
/// The way of one record through the house: parse, clock, join with its flow, profile. The same for a socket and a
/// file, and the only place that knows which record does what. Owned by the engine thread; allocates nothing after
/// warm-up.
/// </summary>
internal sealed class RecordPath : IDisposable
{
    /// <summary>A week: by then no flow is left, and a clock that was set back further was wrong.</summary>
    private const long LongestQuiet = 7 * 86_400 * 1_000_000L;

    private readonly EveParser _parser;
    private readonly FlowTable _flows;
    private readonly ProfiledView[] _views;
    private readonly ViewRoutes _routes;
    private readonly RecordValues _values;
    private readonly RecordCounters _counters;
    private readonly EventClock _clock;
    private readonly Action<long> _tick;
    private readonly Action<Verdict> _announce;
    private readonly IResidualSink? _residual;
    private readonly CrowdMemory? _servers;
    private byte[] _sensorScratch = [];
    private byte[] _sensor = [];
    private int _sensorLength;
    private long _endedFlow;
    private bool _endedFlowIsExcluded;
    private bool _endedHasExcluded;
    private bool _endedHasExcludedService;

    /// <summary>Hash of the flow_id of the record that comes next; 0 when it is not known.</summary>
    private uint _foreseen;

    /// <summary>Where the flows' time stands while a quiet link is ahead of event time.</summary>
    private long _quietUntil = long.MinValue;

    /// <param name="fields">Where the engine's and the views' fields stand.</param>
    /// <param name="values">Those that the views read.</param>
    /// <param name="tick">Called with a time, in microseconds, before the first record at or behind it is counted.</param>
    /// <param name="announce">Takes verdicts that do not wait for a tick.</param>
    /// <param name="servers">Who uses which server; without it every server is taken for what its name says.</param>
    /// <param name="residual">Takes each record that belongs to no excluded key, or nothing does.</param>
    public RecordPath(ProfiledView[] views, FieldTable fields, RecordValues values, FlowOptions flowOptions, FlowCounters flowCounters, RecordCounters counters, EventClock clock, Action<long> tick, Action<Verdict> announce, IResidualSink? residual = null, CrowdMemory? servers = null)
    {
        _residual = residual;
        _servers = servers;
        _parser = new EveParser(fields);
        _views = views;
        _routes = new ViewRoutes(views);
        _values = values;
        _counters = counters;
        _clock = clock;
        _tick = tick;
        _announce = announce;
        _flows = new FlowTable(flowOptions, flowCounters, Ended, Alerted, (Secret.Next(), Secret.Next()));
    }

    public FlowTable Flows => _flows;

    /// <summary>Called with event time, in microseconds, before each record is counted.</summary>
    public Action<long>? Advanced { get; init; }

    /// <summary>Compares what comes with what Suricata says it made, or nothing.</summary>
    public LossMeter? Losses { get; init; }

    /// <summary>Name that Suricata gave itself in the latest record that has one (<c>host</c>); empty when none had.</summary>
    public ReadOnlySpan<byte> Sensor => _sensor.AsSpan(0, _sensorLength);

    /// <summary>
    /// Takes one line without its newline. Every record in it is counted, as parsed or as rejected by cause: one, or in a
    /// torn line one more than it has tears.
    /// </summary>
    public void Take(ReadOnlySpan<byte> line)
    {
        _counters.CountBytes(line.Length + 1);
        EveStatus status = _parser.Parse(line, out EveRecord record);
        for (int next; status != EveStatus.Ok && (next = TornLine.IndexOfNext(line)) >= 0;)
        {
            TakeTornOff(line[..next]);
            line = line[next..];
            // As long as another record follows, this one is cut off first: each byte is parsed once more at most.
            status = TornLine.IndexOfNext(line) < 0 ? _parser.Parse(line, out record) : EveStatus.Truncated;
        }

        _counters.Count(status);
        if (status == EveStatus.Ok)
        {
            Take(record);
        }
    }

    /// <summary>
    /// The record behind the one that comes next, if it is there already: its flow's place in memory is sent for while the
    /// one before is counted. Only a hint.
    /// </summary>
    public void Foresee(ReadOnlySpan<byte> behind)
    {
        if (_foreseen != 0)
        {
            _flows.Store.PrefetchRow(_foreseen);
        }

        _foreseen = FlowIdPeek.TryRead(behind, out long flowId) ? _flows.Store.Prefetch(flowId) : 0;
    }

    /// <summary>All input has ended: flows that still wait for their record end without it.</summary>
    public void Finish() => _flows.GiveUpAll();

    /// <summary>Takes what stands before a record in the same line: the head of another one, or all of it but its newline.</summary>
    private void TakeTornOff(ReadOnlySpan<byte> part)
    {
        if (_parser.Parse(part, out EveRecord record) == EveStatus.Ok)
        {
            _counters.Count(EveStatus.Ok);
            Take(record);
        }
        else
        {
            _counters.CountTorn(part);
        }
    }

    private void Take(in EveRecord record)
    {
        EventType type = EventTypes.Of(record);
        _counters.Count(type);
        Losses?.Take(type, record.Line);
        if (!IsExcluded(record, type))
        {
            _counters.CountResidual(type);
            _residual?.Write(record.Line);
        }
    }

    /// <summary>
    /// No record has come for so long: idle flows end as if event time had gone on as the clock does. Event time itself
    /// stays where it is: a tick over nothing new would count a key as heavy twice.
    /// </summary>
    public void Quiet(long microseconds)
    {
        if (_clock.HasStarted)
        {
            _quietUntil = Math.Max(_quietUntil, _clock.Now + Math.Min(microseconds, LongestQuiet));
            _flows.Advance(_quietUntil);
        }
    }

    public void Dispose() => _flows.Dispose();

    /// <summary>
    /// Joins and profiles a record. Whether it belongs to an excluded key: a record that a view reads by its own keys,
    /// a flow by those of its transactions, any other by its flow. What cannot be told belongs to none.
    /// </summary>
    private bool IsExcluded(in EveRecord record, EventType type)
    {
        // The time of a stats record is the wall clock, even when Suricata reads an old pcap.
        if (type == EventType.Stats || !record.TryGetInt64(EveField.FlowId, out long flowId))
        {
            return false;
        }

        if (!record.TryGetText(EveField.Timestamp, out EveText text) || !EveTime.TryParse(text.Raw, out long time))
        {
            _counters.WithoutTime++;
            return false;
        }

        RememberSensor(record);
        AdvanceTo(_clock.Believe(time));
        return Join(record, type, flowId, time);
    }

    private void AdvanceTo(long time)
    {
        // Before the tick and by the new time: behind a gap nothing of before it is alive.
        long now = Math.Max(_clock.Now, time);
        if (now >= _quietUntil || _quietUntil - now > LongestQuiet)
        {
            _quietUntil = long.MinValue;
        }

        _flows.Advance(Math.Max(now, _quietUntil));
        while (_clock.TryTick(time, out long boundary))
        {
            _tick(boundary);
        }

        Advanced?.Invoke(_clock.Now);
        foreach (ProfiledView view in _views)
        {
            view.Window.Advance(_clock.Now);
        }
    }

    /// <returns>Whether the record belongs to an excluded key.</returns>
    private bool Join(in EveRecord record, EventType type, long flowId, long time)
    {
        ProfiledView[] views = _routes.Of(type, record);
        _values.Next();
        foreach (ProfiledView view in views)
        {
            view.Reader.Foresee(record);
        }

        switch (type)
        {
            case EventType.Flow:
                _endedFlow = flowId;
                return _endedFlowIsExcluded = EndFlow(record, flowId, views);
            case EventType.Netflow:
                // The same flow once more, for each direction, directly behind its flow record.
                return flowId == _endedFlow && _endedFlowIsExcluded;
            case EventType.Alert:
                Touch(record, type, flowId, time);
                _flows.MarkAlerted(flowId);
                MarkFlowKeys(record);
                LetViewsRead(record, type, flowId, views);
                return false;
            default:
                Touch(record, type, flowId, time);
                return views.Length > 0 ? LetViewsRead(record, type, flowId, views) : type == EventType.FileInfo && _flows.IsExcluded(flowId);
        }
    }

    private void Touch(in EveRecord record, EventType type, long flowId, long time)
    {
        _flows.Touch(flowId, FlowTuple.Of(record), Math.Min(time, _clock.Now), FlowWords.ProtocolOf(record), FlowWords.StateOf(record, type));
        if (time > _clock.Now)
        {
            _flows.Doubt(time);
        }
    }

    /// <returns>Whether one of the keys is excluded.</returns>
    private bool LetViewsRead(in EveRecord record, EventType type, long flowId, ProfiledView[] views)
    {
        bool excluded = false;
        bool excludedService = false;
        ulong client = Client(record, type);
        if (type != EventType.Dns)
        {
            // A datagram may say any source: it speaks for no server.
            _servers?.See(_values.HashOf(record, (int)EveField.DestIp), client, _clock.Now);
        }

        foreach (ProfiledView view in views)
        {
            bool isExcluded;
            if (view.Reader.TryRead(record, out Transaction transaction))
            {
                isExcluded = view.Exclusions.Judge(transaction.Key, client, _clock.Now);
                _flows.Wait(flowId, transaction);
            }
            else
            {
                // The answer to a question that counted, say.
                isExcluded = view.View.Where is not null && HasExcludedKey(view, record);
            }

            excludedService |= isExcluded && view.IsVouchedFor;
            excluded |= isExcluded && !view.IsVouchedFor;
        }

        excluded |= excludedService && !IsCalledByFew(record);
        if (excluded)
        {
            _flows.MarkExcluded(flowId);
        }

        return excluded;
    }

    /// <summary>Hash of the address that vouches for a service: that of the flow's client, which an answer to a lookup goes to.</summary>
    private ulong Client(in EveRecord record, EventType type)
    {
        bool isAnswer = type == EventType.Dns && record.TryGetInt64(EveField.SrcPort, out long port) && port == 53;
        return _values.HashOf(record, (int)(isAnswer ? EveField.DestIp : EveField.SrcIp));
    }

    /// <summary>
    /// A crowd vouches for a name, and a client can say any name to any server: one that few keep calling is not covered.
    /// </summary>
    private bool IsCalledByFew(in EveRecord record) =>
        _servers?.IsCalledByFew(_values.HashOf(record, (int)EveField.DestIp), _clock.Now) == true;

    private static bool HasExcludedKey(ProfiledView view, in EveRecord record) =>
        view.Reader.TryFindKey(record, out int key) && view.Keys[key].Excluded;

    /// <summary>
    /// A view of flows learns of a flow when it ends, maybe hours from now: the alert marks its key at once. The alert may
    /// be on a packet to the client, which has the endpoints the other way round, so both count as alerted.
    /// </summary>
    private void MarkFlowKeys(in EveRecord record)
    {
        foreach (ProfiledView view in _routes.OfFlows)
        {
            MarkFlowKey(view, record, isTurned: false);
            MarkFlowKey(view, record, isTurned: true);
        }
    }

    private void MarkFlowKey(ProfiledView view, in EveRecord record, bool isTurned)
    {
        if (view.Reader.TryReadKey(record, isTurned, out int key))
        {
            MarkAlert(view, key);
            view.Keys.Release(key);
        }
    }

    /// <returns>Whether a key of it or of one of its transactions is excluded now, and it drew no alert.</returns>
    private bool EndFlow(in EveRecord record, long flowId, ProfiledView[] views)
    {
        FlowEnd end = new()
        {
            FlowId = flowId,
            Start = TimeOf(record, EveField.FlowStart),
            BytesToServer = CountOf(record, EveField.FlowBytesToServer),
            BytesToClient = CountOf(record, EveField.FlowBytesToClient),
            PacketsToServer = CountOf(record, EveField.FlowPacketsToServer),
            PacketsToClient = CountOf(record, EveField.FlowPacketsToClient),
            Alerted = record.IsTrue(EveField.FlowAlerted),
            Finished = true,
        };
        (_endedHasExcluded, _endedHasExcludedService) = (false, false);
        if (!_flows.Close(flowId, FlowTuple.Of(record), ref end))
        {
            // What ended was an earlier flow with the same id.
            (_endedHasExcluded, _endedHasExcludedService) = (false, false);
        }

        foreach (ProfiledView view in views)
        {
            if (!(view.View.Nameless && end.Named) && view.Reader.TryRead(record, out Transaction transaction))
            {
                view.Exclusions.Judge(transaction.Key, Client(record, EventType.Flow), _clock.Now);
                Ended(transaction, end);
            }
        }

        return _endedHasExcluded || (_endedHasExcludedService && !IsCalledByFew(record));
    }

    private void Ended(in Transaction transaction, in FlowEnd end)
    {
        ProfiledView view = _views[transaction.View];
        bool isExcluded = view.Keys[transaction.Key].Excluded && !end.Alerted;
        _endedHasExcludedService |= isExcluded && view.IsVouchedFor;
        _endedHasExcluded |= isExcluded && !view.IsVouchedFor;
        if (end.Alerted)
        {
            MarkAlert(view, transaction.Key);
        }

        view.Window.Add(transaction, end);
    }

    private void Alerted(in Transaction transaction) => MarkAlert(_views[transaction.View], transaction.Key);

    private void MarkAlert(ProfiledView view, int key)
    {
        view.Window.MarkAlert(key);
        if (view.Exclusions.MarkAlert(key, _clock.Now) is Verdict verdict)
        {
            _announce(verdict);
        }
    }

    private void RememberSensor(in EveRecord record)
    {
        if (record.TryGetText(EveField.Host, out EveText host))
        {
            ReadOnlySpan<byte> name = host.Canonical(ref _sensorScratch);
            if (_sensor.Length < name.Length)
            {
                _sensor = new byte[name.Length];
            }

            name.CopyTo(_sensor);
            _sensorLength = name.Length;
        }
    }

    private static long CountOf(in EveRecord record, EveField field) =>
        record.TryGetInt64(field, out long value) && value > 0 ? value : 0;

    private static long TimeOf(in EveRecord record, EveField field) =>
        record.TryGetText(field, out EveText text) && EveTime.TryParse(text.Raw, out long time) ? time : 0;
}
