using System.CommandLine;
using Sidecar.Engine.Ingest;
using Sidecar.Engine.Outputs;
using Sidecar.Engine.Snapshots;

namespace Sidecar.Cli;

/// <summary><c>eve-sidecar snapshot merge</c>: the profile exports of several sidecars as those of one that saw all.</summary>
internal static class SnapshotMergeCommand
{
    private const int Level = 3;

    public static Command Create()
    {
        Argument<string[]> inputs = new("EXPORT")
        {
            Description = "Profile exports (profiles-*.ndjson.zst, or of replay --snapshot), of sidecars that each saw a part of the flows.",
            Arity = ArgumentArity.OneOrMore,
        };
        inputs.Validators.Add(Inputs.RefuseEmptyName);
        Option<string> output = new("--output", "-o")
        {
            Description = "Where the merged profiles go, zstd when the name ends in .zst; - is standard output.",
            HelpName = "FILE",
            DefaultValueFactory = _ => "-",
        };
        output.Validators.Add(Inputs.RefuseEmptyName);
        Command command = new("merge",
            "Adds up profile exports: sums are exact, distinct counts as if one sidecar had seen all. Example: eve-sidecar snapshot merge a.ndjson.zst b.ndjson.zst -o all.ndjson.zst");
        command.Arguments.Add(inputs);
        command.Options.Add(output);
        command.Validators.Add(Inputs.RefuseOverwriting(inputs, output));
        command.SetAction(parsed => Failure.Catch(() => Merge(parsed.GetValue(inputs)!, parsed.GetValue(output)!)));
        return command;
    }

    private static int Merge(string[] inputs, string output)
    {
        ProfileMerge merge = new();
        Inputs.ReadEach(inputs, reader =>
        {
            merge.Begin();
            RecordReader.ReadToEnd(reader, merge.Take);
        });
        using Stream stream = output == "-" ? StandardOutput.Open() : OutputFile.Create(output);
        if (output.EndsWith(".zst", StringComparison.Ordinal))
        {
            using ZstdSharp.CompressionStream zstd = new(stream, Level, leaveOpen: true);
            merge.Write(zstd);
        }
        else
        {
            using BufferedStream buffered = new(stream);
            merge.Write(buffered);
        }

        return ExitCode.Done;
    }
}
