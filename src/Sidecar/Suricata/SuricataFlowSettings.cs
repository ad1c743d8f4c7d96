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

    /// <param name="say">Told what cannot be read of a Suricata not tried, which means it otherwise: that stays as it was.</param>
    /// <exception cref="ConfigurationException">A time-out is wrong.</exception>
    public static EngineOptions Apply(SuricataYaml yaml, EngineOptions options, Action<string>? say = null)
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

        if (faults.Count > 0 && !TriedVersions.IsBeyond(yaml))
        {
            throw new ConfigurationException(faults);
        }

        faults.ForEach(fault => say?.Invoke($"{fault}; left as it is"));
        return options;
    }

    private static string? Theirs(string path) =>
        path.StartsWith(Ours, StringComparison.Ordinal) ? $"flow-timeouts.{path[Ours.Length..]}"
        : path == "flows.emergency-recovery" ? "flow.emergency-recovery"
        : null;
}
