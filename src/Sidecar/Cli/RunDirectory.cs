using System.CommandLine;
using Sidecar.Engine;

namespace Sidecar.Cli;

/// <summary>
/// The folder that holds the sockets and the state of one instance: --run-dir, or /run/eve-sidecar for root, or
/// $XDG_RUNTIME_DIR/eve-sidecar.
/// </summary>
internal sealed class RunDirectory
{
    private RunDirectory(string path) => Path = path;

    public string Path { get; }

    public string EveSocket => System.IO.Path.Combine(Path, "eve.sock");

    public string VerdictSocket => System.IO.Path.Combine(Path, "verdicts.sock");

    public string ControlSocket => System.IO.Path.Combine(Path, "control.sock");

    /// <summary>What people said about keys.</summary>
    public string HandRules => System.IO.Path.Combine(Path, "exclusions-by-hand.json");

    public string Snapshots => System.IO.Path.Combine(Path, "snapshots");

    public string Report => System.IO.Path.Combine(Path, "report.html");

    /// <summary>The options of one instance: more files to read, and paths of its own in this folder.</summary>
    /// <param name="files">Beside those of the configuration; each is read once, however often it is named.</param>
    public EngineOptions Complete(EngineOptions options, IReadOnlyList<string> files)
    {
        string datagrams = options.Inputs.DatagramPath;
        return options with
        {
            Inputs = options.Inputs with
            {
                DatagramPath = datagrams.Length == 0 ? "" : System.IO.Path.Combine(Path, datagrams),
                Files = [.. options.Inputs.Files.Concat(files).Select(file => file == "-" ? file : System.IO.Path.GetFullPath(file)).Distinct()],
                PositionFile = System.IO.Path.Combine(Path, "positions"),
            },
        };
    }

    /// <summary>The folder as a command names it that talks to the sidecar in it; nothing is made.</summary>
    /// <exception cref="IOException">None was named and there is no usual one.</exception>
    public static RunDirectory Of(string? chosen) => new(chosen ?? Usual());

    /// <summary>The option of every command that runs a sidecar or talks to one.</summary>
    public static Option<DirectoryInfo?> Option() => new("--run-dir")
    {
        Description = "Folder of the sockets and the state; /run/eve-sidecar as root, else $XDG_RUNTIME_DIR/eve-sidecar.",
        HelpName = "DIR",
    };

    /// <exception cref="IOException">The folder cannot be made, or none was named and there is no usual one.</exception>
    public static RunDirectory Open(string? chosen)
    {
        string path = chosen ?? Usual();
        Directory.CreateDirectory(path);
        return new RunDirectory(path);
    }

    /// <summary>The same without making it, for who only looks.</summary>
    /// <exception cref="IOException">None was named and there is no usual one.</exception>
    public static RunDirectory Find(string? chosen) => new(chosen ?? Usual());

    private static string Usual()
    {
        if (Environment.IsPrivilegedProcess)
        {
            return "/run/eve-sidecar";
        }

        string? runtime = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR");
        return string.IsNullOrEmpty(runtime)
            ? throw new IOException("there is no $XDG_RUNTIME_DIR to put the sockets in; say --run-dir DIR")
            : System.IO.Path.Combine(runtime, "eve-sidecar");
    }
}
