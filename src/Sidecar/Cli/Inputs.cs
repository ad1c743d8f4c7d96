using System.CommandLine;
using System.CommandLine.Parsing;
using System.IO.Pipelines;
using Sidecar.Engine.Ingest;
using Sidecar.Engine.Outputs;

namespace Sidecar.Cli;

/// <summary>The files that a command reads, one after the other; what goes wrong in one names it.</summary>
internal static class Inputs
{
    /// <summary>The argument of a command that reads files.</summary>
    public static Argument<string[]> Argument()
    {
        Argument<string[]> inputs = new("INPUT")
        {
            Description = "EVE files, plain, gzip or zstd, one after the other; - is standard input.",
            Arity = ArgumentArity.OneOrMore,
        };
        inputs.Validators.Add(RefuseEmptyName);
        inputs.Validators.Add(RefuseUnknownOption);
        return inputs;
    }

    /// <summary>Where files may stand, an option that is misspelt would be taken for one.</summary>
    private static void RefuseUnknownOption(SymbolResult result)
    {
        if (result.Tokens.FirstOrDefault(token => token.Value is ['-', _, ..]) is Token option)
        {
            result.AddError($"There is no option {option.Value}; a file of that name is ./{option.Value}");
        }
    }

    /// <summary>An empty name is what an unset variable of a shell leaves behind.</summary>
    public static void RefuseEmptyName(SymbolResult result)
    {
        if (result.Tokens.Any(token => token.Value.Length == 0))
        {
            result.AddError("The name of a file is empty.");
        }
    }

    /// <summary>
    /// Refuses to write over what is to be read, which would be empty before the first record is taken, and to write two
    /// things into one file.
    /// </summary>
    public static Action<CommandResult> RefuseOverwriting(Argument<string[]> inputs, params IReadOnlyList<Option> outputs) => result =>
    {
        // By tokens: to ask for a value here would pass the validators of the argument by.
        string[] read = [.. Files(result.GetResult(inputs)?.Tokens)];
        List<(Option Output, string File)> written = [];
        foreach (Option output in outputs)
        {
            if (Files(result.GetResult(output)?.Tokens).FirstOrDefault() is not string file)
            {
                continue;
            }

            if (read.Any(input => OutputFile.AreOne(file, input)))
            {
                result.AddError($"{output.Name} {file}: is an input too, and would be overwritten");
            }
            else if (written.Find(earlier => OutputFile.AreOne(file, earlier.File)) is (Option taken, _))
            {
                result.AddError($"{output.Name} {file}: {taken.Name} goes there too; give each a file of its own");
            }

            written.Add((output, file));
        }
    };

    /// <exception cref="IOException">A file is missing, may not be read, breaks off or is damaged.</exception>
    public static void ReadEach(IReadOnlyList<string> inputs, Action<PipeReader> readToEnd, Progress? progress = null) =>
        Each(inputs, input => readToEnd(FileInput.Open(input, progress is null ? null : progress.Watch)));

    /// <summary>The same for who reads into memory of his own.</summary>
    public static void ReadEachStream(IReadOnlyList<string> inputs, Action<Stream> readToEnd, Progress? progress = null) => Each(inputs, input =>
    {
        using Stream stream = FileInput.OpenStream(input, progress is null ? null : progress.Watch);
        readToEnd(stream);
    });

    private static void Each(IReadOnlyList<string> inputs, Action<string> readToEnd)
    {
        foreach (string input in inputs)
        {
            if (Directory.Exists(input))
            {
                // To open it is said to be denied, whoever asks.
                throw new IOException($"{input}: is a folder; name the files in it");
            }

            try
            {
                readToEnd(input);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or ZstdSharp.ZstdException)
            {
                throw new IOException($"{(input == "-" ? "standard input" : input)}: {e.Message}", e);
            }
        }
    }

    private static IEnumerable<string> Files(IReadOnlyList<Token>? names) =>
        names?.Select(name => name.Value).Where(name => name.Length > 0 && name != "-") ?? [];
}
