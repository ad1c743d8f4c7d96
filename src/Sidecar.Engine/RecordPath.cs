using Sidecar.Engine.Eve;
using Sidecar.Engine.Flows;
using Sidecar.Engine.Ingest;
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
    private readonly FlowTable _flows;
    private readonly ProfiledView[] _views;
    private readonly ViewRoutes _routes;
    private readonly RecordCounters _counters;
    private readonly EventClock _clock;
    private readonly FlowClock _flowClock;
    private readonly PaneClock _paneClock;
    private readonly Action<long> _tick;
    private readonly Action<Verdict> _announce;
    private readonly IResidualSink? _residual;
    private readonly CrowdMemory? _servers;
    private readonly SensorName _sensor = new();
    private readonly RecentMinutes _minutes = new();
    private long _endedFlow;
    private bool _endedFlowIsExcluded;
    private bool _endedHasExcluded;
    private bool _endedHasExcludedService;

    /// <summary>The record whose turn it is, and the one behind it.</summary>
    private RecordAhead _present;
    private RecordAhead _behind;

    /// <param name="fields">Where the engine's and the views' fields stand.</param>
    /// <param name="tick">Called with a time, in microseconds, before the first record at or behind it is counted.</param>
    /// <param name="announce">Takes verdicts that do not wait for a tick.</param>
    /// <param name="servers">Who uses which server; without it every server is taken for what its name says.</param>
    /// <param name="residual">Takes each record that belongs to no excluded key, or nothing does.</param>
    public RecordPath(ProfiledView[] views, FieldTable fields, FlowOptions flowOptions, FlowCounters flowCounters, RecordCounters counters, EventClock clock, Action<long> tick, Action<Verdict> announce, IResidualSink? residual = null, CrowdMemory? servers = null)
    {
        _residual = residual;
        _servers = servers;
        _views = views;
        _routes = new ViewRoutes(views);
        _counters = counters;
        _clock = clock;
        _tick = tick;
        _announce = announce;
        _flows = new FlowTable(flowOptions, flowCounters, Ended, Alerted, (Secret.Next(), Secret.Next()));
        _paneClock = new PaneClock(views);
        _flowClock = new FlowClock(_flows, clock);
        EveParser parser = new(fields);
        _present = new RecordAhead(parser, fields, _flows.Store, _routes, servers);
        _behind = new RecordAhead(parser.Twin(), fields, _flows.Store, _routes, servers);
    }

    public FlowTable Flows => _flows;

    /// <summary>Called with event time, in microseconds, before each record is counted.</summary>
    public Action<long>? Advanced { get; init; }

    /// <summary>Compares what comes with what Suricata says it made, or nothing.</summary>
    public LossMeter? Losses { get; init; }

    /// <summary>Name that Suricata gave itself in the latest record that has one (<c>host</c>); empty when none had.</summary>
    public ReadOnlySpan<byte> Sensor => _sensor.Text;

    /// <summary>
    /// Takes one line without its newline. Every record in it is counted, as parsed or as rejected by cause: one, or in a
    /// torn line one more than it has tears.
    /// </summary>
    public void Take(ReadOnlySpan<byte> line) => Take(line, _present.Parse(line, out EveRecord record), record);

    /// <summary>Takes the records of a stretch of input, at most so many.</summary>
    /// <param name="unread">Gets what is left of it.</param>
    /// <param name="left">How many may be taken; gets how many still may.</param>
    /// <returns>What was found last: more is needed, or nothing more may be taken.</returns>
    public FrameStatus TakeAll(RecordFramer framer, scoped ref ReadOnlySpan<byte> unread, ref int left)
    {
        FrameStatus frame = FrameStatus.Record;
        for (; left > 0; left--)
        {
            TakeWhole(framer, ref unread, ref left);
            if (left == 0 || (frame = framer.TryNext(ref unread, out ReadOnlySpan<byte> line)) == FrameStatus.NeedMore)
            {
                break;
            }

            // Put together elsewhere, and gone with the next one, or too long.
            TakeAlone(frame, line);
        }

        return frame;
    }

    /// <summary>Takes records that stand there whole. Each waits for its turn until the next one is parsed: what it asks the tables for has come by then.</summary>
    private void TakeWhole(RecordFramer framer, scoped ref ReadOnlySpan<byte> unread, ref int left)
    {
        ReadOnlySpan<byte> line = default;
        EveRecord record = default;
        EveStatus status = default;
        bool waits = false;
        for (; left > 0 && framer.IsBetween && _behind.TryParseFirst(framer.Longest(unread), out EveRecord next, out EveStatus nextStatus, out int length); left--)
        {
            _present.ForeseeBehindRows();
            if (waits)
            {
                Take(line, status, record);
            }

            (_present, _behind) = (_behind, _present);
            _present.ForeseeRows();
            (waits, status) = (true, nextStatus);
            line = unread[..length];
            record = next;
            unread = unread[(length + 1)..];
        }

        if (waits)
        {
            Take(line, status, record);
        }
    }

    /// <summary>Takes what waits for no other.</summary>
    public void TakeAlone(FrameStatus frame, ReadOnlySpan<byte> line)
    {
        if (frame == FrameStatus.Record)
        {
            Take(line);
        }
        else if (frame == FrameStatus.TooLong)
        {
            _counters.CountTooLong();
        }
    }

    private void Take(ReadOnlySpan<byte> line, EveStatus status, EveRecord record)
    {
        _counters.CountBytes(line.Length + 1);
        for (int next; status != EveStatus.Ok && (next = TornLine.IndexOfNext(line)) >= 0;)
        {
            TakeTornOff(line[..next]);
            line = line[next..];
            // As long as another record follows, this one is cut off first: each byte is parsed once more at most.
            status = TornLine.IndexOfNext(line) < 0 ? _present.Parse(line, out record) : EveStatus.Truncated;
        }

        _counters.Count(status);
        if (status == EveStatus.Ok)
        {
            Take(record);
        }
    }

    /// <summary>All input has ended: flows that still wait for their record end without it.</summary>
    public void Finish() => _flows.GiveUpAll();

    /// <summary>Takes what stands before a record in the same line: the head of another one, or all of it but its newline.</summary>
    private void TakeTornOff(ReadOnlySpan<byte> part)
    {
        if (_present.Parse(part, out EveRecord record) == EveStatus.Ok)
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
        EventType type = _present.Type;
        _counters.Count(type);
        Losses?.Take(type, record.Line);
        if (!IsExcluded(record, type))
        {
            _counters.CountResidual(type);
            _residual?.Write(record.Line);
        }
    }

    /// <summary>No record has come for so long: idle flows end all the same.</summary>
    public void Quiet(long microseconds) => _flowClock.Quiet(microseconds);

    public void Dispose() => _flows.Dispose();

    /// <summary>
    /// Joins and profiles a record. Whether it belongs to an excluded key: a record that a view reads by its own keys,
    /// a flow by those of its transactions, any other by its flow. What cannot be told belongs to none.
    /// </summary>
    private bool IsExcluded(in EveRecord record, EventType type)
    {
        if (!_present.TryGetFlow(out long flowId))
        {
            return false;
        }

        if (!record.TryGetText(EveField.Timestamp, out EveText text) || !_minutes.TryParse(text.Raw, out long time))
        {
            _counters.WithoutTime++;
            return false;
        }

        _sensor.Remember(record);
        AdvanceTo(_clock.Believe(time));
        return Join(record, type, flowId, time);
    }

    private void AdvanceTo(long time)
    {
        // Before the tick and by the new time: behind a gap nothing of before it is alive.
        _flowClock.AdvanceTo(time);
        while (_clock.TryTick(time, out long boundary))
        {
            _tick(boundary);
        }

        Advanced?.Invoke(_clock.Now);
        _paneClock.AdvanceTo(_clock.Now);
    }

    /// <returns>Whether the record belongs to an excluded key.</returns>
    private bool Join(in EveRecord record, EventType type, long flowId, long time)
    {
        ProfiledView[] views = _present.Views;
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
        FlowProtocol protocol = FlowWords.ProtocolOf(record);
        _flows.Touch(flowId, _present.TupleOf(record, protocol), Math.Min(time, _clock.Now), protocol, FlowWords.StateOf(record, type));
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
        ulong client = _present.ClientOf(record);
        if (type != EventType.Dns)
        {
            // A datagram may say any source: it speaks for no server.
            SeeServer(record, client);
        }

        foreach (ProfiledView view in views)
        {
            bool isExcluded;
            if (view.Reader.TryRead(record, _present.Values, _present.KeyOf(view), out Transaction transaction))
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

    /// <summary>
    /// A crowd vouches for a name, and a client can say any name to any server: one that few keep calling is not covered.
    /// </summary>
    private bool IsCalledByFew(in EveRecord record) =>
        _servers is not null && _servers.IsCalledByFew(_present.ServerOf(record, _servers), _clock.Now);

    private void SeeServer(in EveRecord record, ulong client)
    {
        if (_servers is not null)
        {
            ref KeyEntry server = ref _present.ServerOf(record, _servers);
            _servers.See(ref server, server.Hash == 0 ? 0 : client, _clock.Now);
        }
    }

    private bool HasExcludedKey(ProfiledView view, in EveRecord record) =>
        view.Reader.TryFindKey(record, _present.Values, _present.KeyOf(view), out int key) && view.Keys[key].Excluded;

    /// <summary>
    /// A view of flows learns of a flow when it ends, maybe hours from now: the alert marks its key at once. The alert may
    /// be on a packet to the client, which has the endpoints the other way round, so both count as alerted.
    /// </summary>
    private void MarkFlowKeys(in EveRecord record)
    {
        foreach (ProfiledView view in _routes.OfFlows)
        {
            MarkFlowKey(view, record, _present.KeyOf(view));
            MarkFlowKey(view, record, _present.TurnedKeyOf(view));
        }
    }

    private void MarkFlowKey(ProfiledView view, in EveRecord record, in ForeseenKey foreseen)
    {
        if (view.Reader.TryReadKey(record, _present.Values, foreseen, out int key))
        {
            MarkAlert(view, key);
            view.Keys.Release(key);
        }
    }

    /// <returns>Whether a key of it or of one of its transactions is excluded now, and it drew no alert.</returns>
    private bool EndFlow(in EveRecord record, long flowId, ProfiledView[] views)
    {
        FlowEnd end = FlowWords.EndOf(record, flowId, _minutes);
        (_endedHasExcluded, _endedHasExcludedService) = (false, false);
        if (!_flows.Close(flowId, _present.TupleOf(record, FlowWords.ProtocolOf(record)), ref end))
        {
            // What ended was an earlier flow with the same id.
            (_endedHasExcluded, _endedHasExcludedService) = (false, false);
        }

        foreach (ProfiledView view in views)
        {
            if (!(view.View.Nameless && end.Named) && view.Reader.TryRead(record, _present.Values, _present.KeyOf(view), out Transaction transaction))
            {
                view.Exclusions.Judge(transaction.Key, _present.ClientOf(record), _clock.Now);
                Ended(transaction, end);
            }
        }

        return _endedHasExcluded || (_endedHasExcludedService && !IsCalledByFew(record));
    }

    private void Ended(in Transaction transaction, in FlowEnd end)
    {
        ProfiledView view = _views[transaction.View];
        if (end.Alerted)
        {
            MarkAlert(view, transaction.Key);
        }
        else if (view.Keys[transaction.Key].Excluded)
        {
            _endedHasExcludedService |= view.IsVouchedFor;
            _endedHasExcluded |= !view.IsVouchedFor;
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
}
