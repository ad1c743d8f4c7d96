using Sidecar.Config;
using Sidecar.Engine;

namespace Sidecar.Suricata;

/// <summary>
/// Takes the time-outs of flows out of suricata.yaml: what stands there under <c>flow-timeouts</c> is named
/// <c>flows.timeouts</c> here. Whatever Suricata does not say stays.
/// </summary>
internal static class SuricataFlowSettings
{
    private const string Ours = "flows.timeouts.";

    public static EngineOptions Apply(SuricataYaml yaml, EngineOptions options)
    {
        List<string> faults = [];
        foreach (Setting setting in Settings.All.Where(setting => Theirs(setting.Path) is not null))
        {
            if (!yaml.TryGet(Theirs(setting.Path)!, out string? text, out string? where))
            {
                continue;
            }

            if (setting.TrySet(options, text, out EngineOptions? changed, out string? fault))
            {
                options = changed;
            }
            else
            {
                faults.Add($"{where}: {fault}");
            }
        }

        return faults.Count == 0 ? options : throw new ConfigurationException(faults);
    }

    private static string? Theirs(string path) =>
        path.StartsWith(Ours, StringComparison.Ordinal) ? $"flow-timeouts.{path[Ours.Length..]}"
        : path == "flows.emergency-recovery" ? "flow.emergency-recovery"
        : null;
}
