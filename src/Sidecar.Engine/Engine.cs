using System.Buffers;
using System.IO.Pipelines;
using Sidecar.Engine.Flows;
using Sidecar.Engine.Ingest;
using Sidecar.Engine.Losses;
using Sidecar.Engine.Outputs;
using Sidecar.Engine.Profiles;
using Sidecar.Engine.Snapshots;
using Sidecar.Engine.Verdicts;

namespace Sidecar.Engine;

/// <summary>
/// Puts the rooms together: records in, verdicts out. Whoever calls it is the engine thread, that of
/// <see cref="LiveEngine"/> or that of a replay; only learning runs beside it (<see cref="TickWork"/>). Given the same
/// records in the same order, the same options and seed, it writes the same verdicts, byte for byte.
/// </summary>
public sealed class Engine : IDisposable
{
    /// <summary>Records taken from one input before another has its turn and the receiving thread its room.</summary>
    private const int BatchRecords = 4096;

    /// <summary>Verdicts kept for a report; the oldest go first.</summary>
    private const int MaxHistory = 1000;

    private readonly ProfiledView[] _views;
    private readonly FlowCounters _flowCounters = new();
    private readonly RecordCounters _records = new();
    private readonly LossMeter _losses = new();
    private readonly EventClock _clock;
    private readonly CrowdGate _gate;
    private readonly TickWork _ticks;
    private readonly RecordPath _path;
    private readonly Announcer _announcer;
    private readonly StateKeeper? _state;
    private readonly Func<IEnumerable<KeyValuePair<string, long>>> _counts;
    private readonly SnapshotFolder? _snapshots;
    private readonly Queue<Verdict> _history = new();
    private readonly HandDesk _hand;
    private readonly Action<long>? _afterTick;
    private readonly HomeNets _home;

    /// <param name="options">Validated options.</param>
    /// <param name="sinks">Receive every verdict line.</param>
    /// <param name="snapshotFolder">Where profile exports and states go, and where a state is taken up again; or nothing.</param>
    /// <param name="residual">Takes the records that belong to no excluded key, or nothing does.</param>
    /// <param name="afterTick">Called with event time when the verdicts of a tick have been handed over, or nothing.</param>
    /// <param name="say">Takes a line for a person: what of the state was taken up or left out, and when it cannot be saved. Any thread.</param>
    /// <param name="time">The wall clock, by which a state is saved when event time is slow; the system's when absent.</param>
    public Engine(
        EngineOptions options,
        IReadOnlyList<IVerdictSink> sinks,
        string? snapshotFolder,
        IResidualSink? residual = null,
        Action<long>? afterTick = null,
        Action<string>? say = null,
        TimeProvider? time = null)
    {
        _afterTick = afterTick;
        Options = options;
        _home = HomeNets.Of(options.Outputs.HomeNets);
        _counts = Counts;
        Action<string> told = say ?? (_ => { });
        _announcer = new Announcer(sinks, snapshotFolder is null ? null : new ExclusionJournal(snapshotFolder, options.Snapshots.JournalMaxBytes), told);
        _snapshots = snapshotFolder is null ? null : new SnapshotFolder(snapshotFolder, options.Snapshots);
        _clock = new EventClock(options.TickSeconds);
        View[] enabled = [.. options.Views.Where(view => view.Enabled)];
        FieldSlots fields = new(enabled);
        _gate = new CrowdGate(options.Crowd.MinHead);
        RestoredState? restored = snapshotFolder is null ? null : RestoredState.Of(snapshotFolder);
        IReadOnlyList<CrowdState> known = options.Snapshots.Restore ? restored?.State?.Crowds ?? [] : [];
        Crowds crowds = new(options, known.Count > 0 ? known[0].Seed : null);
        _views = [.. enabled.Select((view, number) => NewView(options, view, (byte)number, fields, crowds))];
        _ticks = new TickWork(_views);
        _hand = new HandDesk(_views, options.Exclusions.MaxByHand, options.Profiles.MaxKeyBytes);
        _path = new RecordPath(_views, fields.Table, options.Flows, _flowCounters, _records, _clock, Tick, Announce, residual, crowds.Servers) { Losses = _losses, Advanced = Advance };
        if (snapshotFolder is not null)
        {
            KeptParts parts = new(_clock, _gate, _ticks, _views, _path.Flows, crowds);
            _state = new StateKeeper(snapshotFolder, options.Snapshots, time ?? TimeProvider.System, told, restored!, parts);
            _state.Restore();
        }
    }

    public EngineOptions Options { get; private set; }

    /// <summary>Event time in microseconds; nothing before the first record that has one.</summary>
    public long? EventTime => _clock.HasStarted ? _clock.Now : null;

    /// <summary>Name that Suricata gave itself in the records; empty when it gave none.</summary>
    internal ReadOnlySpan<byte> Sensor => _path.Sensor;

    /// <summary>Told of each verdict on the engine thread, which it must not make wait; or nobody is.</summary>
    internal Action<Verdict>? Announced { get; init; }

    /// <summary>The keys that are excluded as things stand, before the first record those of the last run.</summary>
    internal IEnumerable<(View View, byte[] Key)> Excluded => _views.SelectMany(view => view.Exclusions.Keys, (view, key) => (view.View, key));

    /// <summary>The latest verdicts, oldest first.</summary>
    public IReadOnlyCollection<Verdict> History => [.. _history];

    /// <summary>What the latest tick of each view saw and said; empty before the first.</summary>
    public IReadOnlyList<TickResult> Latest => [.. _views.Select(view => view.Latest).OfType<TickResult>()];

    /// <summary>For each view that has excluded a key, the latest tick that did.</summary>
    public IReadOnlyList<TickResult> LatestExclusions => [.. _views.Select(view => view.LatestExclusion).OfType<TickResult>()];

    /// <summary>Reads a file or standard input to its end. Called by the engine thread.</summary>
    public void ReadToEnd(PipeReader reader)
    {
        using PipeInput input = new(reader, Options.Ingest.MaxRecordBytes);
        bool ended = false;
        while (!ended)
        {
            input.Read(out ReadOnlySequence<byte> read, out ended);
            ended = Take(input, read, ended);
        }
    }

    /// <summary>
    /// All input has ended: flows that wait for their record are closed without it, and a last tick tells what the
    /// records behind the latest one gave. The state that is saved has these flows alive: the next run goes on with them.
    /// </summary>
    public void Finish()
    {
        // A restart that nothing came after has no tick to make: it would be one more at the time of the last.
        bool isNew = _clock.HasStarted && _records.Parsed > 0;
        if (isNew)
        {
            _state?.CopyLast();
        }

        _path.Finish();
        if (isNew)
        {
            EndTick(_clock.Now);
            // The end of all input comes before the interval is over: it is no tick in a row.
            _ticks.Start(_clock.Now, isWhole: false, withSketches: Options.Snapshots.Sketches);
            EndTick(_clock.Now);
            _snapshots?.Finish(_clock.Now, Latest);
            _state?.Finish(Counts());
        }

        _announcer.Finish();
    }

    /// <summary>Records that reached it so far; any thread may ask.</summary>
    public long Received => _records.Received;

    /// <summary>The accounts as they stand. Called by the engine thread, or when it has ended.</summary>
    public EngineStats Stats() => new()
    {
        Received = _records.Received,
        Parsed = _records.Parsed,
        Bytes = _records.Bytes,
        RejectedByCause = _records.RejectedByCause(),
        TornByType = _records.Torn.ByName(),
        ByType = [.. _records.ByType],
        ResidualByType = [.. _records.ResidualByType],
        WithoutTime = _records.WithoutTime,
        LostBefore = _losses.Estimates(),
        FlowsOpened = _flowCounters.Opened,
        FlowsClosed = _flowCounters.Closed,
        FlowsEvicted = _flowCounters.Evicted,
        FlowsUnfinished = _flowCounters.Unfinished,
        FlowsReused = _flowCounters.Reused,
        FlowsLive = _path.Flows.Live,
        FlowsJoined = _flowCounters.Joined,
        Flows = FlowStats.Of(_path.Flows, _flowCounters),
        TransactionsNotKept = _flowCounters.TransactionsNotKept,
        Views = [.. _views.Select(view => view.Stats())],
        SnapshotsWritten = _snapshots?.Written ?? 0,
        SnapshotsFailed = _snapshots?.Failed ?? 0,
        LatestSnapshot = _snapshots?.Latest,
        LatestSnapshotError = _snapshots?.LatestError,
        SnapshotsSkipped = _snapshots?.Skipped ?? 0,
        State = _state?.Stats(_announcer) ?? StateStats.None,
    };

    /// <summary>Gives native memory back. Called when the engine thread has ended; accounts and history stay readable.</summary>
    public void Dispose() => _path.Dispose();

    /// <summary>No record has come for so many microseconds of the clock.</summary>
    internal void Quiet(long microseconds) => _path.Quiet(microseconds);

    /// <summary>Begins to look for so many live flows; goes on when it is called, on this thread only.</summary>
    internal FlowScan ScanFlows(int longest, IReadOnlySet<(long FlowId, long FirstSeen)> leftOut) => new(_path.Flows.Store, longest, leftOut);

    /// <summary>Those of the flows that live.</summary>
    internal IReadOnlyList<LiveFlow> FindFlows(IEnumerable<long> flowIds) => _path.Flows.Store.Find(flowIds);

    /// <summary>Hands over a line that is no verdict, behind the verdicts before it.</summary>
    internal void Tell(byte[] line) => _announcer.Tell(line);

    /// <summary>No record is there: goes on with saving the state, if that is being done or due. Takes a moment only.</summary>
    /// <returns>Whether there is more to do.</returns>
    internal bool SaveWhileIdle()
    {
        bool any = SaveMore();
        if (any && _state!.Waits)
        {
            // The disk has to catch up first, and the processor has others to serve.
            Thread.Sleep(1);
        }

        return any;
    }

    /// <summary>What people said about keys.</summary>
    internal HandDesk Hand => _hand;

    /// <summary>Carries out what a person says about a key; the change is a verdict as any other.</summary>
    /// <param name="wallTime">Microseconds since the epoch: the time of the verdict before any record has brought one.</param>
    internal HandOutcome Apply(string view, HandCommand command, long wallTime)
    {
        HandOutcome outcome = _hand.Apply(view, command, EventTime ?? wallTime, out Verdict? verdict);
        if (verdict is not null)
        {
            Announce(verdict);
        }

        return outcome;
    }

    /// <summary>
    /// Goes on with what can be taken over of other options, from the next tick on. What is being learned was asked under
    /// the old ones: it is waited for.
    /// </summary>
    internal void Retune(EngineOptions options)
    {
        EndTick(_clock.Now);
        Options = Options.RetunedBy(options);
        _clock.Retune(Options.TickSeconds);
        foreach (ProfiledView view in _views)
        {
            view.Exclusions.Retune(Options.Sift, Options.Learning, Options.Exclusions);
        }
    }

    /// <summary>Takes what has arrived of one input.</summary>
    /// <returns>Whether there was anything.</returns>
    internal bool TryDrain(EveInput input, out bool ended)
    {
        bool any = input.TryRead(out ReadOnlySequence<byte> read, out ended);
        ended = any && Take(input, read, ended);
        return any;
    }

    private bool SaveMore() => _state is not null && _state.Step(_counts);

    private ProfiledView NewView(EngineOptions options, View view, byte number, FieldSlots fields, Crowds crowds)
    {
        KeyTable keys = new(crowds.Seed);
        ProfileWindow window = new(view, keys, options.Profiles);
        CrowdMemory? crowd = crowds.Of(view);
        return new ProfiledView(
            view,
            keys,
            new ViewReader(view, number, fields, keys, options.Profiles.MaxKeyBytes),
            window,
            new ExclusionTable(view.Effect, options.Sift, options.Learning, options.Exclusions, keys, crowd, _gate, window.Evidence))
        {
            Crowd = crowd,
        };
    }

    /// <returns>Whether the input has ended.</returns>
    private bool Take(EveInput input, in ReadOnlySequence<byte> read, bool isLast)
    {
        _losses.Begin(input);
        FrameStatus status = FrameStatus.NeedMore;
        long taken = 0;
        int left = BatchRecords;
        foreach (ReadOnlyMemory<byte> segment in read)
        {
            ReadOnlySpan<byte> unread = segment.Span;
            status = _path.TakeAll(input.Framer, ref unread, ref left);
            taken += segment.Length - unread.Length;
        }

        input.AdvanceTo(read.Slice(taken), read);
        bool ended = isLast && status == FrameStatus.NeedMore;
        if (ended)
        {
            _path.TakeAlone(input.Framer.TryLast(out ReadOnlySpan<byte> last), last);
            _losses.End(input);
        }

        SaveMore();
        return ended;
    }

    private void Tick(long now)
    {
        EndTick(now);
        _ticks.Start(now, isWhole: true, Options.Snapshots.Sketches && _snapshots?.IsDue(now) == true);
    }

    private void Advance(long now)
    {
        if (_ticks.IsPending && now >= _ticks.Time + TickWork.Delay)
        {
            EndTick(now);
        }
    }

    /// <summary>The pending tick, if there is one, becomes effective.</summary>
    private void EndTick(long now)
    {
        if (!_ticks.IsPending)
        {
            return;
        }

        _ticks.End(now);
        List<byte[]> lines = [];
        long head = 0;
        long records = 0;
        foreach (ProfiledView view in _views)
        {
            TickResult result = view.Latest!;
            head += view.IsVouchedFor ? result.HeadRecords : 0;
            records += view.IsVouchedFor ? result.Window.Records : 0;
            foreach (Verdict verdict in result.Verdicts)
            {
                lines.Add(VerdictJson.Line(verdict, _path.Sensor, _home));
                Remember(verdict);
                view.LatestExclusion = verdict is { Action: VerdictAction.Exclude, Heavy: not null } ? result : view.LatestExclusion;
            }
        }

        _gate.Update(head, records);
        if (lines.Count > 0)
        {
            _announcer.Announce(lines, _state?.NextFrame() ?? default);
        }

        _snapshots?.Offer(_ticks.Time, Latest);
        _afterTick?.Invoke(_ticks.Time);
    }

    /// <summary>A verdict that does not wait for a tick.</summary>
    private void Announce(Verdict verdict)
    {
        Remember(verdict);
        _announcer.Announce([VerdictJson.Line(verdict, _path.Sensor, _home)], _state?.NextFrame() ?? default);
    }

    private void Remember(Verdict verdict)
    {
        Announced?.Invoke(verdict);
        if (_history.Count == MaxHistory)
        {
            _history.Dequeue();
        }

        _history.Enqueue(verdict);
    }

    /// <summary>The accounts of this run that are added up over the runs.</summary>
    private IEnumerable<KeyValuePair<string, long>> Counts() =>
    [
        new("received", _records.Received),
        new("parsed", _records.Parsed),
        new("rejected", _records.Rejected),
        new("bytes", _records.Bytes),
        new("flows_opened", _flowCounters.Opened - _flowCounters.Restored),
        new("flows_closed", _flowCounters.Closed),
        new("flows_evicted", _flowCounters.Evicted),
        new("flows_unfinished", _flowCounters.Unfinished - _flowCounters.LeftAtEnd),
        new("exclusions_announced", _views.Sum(view => view.Exclusions.Announced)),
        new("runs", 1),
    ];
}
