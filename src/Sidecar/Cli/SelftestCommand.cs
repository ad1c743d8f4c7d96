using System.CommandLine;
using Sidecar.Engine.Selftest;

namespace Sidecar.Cli;

/// <summary><c>eve-sidecar selftest</c>: what this program is on this machine, and whether its parser can be believed.</summary>
internal static class SelftestCommand
{
    /// <summary>Some two seconds of work.</summary>
    private const int GeneratedRecords = 50_000;

    public static Command Create()
    {
        Option<string[]> eve = new("--eve")
        {
            Description = "Also compare the lines of EVE files, plain, gzip or zstd; - is standard input.",
            HelpName = "FILE",
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        };
        eve.Validators.Add(Inputs.RefuseEmptyName);
        Option<int> seed = new("--seed")
        {
            Description = "Seed of the generated records.",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        };
        seed.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > int.MaxValue - GeneratedRecords)
            {
                result.AddError($"--seed must be within 0 and {int.MaxValue - GeneratedRecords}");
            }
        });
        Option<bool> json = new("--json")
        {
            Description = "One JSON object instead of lines.",
        };
        Command command = new("selftest",
            "Shows build, processor and JSON kernel, and holds every kernel of this build against the scalar parser and "
            + "System.Text.Json: each field of generated records, and of each line of EVE files. The exit code is 1 when they differ. "
            + "Example: eve-sidecar selftest --eve /var/log/suricata/eve.json");
        command.Options.Add(eve);
        command.Options.Add(seed);
        command.Options.Add(json);
        command.SetAction(parsed => Failure.Catch(() => Test(
            parsed.GetValue(eve)!, parsed.GetValue(seed), parsed.GetValue(json))));
        return command;
    }

    private static int Test(string[] files, int seed, bool json)
    {
        ParserComparison generated = new();
        generated.CompareGenerated(seed, GeneratedRecords);
        List<ComparedFile> compared = [];
        foreach (string file in files)
        {
            ParserComparison comparison = new();
            Inputs.ReadEach([file], comparison.CompareLines);
            compared.Add(new ComparedFile(file, comparison));
        }

        SelftestReport report = new(seed, generated, compared);
        if (json)
        {
            using Stream output = Console.OpenStandardOutput();
            report.WriteJson(output);
        }
        else
        {
            report.WriteText(Console.Out);
        }

        return report.Agree ? ExitCode.Done : ExitCode.Failed;
    }
}
