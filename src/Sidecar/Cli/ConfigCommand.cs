using System.CommandLine;
using Sidecar.Config;

namespace Sidecar.Cli;

/// <summary><c>eve-sidecar config</c>: what may be configured, and whether a file is right.</summary>
internal static class ConfigCommand
{
    public static Command Create()
    {
        Command command = new("config", "Shows and checks the configuration. Example: eve-sidecar config defaults > sidecar.yaml");
        command.Subcommands.Add(Defaults());
        command.Subcommands.Add(Check());
        command.Subcommands.Add(Show());
        return command;
    }

    private static Command Defaults()
    {
        Command command = new("defaults", "Prints a sidecar.yaml with every option at its default. Example: eve-sidecar config defaults > sidecar.yaml");
        command.SetAction(_ => Failure.Catch(() =>
        {
            DefaultsFile.Write(Console.Out);
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command Show()
    {
        ConfigurationArguments common = new();
        Command command = new("show", "Prints what run would run with: the defaults, suricata.yaml, the file and --set, in that order. Example: eve-sidecar config show --suricata-yaml /etc/suricata/suricata.yaml");
        common.AddTo(command);
        command.SetAction(parsed => Failure.Catch(() =>
        {
            ShownConfiguration.Write(Console.Out, common.Read(parsed));
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command Check()
    {
        ConfigurationArguments common = new();
        Command command = new("check", "Reads a configuration as run would and names every fault. Example: eve-sidecar config check -c sidecar.yaml");
        common.AddTo(command);
        command.SetAction(parsed => Failure.Catch(() =>
        {
            common.Read(parsed);
            Console.Error.WriteLine("eve-sidecar: the configuration can be used");
            return ExitCode.Done;
        }));
        return command;
    }
}
