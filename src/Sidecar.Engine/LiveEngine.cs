using Sidecar.Engine.Eve;
using Sidecar.Engine.Flows;
using Sidecar.Engine.Ingest;
using Sidecar.Engine.Outputs;
using Sidecar.Engine.Snapshots;
using Sidecar.Engine.Verdicts;

namespace Sidecar.Engine;

/// <summary>
/// An <see cref="Engine"/> behind its sockets. Threads: one accepts Suricatas, one for each of their connections empties
/// it into the burst buffer, one for each other input, one (the engine thread, which alone touches the engine) parses, joins,
/// profiles and decides, and where processors are few empties connections too; one accepts verdict readers, one for each of
/// them sends, one tells Suricata what is excluded, one asks it about old flows.
/// </summary>
public sealed class LiveEngine : IDisposable
{
    /// <summary>A link on which nothing came for so long is quiet: flows age by the clock.</summary>
    private const int QuietMilliseconds = 1000;

    private readonly TimeProvider _time;
    private long _latest;
    private readonly Engine _engine;
    private readonly EveListener _listener;
    private readonly VerdictSocket _verdicts;
    private readonly IngestCounters _ingest = new(TypeNumber, EventTypes.Names.Count);
    private readonly OutputCounters _outputs = new();
    private readonly ResidualOutputs _residual;
    private readonly ResidualCounters _residualCounters = new();
    private readonly SuricataDatasets? _datasets;
    private readonly ElephantWatch? _elephants;
    private readonly BurstBuffer _buffer;
    private readonly WakeBell _bell = new();
    private readonly DebugStall _stall = new();
    private readonly EngineRest _rest;
    private readonly List<EveConnection> _connections = [];
    private readonly FeedSet _feeds;
    private readonly EngineDesk _desk;
    private readonly FlowSearch _search;
    private readonly HandKeeper _hand;
    private readonly Thread _thread;
    private bool _told;
    private readonly long _statsInterval;
    private long _nextStats = long.MinValue;
    private long _handVersion;
    private long _rounds;
    private EngineOptions? _retuned;
    private volatile bool _stopping;

    /// <param name="options">Validated options.</param>
    /// <param name="eveSocket">Where Suricata connects.</param>
    /// <param name="verdictSocket">Where readers connect.</param>
    /// <param name="snapshotFolder">Where profile exports and states go, and where the last state is taken up again.</param>
    /// <param name="handFile">Where what people say about keys is kept for a restart, or nothing.</param>
    /// <param name="inherited">Sockets that take the place of those that would be made here; now owned by the engine.</param>
    /// <param name="time">The clock by which flows age on a quiet link; the system's when none is given.</param>
    /// <param name="say">Takes a line for a person: what of the state was taken up or left out, and when it cannot be saved. Any thread.</param>
    /// <exception cref="SocketFileException">One of the paths cannot be listened on.</exception>
    /// <exception cref="IOException">The file of what people said cannot be read.</exception>
    public LiveEngine(
        EngineOptions options,
        string eveSocket,
        string verdictSocket,
        string snapshotFolder,
        string? handFile = null,
        InheritedSockets? inherited = null,
        TimeProvider? time = null,
        Action<string>? say = null)
    {
        IReadOnlyList<HandRule> saidByHand = handFile is null ? [] : HandRulesFile.Read(handFile);
        _time = time ?? TimeProvider.System;
        _latest = _time.GetTimestamp();
        _buffer = new BurstBuffer(options.Ingest.BufferBytes, options.Ingest.BlockBytes);
        // Readers first: whoever finds the EVE socket finds the verdicts too.
        _verdicts = new VerdictSocket(verdictSocket, options.Outputs, _outputs);
        inherited ??= InheritedSockets.None;
        FeedSet? feeds = null;
        try
        {
            _residual = new ResidualOutputs(options.Residual, _residualCounters);
        }
        catch
        {
            _verdicts.Dispose();
            throw;
        }

        try
        {
            IReadOnlyList<uint> users = UserName.Find(options.Inputs.Users);
            _feeds = feeds = FeedSet.Create(options.Inputs, options.Ingest, inherited, users, _ingest, _bell);
            SocketFile file = inherited.Stream ?? SocketFile.Listen(eveSocket, options.Ingest.SocketMode, options.Ingest.Backlog);
            _listener = new EveListener(file, options.Ingest, users, _ingest, _buffer, _bell);
        }
        catch
        {
            feeds?.Dispose();
            _residual.Dispose();
            _verdicts.Dispose();
            throw;
        }

        _rest = new EngineRest(options.Ingest.EngineReceives);
        _statsInterval = options.Outputs.StatsSeconds * 1_000_000;
        _datasets = options.Datasets.Socket.Length > 0 ? new SuricataDatasets(options.Datasets) : null;
        _engine = new Engine(options, [_verdicts], snapshotFolder, _residual, OfferStats, say, _time)
        {
            Announced = _datasets is null ? null : _datasets.Take,
        };
        _engine.Hand.Restore(saidByHand);
        _datasets?.Start(_engine.Excluded);
        _handVersion = _engine.Hand.Version;
        _hand = new HandKeeper(handFile);
        _desk = new EngineDesk(_engine, Stats, _time, _bell.Ring);
        _search = new FlowSearch(_desk);
        _elephants = options.Elephants.Socket.Length > 0 ? new ElephantWatch(options.Elephants, _search.List, _time) : null;
        _thread = new Thread(Run) { Name = "engine" };
    }

    /// <summary>How often the engine thread has looked for work, at least once a second: it stands still when it hangs. Read by any thread.</summary>
    public long Rounds => Volatile.Read(ref _rounds);

    public void Start()
    {
        _listener.Start();
        _feeds.Start();
        _thread.Start();
        _elephants?.Start();
    }

    /// <summary>
    /// Goes on with what <see cref="EngineOptions.RetunedBy"/> takes over of other options. Called by any thread; the engine
    /// thread does it between two batches of records.
    /// </summary>
    public void Retune(EngineOptions options)
    {
        // Taken by Run.
        Volatile.Write(ref _retuned, options);
        _bell.Ring();
    }

    /// <summary>
    /// Ends in order: accepts nobody any more, reads what the kernel and the buffers hold, makes the last tick, and gives
    /// readers of verdicts a moment to take theirs. Returns the engine for its report.
    /// </summary>
    public Engine Stop()
    {
        _listener.Stop();
        _listener.Dispose();
        _stopping = true;
        _bell.Ring();
        _thread.Join();
        _elephants?.Dispose();
        _datasets?.Dispose();
        _residual.Dispose();
        _verdicts.Dispose();
        return _engine;
    }

    /// <summary>The latest report of the engine, however old; nothing before it runs. Called by any thread.</summary>
    public EngineReport? LatestReport => _desk.Latest;

    /// <summary>Questions that were refused because too many waited.</summary>
    public long QuestionsRefused => _desk.Refused;

    /// <summary>What all who look cost the engine thread.</summary>
    public TimeSpan AnsweringTime => _desk.AnsweringTime;

    /// <summary>
    /// A report as of now. Called by any thread; the engine thread answers between two batches of records.
    /// </summary>
    /// <returns>The report to come, cancelled when the engine ends before; nothing when too many questions wait.</returns>
    public Task<EngineReport>? TryReport() => _desk.TryReport();

    /// <summary>Which keys are excluded, and about which something was said. As <see cref="TryReport"/>.</summary>
    public Task<IReadOnlyList<ExclusionStats>>? TryListExclusions() => _desk.TryAsk(engine => engine.Hand.List());

    /// <summary>
    /// The longest-lived and the heaviest live flows, looked for a slice of the table at a time so that records go on
    /// between. Called by any thread.
    /// </summary>
    /// <returns>So many of each; nothing when too many questions wait. Cancelled when the engine ends before.</returns>
    public Task<LiveFlows?> ScanFlows(int longest) =>
        _elephants is null ? _search.List(longest, new HashSet<(long, long)>()) : _search.List(longest, _elephants.Weights);

    /// <summary>
    /// Carries out what a person says about a key, and keeps it for a restart. Called by any thread.
    /// </summary>
    /// <returns>What came of it; nothing when too many questions wait. Cancelled when the engine ends before.</returns>
    public async Task<HandAnswer?> Apply(string view, HandCommand command)
    {
        long wallTime = (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        if (_desk.TryAsk(engine => (engine.Apply(view, command, wallTime), engine.Hand.Version, engine.Hand.Rules)) is not { } asked)
        {
            return null;
        }

        (HandOutcome outcome, long version, IReadOnlyList<HandRule> rules) = await asked.ConfigureAwait(false);
        return new HandAnswer(outcome, outcome == HandOutcome.Done ? _hand.Save(version, rules) : null);
    }

    /// <summary>The accounts, sockets included. Called by the engine thread, or when it has ended.</summary>
    public EngineStats Stats()
    {
        EngineStats engine = _engine.Stats();
        return engine with
        {
            LostBefore = [.. engine.LostBefore.Select(estimate => estimate.Without(_ingest.ShedOf((int)estimate.Type)))],
            ShedRecords = _ingest.ShedRecords,
            ShedByType = ShedByType(),
            SendersMadeToWait = _ingest.Waits,
            EngineReceives = _ingest.EngineReceives,
            ConnectionsReset = _ingest.Resets,
            ConnectionsRefused = _ingest.RefusedByCause().Values.Sum(),
            AcceptErrors = _ingest.Listener.AcceptErrors,
            EveSocketFile = _ingest.Listener.File,
            VerdictSocketFile = _outputs.Listener.File,
            ResidualSocketFile = _residualCounters.Listener.File,
            OpenConnections = [.. _connections.Select(connection => connection.Stats())],
            BufferBytes = _buffer.MadeBytes,
            ShedBytes = _ingest.ShedBytes,
            Connections = _ingest.Accepted,
            ResidualLost = _residualCounters.Lost,
            ResidualFailures = _residualCounters.Failures,
            ResidualReadersRefused = _residualCounters.Refused,
            ConnectionsRefusedByCause = _ingest.RefusedByCause(),
            Inputs = _feeds.Stats(),
            Datasets = _datasets?.Stats(),
            Elephants = _elephants?.Stats(),
            ConnectionsOpen = _listener.Open,
            VerdictReaders = _outputs.Readers,
            VerdictReadersRefused = _outputs.Refused,
            HandChangesNotSaved = _hand.Failed,
            VerdictLinesLost = engine.State.LinesDropped + _outputs.Dropped + _outputs.Undelivered,
        };
    }

    /// <summary>Stops what still runs; nothing is left of the sockets, whether the engine was started or not.</summary>
    public void Dispose()
    {
        if (_thread.IsAlive)
        {
            Stop();
        }

        _listener.Dispose();
        _elephants?.Dispose();
        _datasets?.Dispose();
        _residual.Dispose();
        _feeds.Dispose();
        _verdicts.Dispose();
        _bell.Dispose();
        _buffer.Dispose();
        _engine.Dispose();
    }

    /// <summary>Which counter a shed record belongs to. Called by the receiving threads.</summary>
    private static int TypeNumber(ReadOnlySpan<byte> part) =>
        TornLine.TryTypeOf(part, out EventType type) ? (int)type : IngestCounters.UnknownType;

    private Dictionary<string, long> ShedByType() => Enumerable.Range(0, EventTypes.Names.Count)
        .Append(IngestCounters.UnknownType)
        .Where(type => _ingest.ShedOf(type) > 0)
        .ToDictionary(type => type == IngestCounters.UnknownType ? TypeCounts.Unknown : EventTypes.Names[type], _ingest.ShedOf);

    private void Run()
    {
        while (!IsAtEnd())
        {
            // Read by Rounds.
            Volatile.Write(ref _rounds, _rounds + 1);
            if (Interlocked.Exchange(ref _retuned, null) is EngineOptions options)
            {
                _engine.Retune(options);
            }

            if (!DrainAll() && !_engine.SaveWhileIdle())
            {
                Rest();
            }
        }

        // The last tick brings the last account, whenever the one before was.
        _nextStats = long.MinValue;
        _engine.Finish();
        _desk.Close();
        _hand.Save(_engine.Hand.Version, _engine.Hand.Rules);
    }

    /// <summary>Called by the engine thread after each tick.</summary>
    private void OfferStats(long now)
    {
        // A next time further ahead than the interval comes from a wrong timestamp, which event time has left.
        if (_statsInterval > 0 && (now >= _nextStats || _nextStats - now > _statsInterval))
        {
            _nextStats = now + _statsInterval;
            _engine.Tell(StatsJson.Line(Stats(), now, _engine.Sensor));
        }
    }

    /// <summary>A tick may have ended what a person said: what is kept of it follows, on a thread that may wait for the disk.</summary>
    private void KeepHandRules()
    {
        long version = _engine.Hand.Version;
        if (version != _handVersion)
        {
            _handVersion = version;
            IReadOnlyList<HandRule> rules = _engine.Hand.Rules;
            ThreadPool.UnsafeQueueUserWorkItem(_ => _hand.Save(version, rules), null);
        }
    }

    /// <summary>Takes in new connections and questions; tells all connections to end when the engine is to stop.</summary>
    private bool IsAtEnd()
    {
        _desk.Serve();
        KeepHandRules();
        // Asked first: once it is true, all connections that there will ever be are in the listener's queue.
        bool stopping = _stopping;
        while (_listener.TryTake(out EveConnection? connection))
        {
            _connections.Add(connection);
        }

        if (stopping && !_told)
        {
            _told = true;
            _connections.ForEach(connection => connection.Stop());
            _feeds.Stop();
        }

        return _told && _connections.Count == 0 && _feeds.Open.Count == 0;
    }

    /// <summary>
    /// Waits for more. First for a moment without being woken, so that records gather.
    /// </summary>
    private void Rest()
    {
        _rest.Begin(_connections.Count);
        foreach (EveConnection connection in _connections)
        {
            connection.Rest(_rest.IsPressed);
        }

        _rest.Take();
        if (_rest.IsPressed || DrainAll())
        {
            return;
        }

        _bell.LieDown();
        if (IsAtEnd() || DrainAll())
        {
            _bell.GetUp();
            return;
        }

        _rest.Sleep(_bell, QuietMilliseconds);
        // Whoever asks a question rings too, maybe every second.
        TimeSpan quiet = _time.GetElapsedTime(_latest);
        if (quiet.TotalMilliseconds >= QuietMilliseconds)
        {
            _engine.Quiet((long)quiet.TotalMicroseconds);
        }
    }

    /// <returns>Whether any input had something.</returns>
    private bool DrainAll()
    {
        bool any = false;
        for (int i = _connections.Count - 1; i >= 0; i--)
        {
            EveConnection connection = _connections[i];
            any |= _engine.TryDrain(connection, out bool ended);
            _stall.Pass(_engine.Received, _ingest.EngineReceives);
            if (ended)
            {
                connection.Dispose();
                _connections.RemoveAt(i);
                _listener.Closed();
            }
        }

        for (int i = _feeds.Open.Count - 1; i >= 0; i--)
        {
            EveFeed feed = _feeds.Open[i];
            any |= _engine.TryDrain(feed, out bool ended);
            if (ended)
            {
                _feeds.Close(feed);
            }
        }

        _latest = any ? _time.GetTimestamp() : _latest;
        return any;
    }
}
