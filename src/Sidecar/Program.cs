using System.CommandLine;
using Sidecar.Cli;

BestBuild.HandOver(args);
Console.SetError(new StandardError(Console.Error));

RootCommand root = new("Learns which services and user agents are the heavy hitters of Suricata's EVE records, says so, and lets the rest through.")
{
    RunCommand.Create(),
    StatusCommand.Create(),
    TopCommand.Create(),
    ExclusionsCommand.Create(),
    ReplayCommand.Create(),
    PlaybookCommand.Create(),
    ConfigCommand.Create(),
    SelectCommand.Create(),
    ExtractCommand.Create(),
    SnapshotCommand.Create(),
    SelftestCommand.Create(),
    DoctorCommand.Create(),
};

ParseResult parsed = root.Parse(args);
int code = parsed.Invoke();
return parsed.Errors.Count > 0 ? ExitCode.Usage : code;
