using System.Globalization;
using Sidecar.Config;
using Sidecar.Engine;
using Sidecar.Suricata;

namespace Sidecar.Doctor;

/// <summary>When Suricata ends flows, against when the sidecar wants to know and when it gives them up.</summary>
internal static class TimeoutChecks
{
    private const string ClosedName = "flow-timeouts.tcp.closed";

    /// <summary>Suricata's own (src/flow-private.h).</summary>
    private const int DefaultClosedSeconds = 60;

    private const int LateSeconds = 10;

    public static IEnumerable<Finding> Closed(Examination seen)
    {
        seen.Yaml.TryGet(ClosedName, out string? text, out _);
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds))
        {
            seconds = DefaultClosedSeconds;
        }

        if (seconds > LateSeconds)
        {
            YamlAdvice advice = YamlAdvice.Set(seen, ClosedName, "1");
            yield return new Finding(Severity.Note, "tcp-closed", $"a closed TCP flow is written {seconds} s after its end",
                $"Verdicts come {seconds} s later than they could.", advice.Where, advice.Change);
        }
    }

    public static IEnumerable<Finding> Differing(Examination seen)
    {
        if (seen.Machine.SidecarReadsSuricataYaml)
        {
            yield break;
        }

        EngineOptions theirs = SuricataFlowSettings.Apply(seen.Yaml, seen.Options);
        Setting[] differing = [.. Settings.All.Where(setting =>
            setting.Path.StartsWith("flows.", StringComparison.Ordinal) && setting.Show(theirs) != setting.Show(seen.Options))];
        if (differing.Length > 0)
        {
            yield return new Finding(Severity.Misses, "time-outs",
                $"Suricata ends flows at other times: {string.Join(", ", differing.Select(setting => $"{setting.Path} {setting.Show(theirs)}, here {setting.Show(seen.Options)}"))}",
                "A flow that the sidecar gives up too early is not joined with its record; one kept too long takes memory.",
                "shell", $"eve-sidecar run --suricata-yaml {seen.File}");
        }
    }
}
