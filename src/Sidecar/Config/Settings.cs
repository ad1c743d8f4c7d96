using System.Diagnostics.CodeAnalysis;
using Sidecar.Engine;
using Sidecar.Engine.Flows;
using Sidecar.Engine.Ingest;
using Sidecar.Engine.Profiles;
using Sidecar.Engine.Verdicts;

namespace Sidecar.Config;

/// <summary>
/// Every option of the configuration, in the order of the file. Defaults are those of <see cref="EngineOptions"/>:
/// they stand nowhere else.
/// </summary>
internal static class Settings
{
    private const long Day = 86_400;

    private static readonly SettingWords<WhenFull> s_whenFull = new((WhenFull.ShedNewest, "shed-newest"), (WhenFull.ShedOldest, "shed-oldest"), (WhenFull.Wait, "wait"));

    private static readonly SettingWords<Receiver> s_receiver = new((Receiver.Auto, "auto"), (Receiver.Engine, "engine"), (Receiver.Thread, "thread"));

    private static readonly SettingWords<bool> s_yesNo = new((true, "yes"), (false, "no"));

    private static SettingType<string> KeysType { get; } = new(
        "list of keys", TryReadText, value => value);

    private static SettingType<string> NamesType { get; } = new(
        "list of names", TryReadText, value => value);

    private static SettingType<string> PathType { get; } = new(
        "path", TryReadPath, value => value);

    private static SettingType<string> SocketPathType { get; } = new(
        "path of a socket", TryReadSocketPath, value => value);

    private static SettingType<string> PathsType { get; } = new(
        "list of paths", TryReadPath, value => value);

    private static SettingType<string> AddressType { get; } = new(
        "address that begins with http:// or https://", TryReadAddress, value => value);

    private static SettingType<string> UsersType { get; } = new(
        "list of users, by number or by a name of /etc/passwd", TryReadUsers, value => value);

    private static SettingType<string> HomeNetsType { get; } = new(
        "list of networks", TryReadHomeNets, value => value);

    public static IReadOnlyList<Setting> All { get; } =
    [
        new Setting<long>("ingest.buffer", SettingTypes.Size,
            "Records that wait for the engine, of all connections together; beyond it ingest.when-full applies.",
            o => o.Ingest.BufferBytes, (o, v) => o with { Ingest = o.Ingest with { BufferBytes = v } }, 1 << 20, 16L << 30),
        new Setting<string>("ingest.when-full", s_whenFull.Type,
            "shed-newest, shed-oldest: drop and count whole records that come or that have waited, never make Suricata wait; wait: let a sender wait when 2 MB of it do, for suricata -r.",
            o => s_whenFull.WordOf(o.Ingest.WhenFull), (o, v) => o with { Ingest = o.Ingest with { WhenFull = s_whenFull.Of(v) } }, "shed-newest", "wait"),
        new Setting<string>("ingest.receiver", s_receiver.Type,
            "Who empties eve.sock while much comes. thread: a thread for each connection; engine: the engine thread for itself, and such a thread only when it is late; auto: engine with fewer than 3 processors, else thread. With more than two connections it is always thread.",
            o => s_receiver.WordOf(o.Ingest.Receiver), (o, v) => o with { Ingest = o.Ingest with { Receiver = s_receiver.Of(v) } }, "auto", "thread"),
        new Setting<long>("ingest.max-record", SettingTypes.Size,
            "Longest record that is read; a longer one is rejected and counted.",
            o => o.Ingest.MaxRecordBytes, (o, v) => o with { Ingest = o.Ingest with { MaxRecordBytes = (int)v } }, 16 << 20, 1 << 30),
        new Setting<long>("ingest.max-connections", SettingTypes.Count,
            "Connections open at the same time.",
            o => o.Ingest.MaxConnections, (o, v) => o with { Ingest = o.Ingest with { MaxConnections = (int)v } }, 1, 65_536),
        new Setting<string>("inputs.files", PathsType,
            "Files that are followed over their rotation, from where the last run stopped; gzip and zstd files and - (standard input) are read once to their end, a named pipe (FIFO) again and again.",
            o => KeyList.Join(o.Inputs.Files), (o, v) => o with { Inputs = o.Inputs with { Files = KeyList.Split(v) } }, "", "\uFFFF"),
        new Setting<string>("inputs.stream", SocketPathType,
            "Socket that Suricata connects to, for filetype unix_stream; from the run directory if it begins with no /. One that systemd listens on takes its place.",
            o => o.Inputs.StreamPath, (o, v) => o with { Inputs = o.Inputs with { StreamPath = v } }, "", "\uFFFF"),
        new Setting<string>("inputs.dgram", PathType,
            "Socket of datagrams beside eve.sock, for filetype unix_dgram; from the run directory if it begins with no /. Empty for none: Suricata drops more of them than of a stream.",
            o => o.Inputs.DatagramPath, (o, v) => o with { Inputs = o.Inputs with { DatagramPath = v } }, "", "\uFFFF"),
        new Setting<long>("inputs.max-dgram", SettingTypes.Size,
            "Longest datagram that is taken whole; a longer one is counted and rejected as truncated.",
            o => o.Inputs.MaxDatagramBytes, (o, v) => o with { Inputs = o.Inputs with { MaxDatagramBytes = (int)v } }, 64 << 10, 64 << 20),
        new Setting<string>("inputs.users", UsersType,
            "Users, by name or number, that may connect to eve.sock and send datagrams; others are closed or dropped at once and counted. Empty for all that the file's permissions let in.",
            o => KeyList.Join(o.Inputs.Users), (o, v) => o with { Inputs = o.Inputs with { Users = KeyList.Split(v) } }, "", "\uFFFF"),
        new Setting<long>("flows.memcap", SettingTypes.Size,
            $"Memory of the live flows, {FlowOptions.BytesPerFlow} bytes each; at the bound emergency time-outs apply, then the flow idle the longest is evicted.",
            o => o.Flows.MemcapBytes, (o, v) => o with { Flows = o.Flows with { MemcapBytes = v } }, 1 << 10, FlowOptions.LargestMemcapBytes),
        new Setting<long>("flows.max-transactions", SettingTypes.Count,
            "Transactions that wait for the flow record of their flow.",
            o => o.Flows.MaxTransactions, (o, v) => o with { Flows = o.Flows with { MaxTransactions = (int)v } }, 1, 100_000_000),
        new Setting<long>("flows.slack", SettingTypes.Time,
            "Event time without a record after which a flow is given up, beyond its time-out; long, since not every packet makes a record.",
            o => o.Flows.SlackSeconds, (o, v) => o with { Flows = o.Flows with { SlackSeconds = v } }, 0, 30 * Day),
        .. TimeoutSettings.All,
        new Setting<long>("flows.emergency-recovery", SettingTypes.Count,
            "Percent of flows.memcap that must be free for an emergency to end.",
            o => o.Flows.EmergencyRecoveryPercent, (o, v) => o with { Flows = o.Flows with { EmergencyRecoveryPercent = (int)v } }, 1, 100),
        new Setting<long>("flows.max-delay", SettingTypes.Time,
            "Event time by which a record may be late and still count at its own time; later ones are counted.",
            o => o.Flows.MaxDelaySeconds, (o, v) => o with { Flows = o.Flows with { MaxDelaySeconds = v } }, 1, Day),
        new Setting<long>("profiles.window", SettingTypes.Time,
            "A key's numbers are those of the last so much event time.",
            o => o.Profiles.WindowSeconds, (o, v) => o with { Profiles = o.Profiles with { WindowSeconds = v } }, 60, 30 * Day),
        new Setting<long>("profiles.panes", SettingTypes.Count,
            "Parts of the window, of which the oldest leaves as a whole: a key's numbers are those of the window, less at most one part.",
            o => o.Profiles.Panes, (o, v) => o with { Profiles = o.Profiles with { Panes = (int)v } }, 1, 60),
        new Setting<long>("profiles.max-key-length", SettingTypes.Size,
            "Longest key in bytes; a longer one is cut and counted.",
            o => o.Profiles.MaxKeyBytes, (o, v) => o with { Profiles = o.Profiles with { MaxKeyBytes = (int)v } }, 16, 65_536),
        new Setting<long>("profiles.max-keys", SettingTypes.Count,
            "Keys of a view in the window; at the bound the lightest leave and are counted.",
            o => o.Profiles.MaxKeys, (o, v) => o with { Profiles = o.Profiles with { MaxKeys = (int)v } }, 16, 10_000_000),
        new Setting<long>("profiles.max-memory", SettingTypes.Size,
            "Memory of a view's distinct counts; at the bound the lightest keys leave.",
            o => o.Profiles.MaxSketchBytes, (o, v) => o with { Profiles = o.Profiles with { MaxSketchBytes = v } }, 1 << 20, 1L << 40),
        new Setting<long>("learning.interval", SettingTypes.Time,
            "Event time between two learning ticks.",
            o => o.TickSeconds, (o, v) => o with { TickSeconds = v }, 1, Day),
        new Setting<long>("learning.clusters", SettingTypes.Count,
            "k of k-means.",
            o => o.Learning.Clusters, (o, v) => o with { Learning = o.Learning with { Clusters = (int)v } }, 2, 64),
        new Setting<long>("learning.components", SettingTypes.Count,
            "Principal components that are clustered.",
            o => o.Learning.Components, (o, v) => o with { Learning = o.Learning with { Components = (int)v } }, 1, 9),
        new Setting<long>("learning.seed", SettingTypes.Count,
            "Seed of all randomness: the same input, options and seed give the same verdicts.",
            o => (long)o.Learning.Seed, (o, v) => o with { Learning = o.Learning with { Seed = (ulong)v } }, 0, long.MaxValue),
        new Setting<long>("sift.rounds", SettingTypes.Count,
            "Rounds of a tick at most: after each, what the far cluster hid is clustered anew.",
            o => o.Sift.Rounds, (o, v) => o with { Sift = o.Sift with { Rounds = (int)v } }, 1, 1000),
        new Setting<double>("sift.residual-target", SettingTypes.Real,
            "Part of the window's records below which the rest is not sifted any further.",
            o => o.Sift.ResidualTarget, (o, v) => o with { Sift = o.Sift with { ResidualTarget = v } }, 0, 1),
        new Setting<double>("sift.min-head", SettingTypes.Real,
            "Part of the records that heavy hitters make before a crowd vouches for what lies beside them.",
            o => o.Crowd.MinHead, (o, v) => o with { Crowd = o.Crowd with { MinHead = v } }, 0.01, 1),
        new Setting<long>("sift.max-services", SettingTypes.Count,
            "Services of which the latest sources are remembered, of names, lookups and addresses each; the least vouched for leave.",
            o => o.Crowd.MaxServices, (o, v) => o with { Crowd = o.Crowd with { MaxServices = (int)v } }, 16, 100_000_000),
        new Setting<double>("sift.anomaly-above", SettingTypes.Real,
            "Scaled values above it are marked in verdicts and exports.",
            o => o.Sift.Anomaly.Above, (o, v) => o with { Sift = o.Sift with { Anomaly = o.Sift.Anomaly with { Above = v } } }, 0, 1),
        new Setting<double>("sift.anomaly-below", SettingTypes.Real,
            "Scaled values below it are marked in verdicts and exports.",
            o => o.Sift.Anomaly.Below, (o, v) => o with { Sift = o.Sift with { Anomaly = o.Sift.Anomaly with { Below = v } } }, 0, 1),
        new Setting<long>("guards.min-records", SettingTypes.Count,
            "Records in the window below which nothing is excluded.",
            o => o.Sift.MinRecords, (o, v) => o with { Sift = o.Sift with { MinRecords = v } }, 0, long.MaxValue),
        new Setting<double>("guards.min-share", SettingTypes.Real,
            "Least part of the records or flows that the far cluster carries: of the window, or of services not excluded yet.",
            o => o.Sift.MinShare, (o, v) => o with { Sift = o.Sift with { MinShare = v } }, 0, 1),
        new Setting<double>("guards.times-mean", SettingTypes.Real,
            "How many times the mean volume of all keys a heavy hitter has at least.",
            o => o.Sift.TimesMean, (o, v) => o with { Sift = o.Sift with { TimesMean = v } }, 1, 1e6),
        new Setting<long>("guards.max-sources", SettingTypes.Count,
            "Sources that a user agent may have and still be excluded: a crowd vouches for no user agent.",
            o => o.Sift.MaxSources, (o, v) => o with { Sift = o.Sift with { MaxSources = (int)v } }, 1, int.MaxValue),
        new Setting<long>("guards.min-sources", SettingTypes.Count,
            "Sources that a service needs to be excluded: few regular callers are what a beacon looks like.",
            o => o.Sift.MinSources, (o, v) => o with { Sift = o.Sift with { MinSources = (int)v } }, 2, CrowdOptions.MostSources),
        new Setting<long>("guards.ticks-in-a-row", SettingTypes.Count,
            "Learning ticks in a row in which a key must pass all guards.",
            o => o.Sift.TicksInARow, (o, v) => o with { Sift = o.Sift with { TicksInARow = (int)v } }, 2, 1000),
        new Setting<string>("guards.never", KeysType,
            "Keys never excluded, separated by commas (within a key: \\,): a text, *.domain, an address or a range of addresses.",
            o => KeyList.Join(o.Sift.Never), (o, v) => o with { Sift = o.Sift with { Never = KeyList.Split(v) } }, "", "\uFFFF"),
        new Setting<long>("exclusions.life", SettingTypes.Time,
            "Event time after which an exclusion ends, unless what spoke for it still holds; as long is a crowd remembered.",
            o => o.Exclusions.LifeSeconds, (o, v) => o with { Exclusions = o.Exclusions with { LifeSeconds = v } }, 1, 30 * Day),
        new Setting<long>("exclusions.max", SettingTypes.Count,
            "Keys of a view excluded at the same time; beyond it they pass and are counted.",
            o => o.Exclusions.MaxKeys, (o, v) => o with { Exclusions = o.Exclusions with { MaxKeys = (int)v } }, 1, 10_000_000),
        new Setting<double>("exclusions.calm-share", SettingTypes.Real,
            "Part of the window below which an excluded key counts as calm.",
            o => o.Exclusions.CalmShare, (o, v) => o with { Exclusions = o.Exclusions with { CalmShare = v } }, 0, 1),
        new Setting<long>("exclusions.calm-ticks", SettingTypes.Count,
            "Learning ticks in a row that a key must be calm before it is released.",
            o => o.Exclusions.CalmTicks, (o, v) => o with { Exclusions = o.Exclusions with { CalmTicks = (int)v } }, 1, 1_000_000),
        new Setting<long>("exclusions.max-by-hand", SettingTypes.Count,
            "Keys about which something may be said by hand (exclusions add, pin, never); one more is refused.",
            o => o.Exclusions.MaxByHand, (o, v) => o with { Exclusions = o.Exclusions with { MaxByHand = (int)v } }, 1, 1_000_000),
        new Setting<long>("verdicts.stats-interval", SettingTypes.Time,
            "Event time between two sidecar_stats records on the verdict socket; written with the next learning tick. 0: none.",
            o => o.Outputs.StatsSeconds, (o, v) => o with { Outputs = o.Outputs with { StatsSeconds = v } }, 0, 30 * Day),
        new Setting<string>("verdicts.home-nets", HomeNetsType,
            "Networks at home: verdicts say then of their addresses whether they are. As HOME_NET in suricata.yaml, which --suricata-yaml takes it from: addresses, networks and ranges, [lists], ! for all but, and $VARIABLES of suricata.yaml. Empty for not known.",
            o => o.Outputs.HomeNets, (o, v) => o with { Outputs = o.Outputs with { HomeNets = v } }, "", "\uFFFF"),
        new Setting<long>("verdicts.max-readers", SettingTypes.Count,
            "Readers of the verdict socket at the same time.",
            o => o.Outputs.MaxReaders, (o, v) => o with { Outputs = o.Outputs with { MaxReaders = (int)v } }, 1, 10_000),
        new Setting<long>("verdicts.max-lines", SettingTypes.Count,
            "Lines that wait for one slow reader; beyond it the oldest is dropped and counted.",
            o => o.Outputs.MaxLines, (o, v) => o with { Outputs = o.Outputs with { MaxLines = (int)v } }, 1, 10_000_000),
        new Setting<string>("residual.file", PathType,
            "File for the records that belong to no excluded key, as Suricata wrote them; empty for none.",
            o => o.Residual.File, (o, v) => o with { Residual = o.Residual with { File = v } }, "", "\uFFFF"),
        new Setting<string>("residual.listen", PathType,
            "Unix stream socket on which readers get them; empty for none.",
            o => o.Residual.Listen, (o, v) => o with { Residual = o.Residual with { Listen = v } }, "", "\uFFFF"),
        new Setting<string>("residual.connect", PathType,
            "Unix stream socket of a reader that is connected to, again and again until it listens; empty for none.",
            o => o.Residual.Connect, (o, v) => o with { Residual = o.Residual with { Connect = v } }, "", "\uFFFF"),
        new Setting<long>("residual.buffer", SettingTypes.Size,
            "Residual that waits for one slow reader or a full disk; beyond it the oldest records are dropped and counted.",
            o => o.Residual.BufferBytes, (o, v) => o with { Residual = o.Residual with { BufferBytes = (int)v } }, 64 << 10, 1 << 30),
        new Setting<long>("residual.rotate", SettingTypes.Size,
            "Size at which residual.file becomes FILE.1, that FILE.2, and so on.",
            o => o.Residual.RotateBytes, (o, v) => o with { Residual = o.Residual with { RotateBytes = v } }, 64 << 10, 1L << 50),
        new Setting<long>("residual.keep", SettingTypes.Count,
            "Residual files kept beside the current one; the oldest go first.",
            o => o.Residual.Keep, (o, v) => o with { Residual = o.Residual with { Keep = (int)v } }, 0, 10_000),
        new Setting<long>("residual.max-readers", SettingTypes.Count,
            "Readers of residual.listen at the same time.",
            o => o.Residual.MaxReaders, (o, v) => o with { Residual = o.Residual with { MaxReaders = (int)v } }, 1, 1_000),
        new Setting<string>("datasets.socket", PathType,
            "Suricata's unix command socket, through which its datasets are kept equal to what is excluded; auto: the one that --suricata-yaml names; empty for no feedback. Read suricata-config/README.md first.",
            o => o.Datasets.Socket, (o, v) => o with { Datasets = o.Datasets with { Socket = v } }, "", "\uFFFF"),
        new Setting<string>("datasets.views", NamesType,
            "Views whose excluded keys Suricata is told: of those whose key is tls.sni, http.hostname or dest_ip.",
            o => KeyList.Join(o.Datasets.Views), (o, v) => o with { Datasets = o.Datasets with { Views = KeyList.Split(v) } }, "", "\uFFFF"),
        new Setting<long>("datasets.max-keys", SettingTypes.Count,
            "Keys in all datasets together; further ones are left out and counted.",
            o => o.Datasets.MaxKeys, (o, v) => o with { Datasets = o.Datasets with { MaxKeys = (int)v } }, 1, 1_000_000),
        new Setting<long>("datasets.max-rate", SettingTypes.Count,
            "Commands a second to Suricata.",
            o => o.Datasets.CommandsPerSecond, (o, v) => o with { Datasets = o.Datasets with { CommandsPerSecond = (int)v } }, 1, 100_000),
        new Setting<long>("datasets.retry", SettingTypes.Time,
            "Pause before the next try when Suricata is out of reach, or has no such dataset.",
            o => o.Datasets.RetryMilliseconds / 1000, (o, v) => o with { Datasets = o.Datasets with { RetryMilliseconds = (int)(1000 * v) } }, 1, 3_600),
        new Setting<string>("elephants.socket", PathType,
            "Suricata's unix command socket, over which it is asked how many bytes the oldest live flows have so far, for status --flows; empty to ask nothing.",
            o => o.Elephants.Socket, (o, v) => o with { Elephants = o.Elephants with { Socket = v } }, "", "\uFFFF"),
        new Setting<long>("elephants.flows", SettingTypes.Count,
            "Flows asked about in a round: the oldest of those that live. A flow that has made no record yet is not known here.",
            o => o.Elephants.Flows, (o, v) => o with { Elephants = o.Elephants with { Flows = (int)v } }, 1, 100_000),
        new Setting<long>("elephants.max-rate", SettingTypes.Count,
            "Questions a second to Suricata.",
            o => o.Elephants.QuestionsPerSecond, (o, v) => o with { Elephants = o.Elephants with { QuestionsPerSecond = (int)v } }, 1, 100_000),
        new Setting<long>("elephants.interval", SettingTypes.Time,
            "Pause between two rounds, and before the next try when Suricata is out of reach.",
            o => o.Elephants.IntervalMilliseconds / 1000, (o, v) => o with { Elephants = o.Elephants with { IntervalMilliseconds = (int)(1000 * v) } }, 1, Day),
        new Setting<long>("elephants.max-unknown", SettingTypes.Count,
            "Flows that Suricata said it has no more, and that are not asked about again; at the bound all are forgotten, and counted.",
            o => o.Elephants.MaxUnknown, (o, v) => o with { Elephants = o.Elephants with { MaxUnknown = (int)v } }, 1, 100_000_000),
        new Setting<long>("snapshots.interval", SettingTypes.Time,
            "Event time between two profile exports, each with the tables of its tick. 1m for those of every tick: that takes a quarter of a second of a processor and 3 MB for each 9,000 keys.",
            o => o.Snapshots.IntervalSeconds, (o, v) => o with { Snapshots = o.Snapshots with { IntervalSeconds = v } }, 1, 30 * Day),
        new Setting<string>("snapshots.sketches", s_yesNo.Type,
            "Whether profile exports carry the values behind the distinct counts, so that exports of several sidecars can be merged.",
            o => s_yesNo.WordOf(o.Snapshots.Sketches), (o, v) => o with { Snapshots = o.Snapshots with { Sketches = s_yesNo.Of(v) } }, "no", "yes"),
        new Setting<long>("snapshots.keep", SettingTypes.Count,
            "Profile exports kept; the oldest go first.",
            o => o.Snapshots.Keep, (o, v) => o with { Snapshots = o.Snapshots with { Keep = (int)v } }, 1, 1_000_000),
        new Setting<long>("snapshots.level", SettingTypes.Count,
            "zstd level of profile exports.",
            o => o.Snapshots.Level, (o, v) => o with { Snapshots = o.Snapshots with { Level = (int)v } }, 1, 19),
        new Setting<long>("snapshots.state-interval", SettingTypes.Time,
            "Event time, and also time of the wall clock, after which the state is saved: a kill loses at most this much learning.",
            o => o.Snapshots.StateIntervalSeconds, (o, v) => o with { Snapshots = o.Snapshots with { StateIntervalSeconds = v } }, 1, 30 * Day),
        new Setting<long>("snapshots.state-level", SettingTypes.Count,
            "zstd level of states: more takes much more processor time and makes them hardly smaller.",
            o => o.Snapshots.StateLevel, (o, v) => o with { Snapshots = o.Snapshots with { StateLevel = (int)v } }, 1, 19),
        new Setting<long>("snapshots.state-keep", SettingTypes.Count,
            "States kept; the oldest go first.",
            o => o.Snapshots.StateKeep, (o, v) => o with { Snapshots = o.Snapshots with { StateKeep = (int)v } }, 1, 1_000_000),
        new Setting<long>("snapshots.state-max-bytes", SettingTypes.Size,
            "Size of all states kept; the latest stays in any case.",
            o => o.Snapshots.StateMaxBytes, (o, v) => o with { Snapshots = o.Snapshots with { StateMaxBytes = v } }, 1 << 20, 1L << 40),
        new Setting<long>("snapshots.journal-max-bytes", SettingTypes.Size,
            "Length at which the journal of exclusions is replaced by its latest frame.",
            o => o.Snapshots.JournalMaxBytes, (o, v) => o with { Snapshots = o.Snapshots with { JournalMaxBytes = v } }, 4096, 1 << 30),
        new Setting<string>("snapshots.restore", s_yesNo.Type,
            "yes: a start goes on where the last one on the same folder stood; no: it begins with nothing.",
            o => s_yesNo.WordOf(o.Snapshots.Restore), (o, v) => o with { Snapshots = o.Snapshots with { Restore = s_yesNo.Of(v) } }, "no", "yes"),
        new Setting<string>("metrics.otlp", AddressType,
            "Collector that the figures of /metrics are sent to, by OTLP over HTTP (protobuf), for example http://127.0.0.1:4318; without a path /v1/metrics is meant. Empty for none.",
            o => o.Metrics.OtlpEndpoint, (o, v) => o with { Metrics = o.Metrics with { OtlpEndpoint = v } }, "", "\uFFFF"),
        new Setting<long>("metrics.otlp-interval", SettingTypes.Time,
            "Time of the wall clock between two sendings.",
            o => o.Metrics.OtlpIntervalSeconds, (o, v) => o with { Metrics = o.Metrics with { OtlpIntervalSeconds = v } }, 1, Day),
    ];

    private static bool TryReadText(string text, [NotNullWhen(true)] out string? value) => (value = text) is not null;

    private static bool TryReadPath(string text, [NotNullWhen(true)] out string? value) => (value = text.Any(char.IsControl) ? null : text) is not null;

    private static bool TryReadAddress(string text, [NotNullWhen(true)] out string? value) =>
        (value = text.Length == 0 || (Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && (address.Scheme is "http" or "https")) ? text : null) is not null;

    private static bool TryReadSocketPath(string text, [NotNullWhen(true)] out string? value) => TryReadPath(text, out value) && text.Length > 0;

    /// <summary>A list of YAML comes with backslashes before commas inside its entries; what a variable stands for is looked at later.</summary>
    private static bool TryReadHomeNets(string text, [NotNullWhen(true)] out string? value)
    {
        string plain = text.Replace("\\,", ",", StringComparison.Ordinal);
        value = HomeNets.TryParse(plain, _ => "any", out _, out _) ? plain : null;
        return value is not null;
    }

    private static bool TryReadUsers(string text, [NotNullWhen(true)] out string? value) => (value = KeyList.Split(text).All(UserName.IsKnown) ? text : null) is not null;
}
