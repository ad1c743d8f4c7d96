using Sidecar.Config;
using Sidecar.Engine;

namespace Sidecar.Suricata;

/// <summary>
/// Takes the sockets out of suricata.yaml: the one that its eve-log writes to is listened on, and the one it takes commands
/// on stands for <c>auto</c> where an option asks for one. Nothing is told to Suricata, or asked, because of this alone.
/// </summary>
internal static class SuricataSockets
{
    private const string Auto = "auto";

    /// <summary>Suricata's own (src/unix-manager.c), and where a relative name lies.</summary>
    private const string CommandFolder = "/var/run/suricata";

    private const string UsualCommandSocket = "suricata-command.socket";

    /// <summary>
    /// Of several eve-logs of a kind none is taken: the others are another reader's, and suricata.yaml does not say which.
    /// </summary>
    public static EngineOptions Listen(SuricataYaml yaml, EngineOptions options)
    {
        EveLog[] logs = [.. EveLog.All(yaml).Where(log => log.IsEnabled)];
        return options with
        {
            Inputs = options.Inputs with
            {
                StreamPath = Only(logs, EveLog.Stream) ?? options.Inputs.StreamPath,
                DatagramPath = Only(logs, EveLog.Datagrams) ?? options.Inputs.DatagramPath,
            },
        };
    }

    /// <summary>Puts Suricata's command socket in the place of each <c>auto</c>.</summary>
    /// <param name="yaml">Nothing when none was named.</param>
    /// <exception cref="ConfigurationException">An option asks for what nobody names.</exception>
    public static EngineOptions Resolve(SuricataYaml? yaml, EngineOptions options)
    {
        List<string> faults = [];
        foreach (Setting setting in Settings.All.Where(setting => setting.Path.EndsWith(".socket", StringComparison.Ordinal) && setting.Show(options) == Auto))
        {
            if (yaml is null)
            {
                faults.Add($"{setting.Path}: {Auto} is the command socket that suricata.yaml names; add --suricata-yaml FILE, or give the path");
            }
            else if (setting.TrySet(options, CommandSocket(yaml), out EngineOptions? changed, out string? fault))
            {
                options = changed;
            }
            else
            {
                faults.Add(fault);
            }
        }

        return faults.Count == 0 ? options : throw new ConfigurationException(faults);
    }

    /// <summary>Full path of the socket that Suricata takes commands on.</summary>
    public static string CommandSocket(SuricataYaml yaml) =>
        Path.Combine(CommandFolder, yaml.TryGet("unix-command.filename", out string? file, out _) ? file : UsualCommandSocket);

    private static string? Only(EveLog[] logs, string fileType) =>
        logs.Where(log => log.FileType == fileType).ToArray() is [EveLog log] ? log.FileName : null;
}
