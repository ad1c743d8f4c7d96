using System.CommandLine;

namespace Sidecar.Cli;

/// <summary>The option of commands that read files. Each command gets an object of its own.</summary>
internal static class QuietOption
{
    public static Option<bool> Create() => new("--quiet")
    {
        Description = "No progress and no summary; what goes wrong is still said.",
    };
}
