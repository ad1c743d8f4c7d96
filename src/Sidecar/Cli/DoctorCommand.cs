using System.CommandLine;
using Sidecar.Config;
using Sidecar.Doctor;
using Sidecar.Engine;
using Sidecar.Suricata;

namespace Sidecar.Cli;

/// <summary><c>eve-sidecar doctor</c>: what in this machine's set-up would lose records, and the line to change.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        ConfigurationArguments common = new();
        Option<FileInfo?> yaml = new("--suricata-yaml")
        {
            Description = "Suricata's configuration; that of the running Suricata, else /etc/suricata/suricata.yaml.",
            HelpName = "FILE",
        };
        Option<DirectoryInfo?> runDirectory = RunDirectory.Option();
        Option<bool> json = new("--json") { Description = "The findings as one JSON object." };
        Command command = new("doctor",
            "Looks at suricata.yaml, the kernel, the sockets and a running Suricata, and says what loses records, what it does and the line to change, "
            + "the worst first. Changes nothing. The exit code is 1 when something loses records. "
            + "Example: eve-sidecar doctor --suricata-yaml /etc/suricata/suricata.yaml");
        command.Options.Add(yaml);
        command.Options.Add(runDirectory);
        command.Options.Add(common.Configuration);
        command.Options.Add(common.Set);
        command.Options.Add(json);
        command.SetAction(parsed => Failure.Catch(() => Examine(
            parsed.GetValue(yaml)?.ToString(),
            RunDirectory.Find(Path.GetFullPath(parsed.GetValue(runDirectory)?.ToString() ?? RunDirectory.Find(null).Path)),
            ConfigurationReader.Read(parsed.GetValue(common.Configuration)?.FullName, parsed.GetValue(common.Set)!),
            parsed.GetValue(json))));
        return command;
    }

    private static int Examine(string? file, RunDirectory directory, EngineOptions options, bool json)
    {
        MachineReader machine = new("/");
        file ??= machine.SuricataYamlFile();
        SuricataYaml yaml = SuricataYaml.Read(file);
        if (machine.SidecarReadsSuricataYaml())
        {
            options = SuricataSockets.Listen(yaml, options);
        }

        string socket = directory.EveSocket(options);
        Examination seen = new(file, yaml, socket, directory.Complete(SuricataSockets.Resolve(yaml, options), []), machine.Read(file, yaml, socket));
        IReadOnlyList<Finding> findings = seen.Findings();
        if (json)
        {
            using Stream output = StandardOutput.Open();
            DoctorReport.WriteJson(output, seen, findings);
        }
        else
        {
            Console.Out.Write(DoctorReport.Text(seen, findings));
        }

        return DoctorReport.Loses(findings) ? ExitCode.Failed : ExitCode.Done;
    }
}
