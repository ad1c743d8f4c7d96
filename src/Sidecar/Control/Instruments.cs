using System.Diagnostics.Metrics;
using Sidecar.Engine;
using Sidecar.Engine.Eve;
using Sidecar.Engine.Flows;
using Sidecar.Engine.Learning;
using Sidecar.Engine.Losses;
using Sidecar.Engine.Outputs;

namespace Sidecar.Control;

/// <summary>
/// All figures that monitoring gets, as one set of observable instruments: names, units and help stay. Whoever collects
/// (the text at <c>/metrics</c>, or an exporter) first sets <see cref="Reading"/>, under its lock.
/// </summary>
internal sealed class Instruments : IDisposable
{
    /// <summary>Of the set that is sent by OTLP, which finds its meter by name.</summary>
    public const string MeterName = "eve_sidecar";

    private readonly Meter _meter;

    /// <param name="meter">Name of its meter: one of its own, lest one exporter collect from the instruments of another.</param>
    public Instruments(string meter)
    {
        _meter = new Meter(meter);
        AddProcess();
        AddRecords();
        AddFlows();
        AddViews();
        AddOutputs();
        AddDatasets();
        AddElephants();
    }

    /// <summary>Whether an instrument is one of these: each object has a meter of its own, and names need not differ.</summary>
    public bool Has(Instrument instrument) => instrument.Meter == _meter;

    /// <summary>What the instruments tell of.</summary>
    public Reading? Reading { get; set; }

    private EngineStats? Stats => Reading?.Report?.Stats;

    public void Dispose() => _meter.Dispose();

    private void AddProcess()
    {
        _meter.CreateObservableGauge("eve_sidecar.build_info", () => new Measurement<long>(1, Tag("version", Reading.Version), Tag("kernel", Reading.Kernel)),
            null, "Version, and the kernel that reads the records; always 1.");
        _meter.CreateObservableGauge("eve_sidecar.uptime", () => Reading?.Uptime.TotalSeconds ?? 0, "s", "Time since the start.");
        _meter.CreateObservableGauge("eve_sidecar.memory.resident", () => Reading?.ResidentBytes ?? 0, "By", "Memory of the process.");
        _meter.CreateObservableCounter("eve_sidecar.gc.collections",
            () => (Reading?.CollectionsByGeneration ?? []).Select((count, generation) => new Measurement<long>(count, Tag("generation", $"{generation}"))),
            null, "Garbage collections of at least this generation.");
        _meter.CreateObservableCounter("eve_sidecar.gc.pause", () => Reading?.CollectionPause.TotalSeconds ?? 0, "s", "Time in which collections stopped all threads.");
        _meter.CreateObservableGauge("eve_sidecar.engine.report_age", () => Reading?.Age.TotalSeconds ?? 0, "s", "Age of these figures: more than seconds when the engine is stuck.");
        _meter.CreateObservableCounter("eve_sidecar.engine.answering", () => Reading?.AnsweringTime.TotalSeconds ?? 0, "s", "Time in which the engine answered who looks (commands, monitoring, the page) instead of reading records.");
        _meter.CreateObservableCounter("eve_sidecar.engine.questions_refused", () => Reading?.QuestionsRefused ?? 0, null, "Questions over the control socket that the engine refused because too many waited.");
    }

    private void AddRecords()
    {
        Count("eve_sidecar.records.received", stats => stats.Received + stats.ShedRecords, "EVE records that reached the sidecar: parsed, rejected and shed.");
        Counts("eve_sidecar.records.parsed", stats => stats.ByType.Select((count, type) => new Measurement<long>(count, Tag("event_type", EventTypes.Names[type]))), "EVE records parsed, by event_type.");
        Counts("eve_sidecar.records.rejected", stats => stats.RejectedByCause.Select(cause => new Measurement<long>(cause.Value, Tag("cause", StatsJson.Name(cause.Key)))), "Lines that were no EVE record, by cause.");
        Counts("eve_sidecar.records.torn", stats => ByName(stats.TornByType, "event_type"), "Rejected records that were torn, by the event_type that their head shows.");
        Count("eve_sidecar.records.shed", stats => stats.ShedRecords, "Records dropped because the engine was late.");
        Counts("eve_sidecar.records.shed_by_type", stats => ByName(stats.ShedByType, "event_type"), "Records dropped because the engine was late, by the event_type that they show.");
        Count("eve_sidecar.records.without_time", stats => stats.WithoutTime, "Parsed records whose timestamp could not be read: counted, not profiled.");
        Count("eve_sidecar.records.read", stats => stats.Bytes, "Bytes of records that reached the engine.", "By");
        Counts("eve_sidecar.records.made_by_suricata", stats => stats.LostBefore.Select(loss => new Measurement<long>(loss.Count.Made, TypeOf(loss))), "Records that Suricata made by its own counters, by event_type.");
        Counts("eve_sidecar.records.lost_before", stats => stats.LostBefore.Select(loss => new Measurement<long>(loss.Count.Lost, TypeOf(loss))), "Estimate of records that Suricata made and that never came, by event_type.");
        Count("eve_sidecar.connections.accepted", stats => stats.Connections, "Connections of Suricata.");
        Gauge("eve_sidecar.connections.open", stats => stats.ConnectionsOpen, "Connections of Suricata that are open.");
        Count("eve_sidecar.connections.refused", stats => stats.ConnectionsRefused, "Connections closed at once.");
        Counts("eve_sidecar.connections.refused_by_cause", stats => ByName(stats.ConnectionsRefusedByCause, "cause"), "Connections closed at once, by cause.");
        Count("eve_sidecar.connections.reset", stats => stats.ConnectionsReset, "Connections that ended with an error.");
        Count("eve_sidecar.connections.accept_errors", stats => stats.AcceptErrors, "Failed accept calls: out of descriptors or memory.");
        Count("eve_sidecar.connections.sockets_made_again", stats => stats.EveSocketFile.MadeAgain, "Times that the file of the EVE socket was gone and another was made.");
        Count("eve_sidecar.connections.sockets_not_made", stats => stats.EveSocketFile.NotMade, "Times that it was gone and no other could be made.");
        Count("eve_sidecar.connections.waits", stats => stats.SendersMadeToWait, "Times that a sender was made to wait because the engine was late.");
        Count("eve_sidecar.connections.engine_receives", stats => stats.EngineReceives, "Receives that the engine thread made for itself, as ingest.receiver has it.");
        Counts("eve_sidecar.input.lines", stats => stats.Inputs.Select(input => new Measurement<long>(input.Lines, Tag("input", input.Name))), "Lines of inputs that are no connections.");
        Counts("eve_sidecar.input.events", stats => stats.Inputs.SelectMany(input => input.Events.Select(cause =>
            new Measurement<long>(cause.Value, Tag("input", input.Name), Tag("cause", StatsJson.Name(cause.Key))))), "What befell inputs that are no connections, by cause.");
    }

    private void AddFlows()
    {
        Gauge("eve_sidecar.flows.live", stats => stats.FlowsLive, "Flows that wait for their flow record.");
        Gauges("eve_sidecar.flows.live_by_state", stats => stats.Flows.ByProtocol.SelectMany(LiveOf), "Flows that wait for their flow record, by protocol and state.");
        Count("eve_sidecar.flows.opened", stats => stats.FlowsOpened, "Flows that had a transaction or an alert.");
        Count("eve_sidecar.flows.joined", stats => stats.FlowsJoined, "Flow records that met records of their flow.");
        Count("eve_sidecar.flows.unfinished", stats => stats.FlowsUnfinished, "Flows given up because their flow record did not come in time.");
        Count("eve_sidecar.flows.evicted", stats => stats.FlowsEvicted, "Flows that left because the table was full.");
        Count("eve_sidecar.flows.reused", stats => stats.FlowsReused, "Flow ids that came again for another flow.");
        Count("eve_sidecar.flows.transactions_not_kept", stats => stats.TransactionsNotKept, "Transactions that found no room to wait for their flow.");
        Count("eve_sidecar.flows.orphans", stats => stats.Flows.Orphans, "Transactions whose flow ended without its flow record.");
        Count("eve_sidecar.flows.late", stats => stats.Flows.Late, "Records that came later than they may.");
        Count("eve_sidecar.flows.emergencies", stats => stats.Flows.Emergencies, "Times that the memcap was hit.");
    }

    private void AddViews()
    {
        Views("eve_sidecar.view.keys", view => view.Keys, "Keys held by the view.", isGauge: true);
        Views("eve_sidecar.view.excluded_keys", view => view.Excluded, "Keys that are excluded.", isGauge: true);
        Views("eve_sidecar.view.exclusions", view => view.ExclusionsAnnounced, "Exclusions announced.", isGauge: false);
        Views("eve_sidecar.view.exclusions_by_crowd", view => view.ExclusionsByCrowd, "Exclusions announced by the word of a crowd.", isGauge: false);
        Views("eve_sidecar.view.keys_dropped", view => view.KeysDropped, "Keys that left because the view was full.", isGauge: false);
        Views("eve_sidecar.view.keys_cut", view => view.KeysCut, "Keys that were too long and were cut.", isGauge: false);
        Counts("eve_sidecar.view.refusals", stats => stats.Views.SelectMany(RefusalsOf), "Keys of the far cluster that were not excluded, by guard.");
    }

    private void AddOutputs()
    {
        Counts("eve_sidecar.residual.records", stats => stats.ResidualByType.Select((count, type) => new Measurement<long>(count, Tag("event_type", EventTypes.Names[type]))), "Records that belong to no excluded key, by event_type.");
        Count("eve_sidecar.residual.lost", stats => stats.ResidualLost, "Residual records that its reader or file did not get.");
        Count("eve_sidecar.residual.failures", stats => stats.ResidualFailures, "Failed tries to connect, send or write the residual.");
        Count("eve_sidecar.residual.readers_refused", stats => stats.ResidualReadersRefused, "Readers of the residual closed at once because too many were there.");
        Count("eve_sidecar.residual.sockets_made_again", stats => stats.ResidualSocketFile.MadeAgain, "Times that the file of the residual's socket was gone and another was made.");
        Count("eve_sidecar.residual.sockets_not_made", stats => stats.ResidualSocketFile.NotMade, "Times that it was gone and no other could be made.");
        Count("eve_sidecar.verdicts.readers", stats => stats.VerdictReaders, "Readers that connected to the verdict socket.");
        Count("eve_sidecar.verdicts.readers_refused", stats => stats.VerdictReadersRefused, "Readers closed at once because too many were there.");
        Count("eve_sidecar.verdicts.lines_lost", stats => stats.VerdictLinesLost, "Verdict lines that slow or vanished readers did not get.");
        Count("eve_sidecar.verdicts.sockets_made_again", stats => stats.VerdictSocketFile.MadeAgain, "Times that the file of the verdict socket was gone and another was made.");
        Count("eve_sidecar.verdicts.sockets_not_made", stats => stats.VerdictSocketFile.NotMade, "Times that it was gone and no other could be made.");
        Count("eve_sidecar.snapshots.written", stats => stats.SnapshotsWritten, "Profile exports written.");
        Count("eve_sidecar.snapshots.failed", stats => stats.SnapshotsFailed, "Profile exports that could not be written.");
        Count("eve_sidecar.snapshots.skipped", stats => stats.SnapshotsSkipped, "Profile exports that were due while the one before was still being written.");
        Count("eve_sidecar.state.written", stats => stats.State.Written, "States saved for a restart.");
        Count("eve_sidecar.state.failed", stats => stats.State.Failed, "States that could not be saved.");
        Count("eve_sidecar.state.skipped", stats => stats.State.Skipped, "States that were due while the one before was still being written.");
        _meter.CreateObservableGauge("eve_sidecar.state.longest_pause", () => Stats is EngineStats stats ? [new Measurement<double>(stats.State.LongestPause.TotalSeconds)] : Array.Empty<Measurement<double>>(), "s", "Longest time that records waited while a part of the state was copied.");
        Count("eve_sidecar.state.journal_failed", stats => stats.State.JournalFailed, "Times that verdicts went out whose exclusions could not be put into the journal.");
        Count("eve_sidecar.by_hand.changes_not_saved", stats => stats.HandChangesNotSaved, "Changes by hand that will not outlive a restart.");
    }

    /// <summary>Nothing when Suricata is told nothing.</summary>
    private void AddDatasets()
    {
        Told("eve_sidecar.datasets.added", told => told.Added, "Keys put into a dataset of Suricata, again after each resync.");
        Told("eve_sidecar.datasets.removed", told => told.Removed, "Keys taken out of a dataset.");
        Told("eve_sidecar.datasets.refused", told => told.Refused, "Commands that Suricata refused, for example because no rule names the dataset.");
        Told("eve_sidecar.datasets.failures", told => told.Failures, "Connections to Suricata that could not be made or broke.");
        Told("eve_sidecar.datasets.resyncs", told => told.Resyncs, "Times that the datasets were emptied and filled again, the first included.");
        Told("eve_sidecar.datasets.unfit", told => told.Unfit, "Verdicts on keys that fit into no dataset.");
        Told("eve_sidecar.datasets.full", told => told.Full, "Verdicts on keys beyond datasets.max-keys.");
    }

    private void Told(string name, Func<DatasetStats, long> of, string help) =>
        Counts(name, stats => stats.Datasets is DatasetStats told ? [new Measurement<long>(of(told))] : [], help);

    /// <summary>Nothing when Suricata is asked nothing.</summary>
    private void AddElephants()
    {
        Asked("eve_sidecar.elephants.asked", asked => asked.Asked, "Questions to Suricata about the oldest live flows.");
        Asked("eve_sidecar.elephants.answered", asked => asked.Answered, "Those that it answered with the flow's counters.");
        Asked("eve_sidecar.elephants.unknown", asked => asked.Unknown, "Those about flows that it has no more: their flow record was lost, or is on its way.");
        Asked("eve_sidecar.elephants.refused", asked => asked.Refused, "Those that it did not take.");
        Asked("eve_sidecar.elephants.failures", asked => asked.Failures, "Connections to Suricata that could not be made or broke, and answers that came too late or cannot be read.");
        Asked("eve_sidecar.elephants.forgotten", asked => asked.Forgotten, "Unknown flows forgotten at elephants.max-unknown.");
        _meter.CreateObservableGauge("eve_sidecar.elephants.heaviest", () => Stats?.Elephants is ElephantStats asked ? [new Measurement<long>(asked.HeaviestBytes)] : Array.Empty<Measurement<long>>(), "By", "Bytes of the heaviest live flow that Suricata was asked about.");
    }

    private void Asked(string name, Func<ElephantStats, long> of, string help) =>
        Counts(name, stats => stats.Elephants is ElephantStats asked ? [new Measurement<long>(of(asked))] : [], help);

    private void Count(string name, Func<EngineStats, long> of, string help, string? unit = null) =>
        _meter.CreateObservableCounter(name, () => Stats is EngineStats stats ? [new Measurement<long>(of(stats))] : Array.Empty<Measurement<long>>(), unit, help);

    private void Gauge(string name, Func<EngineStats, long> of, string help) =>
        _meter.CreateObservableGauge(name, () => Stats is EngineStats stats ? [new Measurement<long>(of(stats))] : Array.Empty<Measurement<long>>(), null, help);

    private void Gauges(string name, Func<EngineStats, IEnumerable<Measurement<long>>> of, string help) =>
        _meter.CreateObservableGauge(name, () => Stats is EngineStats stats ? of(stats) : [], null, help);

    private void Counts(string name, Func<EngineStats, IEnumerable<Measurement<long>>> of, string help) =>
        _meter.CreateObservableCounter(name, () => Stats is EngineStats stats ? of(stats) : [], null, help);

    private void Views(string name, Func<ViewStats, long> of, string help, bool isGauge)
    {
        if (isGauge)
        {
            _meter.CreateObservableGauge(name, Measure, null, help);
        }
        else
        {
            _meter.CreateObservableCounter(name, Measure, null, help);
        }

        IEnumerable<Measurement<long>> Measure() => (Stats?.Views ?? []).Select(view => new Measurement<long>(of(view), Tag("view", view.Name)));
    }

    private static IEnumerable<Measurement<long>> RefusalsOf(ViewStats view) => Enum.GetValues<Guard>()
        .Select(guard => new Measurement<long>(view.RefusedByGuard[(int)guard], Tag("view", view.Name), Tag("guard", StatsJson.Name(guard.ToString()))));

    private static IEnumerable<Measurement<long>> LiveOf(ProtocolFlowStats flows)
    {
        string protocol = StatsJson.Name(flows.Protocol.ToString());
        yield return new Measurement<long>(flows.LiveNew, Tag("protocol", protocol), Tag("state", "new"));
        yield return new Measurement<long>(flows.LiveEstablished, Tag("protocol", protocol), Tag("state", "established"));
    }

    private static IEnumerable<Measurement<long>> ByName(IReadOnlyDictionary<string, long> counts, string tag) =>
        counts.Select(count => new Measurement<long>(count.Value, Tag(tag, StatsJson.Name(count.Key))));

    private static KeyValuePair<string, object?> TypeOf(LossEstimate loss) => Tag("event_type", EventTypes.Names[(int)loss.Type]);

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
