using System.CommandLine;
using Sidecar.Engine;
using Sidecar.Engine.Outputs;
using Sidecar.Engine.Snapshots;
using Sidecar.Report;

namespace Sidecar.Cli;

/// <summary><c>eve-sidecar replay</c>: the same engine over files, in event time, as fast as it goes.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        Argument<string[]> inputs = Inputs.Argument();
        Option<string> verdicts = new("--verdicts")
        {
            Description = "Where the verdict lines go; - is standard output.",
            HelpName = "FILE",
            DefaultValueFactory = _ => "-",
        };
        Option<string?> residual = new("--residual")
        {
            Description = "Where the records go that belong to no excluded key, byte for byte; - is standard output.",
            HelpName = "FILE",
        };
        Option<string?> snapshot = new("--snapshot")
        {
            Description = "Where the profiles at the end go: NDJSON, zstd; - is standard output.",
            HelpName = "FILE",
        };
        Option<DirectoryInfo?> report = new("--report")
        {
            Description = "Folder for report.html and its pictures as SVG and PNG.",
            HelpName = "DIR",
        };
        verdicts.Validators.Add(Inputs.RefuseEmptyName);
        residual.Validators.Add(Inputs.RefuseEmptyName);
        snapshot.Validators.Add(Inputs.RefuseEmptyName);
        Option<bool> quiet = QuietOption.Create();
        ConfigurationArguments common = new();
        Command command = new("replay",
            "Runs the engine over EVE files and writes the verdicts that the daemon would. Example: zcat eve.json.*.gz | eve-sidecar replay -");
        command.Arguments.Add(inputs);
        command.Options.Add(verdicts);
        command.Options.Add(residual);
        command.Options.Add(snapshot);
        command.Options.Add(report);
        command.Options.Add(quiet);
        common.AddTo(command);
        command.Validators.Add(Inputs.RefuseOverwriting(inputs, verdicts, residual, snapshot));
        command.SetAction(parsed => Failure.Catch(() => Replay(
            common.Read(parsed),
            parsed.GetValue(inputs)!,
            parsed.GetValue(verdicts)!,
            parsed.GetValue(residual),
            parsed.GetValue(snapshot),
            parsed.GetValue(report)?.ToString(),
            parsed.GetValue(quiet))));
        return command;
    }

    private static int Replay(EngineOptions options, string[] inputs, string verdicts, string? residual, string? snapshot, string? report, bool isQuiet)
    {
        using Progress progress = Progress.Of(inputs, isQuiet);
        using VerdictFile sink = new(Create(verdicts, progress));
        using ResidualFile? left = residual is null ? null : new(Create(residual, progress));
        using Engine.Engine engine = new(options, [sink], snapshotFolder: null, left);
        progress.CountRecords(() => engine.Received);
        Inputs.ReadEach(inputs, engine.ReadToEnd, progress);
        progress.Dispose();
        engine.Finish();
        if (snapshot is not null)
        {
            WriteSnapshot(snapshot, engine, options.Snapshots.Level);
        }

        string? page = null;
        if (report is not null)
        {
            page = HtmlReport.WriteFolder(report, engine);
        }

        if (!isQuiet)
        {
            Summary.Write(Console.Error, engine.Stats() with { LatestSnapshot = snapshot }, page);
        }

        return ExitCode.Done;
    }

    private static void WriteSnapshot(string name, Engine.Engine engine, int level)
    {
        if (name != "-" && !OutputFile.IsPipeOrDevice(name))
        {
            ProfileExport.Write(name, engine.Latest, level);
            return;
        }

        // To replace it, as a file is, would take a pipe or device away from everybody.
        using Stream stream = name == "-" ? StandardOutput.Open() : OutputFile.Create(name);
        ProfileExport.Write(stream, engine.Latest, level);
    }

    private static Stream Create(string name, Progress progress) => name == "-" ? progress.Beside(Console.OpenStandardOutput()) : OutputFile.Create(name);
}
