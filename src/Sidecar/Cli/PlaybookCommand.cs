using System.Buffers;
using System.CommandLine;
using Sidecar.Engine;
using Sidecar.Engine.Eve;
using Sidecar.Engine.Ingest;
using Sidecar.Engine.Learning;
using Sidecar.Engine.Profiles;
using Sidecar.Report;

namespace Sidecar.Cli;

/// <summary><c>eve-sidecar playbook</c>: the method once, over a whole file, as the notebook does it.</summary>
internal static class PlaybookCommand
{
    public static Command Create()
    {
        Argument<string[]> inputs = Inputs.Argument();
        Option<string> view = new("--view")
        {
            Description = "What to profile.",
            DefaultValueFactory = _ => View.HttpUserAgent.Name,
        };
        view.AcceptOnlyFromAmong(View.HttpUserAgent.Name);
        Option<int> clusters = new("-k")
        {
            Description = "Clusters.",
            DefaultValueFactory = _ => LearningOptions.Default.Clusters,
        };
        Option<int> components = new("--components")
        {
            Description = "Principal components.",
            DefaultValueFactory = _ => LearningOptions.Default.Components,
        };
        Option<ulong> seed = new("--seed")
        {
            Description = "Seed of the k-means starts.",
            DefaultValueFactory = _ => LearningOptions.Default.Seed,
        };
        Option<bool> json = new("--json")
        {
            Description = "One JSON object instead of a table.",
        };
        Option<DirectoryInfo?> report = new("--report")
        {
            Description = "Folder for report.html and its pictures as SVG and PNG.",
            HelpName = "DIR",
        };
        Option<bool> quiet = QuietOption.Create();
        RequireAtLeastOne(clusters);
        RequireAtLeastOne(components);
        Command command = new("playbook",
            "Profiles, scales, reduces and clusters a whole file once; the farthest cluster holds the heavy hitters. Example: eve-sidecar playbook --json eve.json");
        command.Arguments.Add(inputs);
        command.Options.Add(view);
        command.Options.Add(clusters);
        command.Options.Add(components);
        command.Options.Add(seed);
        command.Options.Add(json);
        command.Options.Add(report);
        command.Options.Add(quiet);
        command.SetAction(parsed => Failure.Catch(() => Play(
            parsed.GetValue(inputs)!,
            LearningOptions.Default with
            {
                Clusters = parsed.GetValue(clusters),
                Components = parsed.GetValue(components),
                Seed = parsed.GetValue(seed),
            },
            parsed.GetValue(json),
            parsed.GetValue(report)?.ToString(),
            parsed.GetValue(quiet))));
        return command;
    }

    private static void RequireAtLeastOne(Option<int> option) =>
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError($"{option.Name} must be at least 1");
            }
        });

    private static int Play(string[] inputs, LearningOptions options, bool json, string? report, bool isQuiet)
    {
        PlaybookJoin join = new(EveField.HttpUserAgent, "http", (long)Secret.Next());
        using (Progress progress = Progress.Of(inputs, isQuiet))
        {
            progress.CountRecords(() => join.Read);
            Inputs.ReadEach(inputs, reader => RecordReader.ReadToEnd(reader, line => join.Add(line)), progress);
        }

        PlaybookTable table = join.Join();
        if (PlaybookRefusal.Find(table, options) is string refusal)
        {
            Failure.Say(refusal);
            return ExitCode.Failed;
        }

        LearningResult result = LearningStep.Run(table.Features, options);
        if (json)
        {
            ArrayBufferWriter<byte> output = new();
            PlaybookJson.Write(output, table, result);
            using Stream stdout = Console.OpenStandardOutput();
            stdout.Write(output.WrittenSpan);
        }
        else
        {
            PlaybookTextTable.Write(Console.Out, table, result);
        }

        if (report is not null)
        {
            string page = PlaybookReport.WriteFolder(report, View.HttpUserAgent.Name, table, result, options.Seed);
            if (!isQuiet)
            {
                Failure.Say($"report {page}");
            }
        }

        return ExitCode.Done;
    }
}
