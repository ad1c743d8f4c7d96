using System.CommandLine;

namespace Sidecar.Cli;

/// <summary>Which states a command looks into: a folder or file, or the folder of an instance. Each command gets objects of its own.</summary>
internal sealed class SnapshotArguments
{
    private readonly Argument<string?> _path = new("DIR|FILE")
    {
        Description = "A folder of states, or one of them; that of the service when nothing is said, else of the usual run directory.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<DirectoryInfo?> _runDirectory = new("--run-dir")
    {
        Description = "The run directory whose snapshots are meant.",
        HelpName = "DIR",
    };

    private readonly Option<DirectoryInfo?> _stateDirectory = new("--state-dir")
    {
        Description = "The state directory whose snapshots are meant.",
        HelpName = "DIR",
    };

    public void AddTo(Command command)
    {
        command.Arguments.Add(_path);
        command.Options.Add(_runDirectory);
        command.Options.Add(_stateDirectory);
    }

    public string Read(ParseResult parsed) => parsed.GetValue(_path) ?? RunDirectory.FindSnapshots(
        parsed.GetValue(_runDirectory)?.ToString(), parsed.GetValue(_stateDirectory)?.ToString(), Directory.Exists);

    /// <exception cref="IOException">There is neither a file nor a folder.</exception>
    public static void RefuseMissing(string path)
    {
        if (!Directory.Exists(path) && !File.Exists(path))
        {
            throw new IOException($"{path}: there is no such file or folder; say where: DIR, FILE or --run-dir DIR");
        }
    }
}
