using System.CommandLine;
using System.Runtime.InteropServices;
using Sidecar.Control;
using Sidecar.Dashboard;
using Sidecar.Engine;
using Sidecar.Engine.Ingest;
using Sidecar.Report;

namespace Sidecar.Cli;

/// <summary><c>eve-sidecar run</c>: the daemon, until SIGTERM or SIGINT; SIGHUP lets it read its configuration again.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        Option<DirectoryInfo?> runDirectory = RunDirectory.Option();
        Option<DirectoryInfo?> stateDirectory = new("--state-dir")
        {
            Description = "Folder of what must outlive a boot: snapshots, positions, the report; else $STATE_DIRECTORY, else the run directory.",
            HelpName = "DIR",
        };
        Argument<string[]> inputs = Inputs.Argument();
        inputs.Arity = ArgumentArity.ZeroOrMore;
        inputs.Description = "EVE files to follow beside the socket, and named pipes; gzip, zstd and - (standard input) are read once.";
        DashboardArguments dashboard = new();
        ConfigurationArguments common = new();
        Command command = new("run",
            "Listens for Suricata on DIR/eve.sock and gives verdicts on DIR/verdicts.sock. Example: eve-sidecar run --run-dir /run/eve-sidecar");
        command.Arguments.Add(inputs);
        command.Options.Add(runDirectory);
        command.Options.Add(stateDirectory);
        dashboard.AddTo(command);
        common.AddTo(command);
        command.SetAction(parsed => Failure.Catch(() => Run(
            () => common.Read(parsed),
            parsed.GetValue(inputs)!,
            RunDirectory.Open(parsed.GetValue(runDirectory)?.ToString(), parsed.GetValue(stateDirectory)?.ToString(), Environment.GetEnvironmentVariable),
            dashboard.Read(parsed))));
        return command;
    }

    /// <param name="read">Reads the configuration, now and at every SIGHUP.</param>
    /// <param name="dashboard">Nothing when none is to be served.</param>
    private static int Run(Func<EngineOptions> read, string[] inputs, RunDirectory directory, DashboardPlace? dashboard)
    {
        EngineOptions options = read();
        using ManualResetEvent stop = new(false);
        using AutoResetEvent hangUp = new(false);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using PosixSignalRegistration reading = PosixSignalRegistration.Create(PosixSignal.SIGHUP, ReadAgain);
        InheritedSockets inherited = InheritedSockets.Take(Environment.GetEnvironmentVariable, Environment.ProcessId);
        using LiveEngine live = new(directory.Complete(options, inputs), directory.EveSocket(options), directory.VerdictSocket, directory.Snapshots, directory.HandRules, inherited, say: Failure.Say);
        using ControlPages pages = new(live, options, directory.Path);
        using ControlServer control = new(directory.ControlSocket, ControlServer.Mode, pages.Map, Failure.Say);
        using ServiceManager manager = ServiceManager.Of(Environment.GetEnvironmentVariable, Environment.ProcessId);
        using Watchdog watchdog = new(manager.WatchdogTime, () => live.Rounds, manager.Alive);
        using OtlpSender? otlp = options.Metrics.OtlpEndpoint.Length == 0 ? null : new OtlpSender(live, options.Metrics, Failure.Say);
        using DashboardPanel? panel = dashboard is null ? null : new DashboardPanel(live, options, directory.Path, dashboard, directory.DashboardToken);
        live.Start();
        manager.Ready();
        Failure.Say($"listening on {inherited.Stream?.Path ?? directory.EveSocket(options)}, verdicts on {directory.VerdictSocket}");
        if (panel is not null)
        {
            Failure.Say($"dashboard {panel.Url}, token in {panel.TokenFile}");
        }

        Reload reload = new(options, read, live.Retune);
        while (WaitHandle.WaitAny([stop, hangUp]) != 0)
        {
            manager.Reloading();
            reload.Run();
            manager.Ready();
        }

        manager.Stopping();
        Engine.Engine engine = live.Stop();
        string? report = null;
        try
        {
            HtmlReport.Write(directory.Report, engine);
            report = directory.Report;
        }
        finally
        {
            // The accounts of the run are told even when the report cannot be written.
            Summary.Write(Console.Error, live.Stats(), report);
        }

        return live.Stats().Inputs.Any(input => input.Failure is not null) ? ExitCode.Failed : ExitCode.Done;

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Set();
        }

        void ReadAgain(PosixSignalContext context)
        {
            context.Cancel = true;
            hangUp.Set();
        }
    }
}
