using System.CommandLine;
using Sidecar.Config;
using Sidecar.Engine;
using Sidecar.Suricata;

namespace Sidecar.Cli;

/// <summary>Options that several commands share. Each command gets objects of its own.</summary>
internal sealed class ConfigurationArguments
{
    public Option<FileInfo?> Configuration { get; } = new("--config", "-c")
    {
        Description = "Configuration, sidecar.yaml.",
        HelpName = "FILE",
    };

    public Option<FileInfo?> SuricataConfiguration { get; } = new("--suricata-yaml")
    {
        Description = "Take the time-outs of flows, the EVE socket, the home networks and, for options that say auto, the command socket from Suricata's own configuration.",
        HelpName = "FILE",
    };

    public Option<string[]> Set { get; } = new("--set")
    {
        Description = "Set any option of the configuration, for example --set learning.interval=5m; may stand several times.",
        HelpName = "a.b=value",
        DefaultValueFactory = _ => [],
    };

    public Option<long?> Seed { get; } = new("--seed")
    {
        Description = "Seed of all randomness; short for --set learning.seed=N.",
        HelpName = "N",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(Configuration);
        command.Options.Add(SuricataConfiguration);
        command.Options.Add(Set);
        command.Options.Add(Seed);
    }

    /// <exception cref="ConfigurationException">The file or an option is wrong.</exception>
    public EngineOptions Read(ParseResult parsed)
    {
        List<string> assignments = [.. parsed.GetValue(Set)!];
        if (parsed.GetValue(Seed) is long seed)
        {
            assignments.Add($"learning.seed={seed}");
        }

        SuricataYaml? suricata = parsed.GetValue(SuricataConfiguration) is FileInfo file ? SuricataYaml.Read(file.FullName) : null;
        EngineOptions? theirs = suricata is null ? null : Take(suricata);
        EngineOptions options = ConfigurationReader.Read(parsed.GetValue(Configuration)?.FullName, assignments, theirs);
        return SuricataHomeNets.Resolve(suricata, SuricataSockets.Resolve(suricata, options));
    }

    private static EngineOptions Take(SuricataYaml suricata)
    {
        if (TriedVersions.IsBeyond(suricata))
        {
            Failure.Say($"warning: suricata.yaml is for Suricata {TriedVersions.SaidBy(suricata)}. {TriedVersions.Consequence}");
        }

        EngineOptions timed = SuricataFlowSettings.Apply(suricata, EngineOptions.Default, Failure.Say);
        return SuricataHomeNets.Apply(suricata, SuricataSockets.Listen(suricata, timed), Failure.Say);
    }
}
