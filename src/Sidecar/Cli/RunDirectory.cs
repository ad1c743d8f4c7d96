using System.CommandLine;
using Sidecar.Engine;

namespace Sidecar.Cli;

/// <summary>
/// The folder that holds the sockets of one instance: --run-dir, or /run/eve-sidecar for root, or
/// $XDG_RUNTIME_DIR/eve-sidecar. And the one of what must outlive a boot, at which /run is lost: --state-dir, or
/// $STATE_DIRECTORY, which systemd sets, or the same folder.
/// </summary>
internal sealed class RunDirectory
{
    /// <summary>--state-dir of the unit for systemd.</summary>
    private const string ServiceState = "/var/lib/eve-sidecar";

    private const string SnapshotFolder = "snapshots";

    private RunDirectory(string path, string state)
    {
        Path = path;
        State = state;
    }

    public string Path { get; }

    /// <summary>Folder of snapshots, positions in followed files, and the report.</summary>
    public string State { get; }

    /// <summary>Where Suricata connects to.</summary>
    public string EveSocket(EngineOptions options) => System.IO.Path.Combine(Path, options.Inputs.StreamPath);

    public string VerdictSocket => System.IO.Path.Combine(Path, "verdicts.sock");

    public string ControlSocket => System.IO.Path.Combine(Path, "control.sock");

    /// <summary>What people said about keys.</summary>
    public string HandRules => System.IO.Path.Combine(State, "exclusions-by-hand.json");

    public string Snapshots => System.IO.Path.Combine(State, SnapshotFolder);

    /// <summary>What a browser must know to change anything.</summary>
    public string DashboardToken => System.IO.Path.Combine(State, "dashboard.token");

    public string Report => System.IO.Path.Combine(State, "report.html");

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
                PositionFile = System.IO.Path.Combine(State, "positions"),
            },
        };
    }

    /// <summary>The option of every command that runs a sidecar, talks to one or looks for one.</summary>
    public static Option<DirectoryInfo?> Option() => new("--run-dir")
    {
        Description = "Folder of the sockets; /run/eve-sidecar as root, else $XDG_RUNTIME_DIR/eve-sidecar.",
        HelpName = "DIR",
    };

    /// <param name="chosen">--run-dir.</param>
    /// <param name="chosenState">--state-dir.</param>
    /// <param name="variable">Value of an environment variable, or null.</param>
    /// <exception cref="IOException">A folder cannot be made, or none was named and there is no usual one.</exception>
    public static RunDirectory Open(string? chosen, string? chosenState, Func<string, string?> variable)
    {
        string path = chosen ?? Usual(variable);
        // systemd names several with colons between them where a unit asks for several: the first is ours.
        string? given = variable("STATE_DIRECTORY")?.Split(':')[0];
        string state = chosenState ?? (string.IsNullOrEmpty(given) ? path : given);
        Directory.CreateDirectory(path);
        Directory.CreateDirectory(state);
        return new RunDirectory(path, state);
    }

    /// <summary>Where the sockets of a sidecar lie, without making anything, for who only looks.</summary>
    /// <exception cref="IOException">None was named and there is no usual one.</exception>
    public static RunDirectory Find(string? chosen)
    {
        string path = chosen ?? Usual(Environment.GetEnvironmentVariable);
        return new RunDirectory(path, path);
    }

    /// <summary>Where the states of a sidecar lie, for who only looks: of the service, where none is named and there is one.</summary>
    /// <param name="chosen">--run-dir.</param>
    /// <param name="chosenState">--state-dir.</param>
    /// <param name="exists">Whether there is a folder that may be seen.</param>
    /// <exception cref="IOException">None was named and there is no usual one.</exception>
    public static string FindSnapshots(string? chosen, string? chosenState, Func<string, bool> exists)
    {
        string service = System.IO.Path.Combine(ServiceState, SnapshotFolder);
        return (chosenState ?? chosen) is string named ? System.IO.Path.Combine(named, SnapshotFolder)
            : exists(service) ? service
            : Find(null).Snapshots;
    }

    private static string Usual(Func<string, string?> variable)
    {
        if (Environment.IsPrivilegedProcess)
        {
            return "/run/eve-sidecar";
        }

        string? runtime = variable("XDG_RUNTIME_DIR");
        return string.IsNullOrEmpty(runtime)
            ? throw new IOException("there is no $XDG_RUNTIME_DIR to put the sockets in; say --run-dir DIR")
            : System.IO.Path.Combine(runtime, "eve-sidecar");
    }
}
