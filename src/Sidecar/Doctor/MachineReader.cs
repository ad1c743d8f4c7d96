using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Sidecar.Engine.Outputs;
using Sidecar.Suricata;

namespace Sidecar.Doctor;

/// <summary>
/// Reads the facts of a machine below a root folder: <c>/</c>, or one that a test made. What is not there or may not be
/// read is missing in the facts; nothing is changed.
/// </summary>
internal sealed partial class MachineReader(string root)
{
    private const string UsualYaml = "/etc/suricata/suricata.yaml";

    private const string Profile = "etc/apparmor.d/usr.bin.suricata";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Where only root puts programs. Root asks the doctor, and anybody may call a process suricata: no other program is started.
    /// </summary>
    private static readonly string[] s_programs = ["/usr/bin/suricata", "/usr/sbin/suricata", "/usr/local/bin/suricata", "/opt/suricata/bin/suricata"];

    /// <summary>The program, and its builds for better processors (<see cref="Cli.BestBuild"/>), which the kernel names by their files.</summary>
    private static readonly string[] s_sidecars = ["eve-sidecar", "eve-sidecar-v3", "eve-sidecar-v4"];

    private readonly ProcessList _processes = new(Path.Combine(root, "proc"));
    private readonly AccountFiles _accounts = new(Path.Combine(root, "etc"));

    /// <summary>The suricata.yaml that the running Suricata was started with, or the usual one.</summary>
    public string SuricataYamlFile() => Suricatas().Select(YamlOf).FirstOrDefault() ?? UsualYaml;

    /// <param name="file">suricata.yaml: a Suricata that runs with another one is not the one that is looked at.</param>
    /// <param name="yaml">Says as whom Suricata would run, and where it takes commands.</param>
    public MachineFacts Read(string file, SuricataYaml yaml, string eveSocket)
    {
        int? suricata = Suricatas().Where(process => YamlOf(process) == Path.GetFullPath(file)).Select(process => (int?)process).FirstOrDefault();
        string folder = Path.GetDirectoryName(eveSocket)!;
        return new MachineFacts
        {
            WmemDefault = long.TryParse(TextOf("proc/sys/net/core/wmem_default"), NumberStyles.None, CultureInfo.InvariantCulture, out long bytes) ? bytes : null,
            SuricataProcess = suricata,
            SuricataVersion = (suricata is null ? null : SaidVersion(Text(yaml, "unix-command.filename"))) ?? ProgramVersion(suricata),
            SuricataAccount = suricata is int process ? _processes.AccountOf(process, _accounts) : _accounts.Find(Text(yaml, "run-as.user"), Text(yaml, "run-as.group")),
            EveSocket = Stat(eveSocket),
            RunFolder = Stat(folder),
            EveSocketListens = Listens(eveSocket),
            SidecarReadsSuricataYaml = SidecarReadsSuricataYaml(),
            AppArmor = AppArmor(),
            AppArmorNamesSocket = (TextOf(Profile) + TextOf("etc/apparmor.d/local/usr.bin.suricata")).Contains(Path.GetFileName(folder) + "/", StringComparison.Ordinal),
        };
    }

    /// <summary>Whether the running sidecar was told to.</summary>
    public bool SidecarReadsSuricataYaml() => s_sidecars.SelectMany(_processes.Named).Any(sidecar => _processes.ArgumentsOf(sidecar).Any(argument => argument.StartsWith("--suricata-yaml", StringComparison.Ordinal)));

    private static string? Text(SuricataYaml yaml, string name) => yaml.TryGet(name, out string? text, out _) ? text : null;

    /// <summary>Its main thread names itself; older ones keep the name of the program.</summary>
    private IEnumerable<int> Suricatas() => _processes.Named("Suricata-Main").Concat(_processes.Named("suricata"));

    private string YamlOf(int process)
    {
        IReadOnlyList<string> arguments = _processes.ArgumentsOf(process);
        int option = arguments.ToList().IndexOf("-c");
        return option >= 0 && option + 1 < arguments.Count ? Path.GetFullPath(arguments[option + 1], _processes.FolderOf(process)) : UsualYaml;
    }

    private string TextOf(string path)
    {
        try
        {
            return File.ReadAllText(Path.Combine(root, path)).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>
    /// Flag __SO_ACCEPTCON in the kernel's list of unix sockets. It keeps the name by which a socket was bound: the
    /// sidecar binds under one with a ~ behind it, and gives it its own when it listens.
    /// </summary>
    private bool Listens(string socket) => TextOf("proc/net/unix").Split('\n')
        .Select(line => line.Split(' ', 8, StringSplitOptions.RemoveEmptyEntries))
        .Any(fields => fields.Length == 8 && fields[3] == "00010000" && (fields[7] == socket || fields[7].StartsWith(socket + "~", StringComparison.Ordinal)));

    private AppArmorMode AppArmor()
    {
        if (!File.Exists(Path.Combine(root, Profile)))
        {
            return AppArmorMode.Off;
        }

        string[] profiles = TextOf("sys/kernel/security/apparmor/profiles").Split('\n');
        string? ours = profiles.FirstOrDefault(line => line.Contains("suricata", StringComparison.Ordinal));
        return ours?.EndsWith("(enforce)", StringComparison.Ordinal) == true ? AppArmorMode.Enforced
            : profiles is [""] ? AppArmorMode.Unknown
            : AppArmorMode.Off;
    }

    private FileFacts? Stat(string path)
    {
        string[] fields = Output("/usr/bin/stat", ["-L", "-c", "%f %u %g", Path.Combine(root, path.TrimStart('/'))]).Trim().Split(' ');
        return fields.Length == 3
            && int.TryParse(fields[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out int mode)
            && long.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out long user)
            && long.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out long group)
            ? new FileFacts((UnixFileMode)(mode & 0xFFF), user, group)
            : null;
    }

    /// <summary>Asks the running Suricata itself, whose program may lie where it cannot be started from here.</summary>
    private static string? SaidVersion(string? commandSocket)
    {
        if (commandSocket is null)
        {
            return null;
        }

        try
        {
            using SuricataCommands commands = SuricataCommands.Connect(commandSocket, (int)s_patience.TotalMilliseconds);
            return commands.Ask("version", [], out string message) ? message.Split(' ')[0] : null;
        }
        catch (IOException)
        {
            // Nobody listens, or not to this user.
            return null;
        }
    }

    /// <summary>Asks the program of the running Suricata, or the installed one, where it lies in one of the usual places.</summary>
    private string? ProgramVersion(int? process)
    {
        string? program = process is int running ? _processes.ProgramOf(running) : s_programs[0];
        return s_programs.Contains(program) && VersionLine().Match(Output(Path.Combine(root, program![1..]), ["-V"])) is { Success: true } version
            ? version.Groups[1].Value
            : null;
    }

    /// <param name="program">With its path: by name alone .NET would start a file of the working folder, whoever put it there.</param>
    private static string Output(string program, string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            process.StandardError.ReadToEndAsync();
            if (process.WaitForExit(s_patience))
            {
                return output.Result;
            }

            process.Kill();
            return "";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // It cannot be started: there is none.
            return "";
        }
    }

    [GeneratedRegex(@"version (\d[\w.-]*)")]
    private static partial Regex VersionLine();
}
