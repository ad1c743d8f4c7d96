using Sidecar.Engine;
using Sidecar.Suricata;

namespace Sidecar.Doctor;

/// <summary>What the checks look at, and the checks: a finding each for what is not as it should be, the worst first.</summary>
/// <param name="File">suricata.yaml, as the person named it.</param>
/// <param name="EveSocket">Where the sidecar listens.</param>
/// <param name="Options">What the sidecar runs with.</param>
internal sealed record Examination(string File, SuricataYaml Yaml, string EveSocket, EngineOptions Options, MachineFacts Machine)
{
    private static readonly Func<Examination, IEnumerable<Finding>>[] s_checks =
    [
        EveLogChecks.Pointed, EveLogChecks.Replaced, EveLogChecks.Twice, EveLogChecks.Threaded, EveLogChecks.Datagrams, EveLogChecks.Prefix,
        SizeChecks.Alerts, SizeChecks.Stats, SizeChecks.LargeTypes,
        MachineChecks.SendBuffer, MachineChecks.Listener, MachineChecks.Permission, MachineChecks.Users, MachineChecks.AppArmor, MachineChecks.Version,
        TypeChecks.Missing, TypeChecks.Extended, TypeChecks.Fingerprints, TypeChecks.Statistics,
        FeedbackChecks.Enabled, FeedbackChecks.Path,
        AddressChecks.HomeNet,
        TimeoutChecks.Closed, TimeoutChecks.Differing,
    ];

    private readonly Lazy<IReadOnlyList<EveLog>> _logs = new(() => EveLog.All(Yaml));

    /// <summary>All eve-logs that suricata.yaml has.</summary>
    public IReadOnlyList<EveLog> Logs => _logs.Value;

    /// <summary>Those that write to the sidecar.</summary>
    public IEnumerable<EveLog> Ours => Logs.Where(log => log.IsEnabled && log.FileType switch
    {
        EveLog.Stream => log.PointsAt(EveSocket),
        EveLog.Datagrams => log.PointsAt(Options.Inputs.DatagramPath),
        _ => Options.Inputs.Files.Any(log.PointsAt),
    });

    public IReadOnlyList<Finding> Findings() => [.. s_checks.SelectMany(check => check(this)).OrderBy(finding => finding.Severity)];
}
