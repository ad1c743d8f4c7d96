using Sidecar.Suricata;

namespace Sidecar.Doctor;

/// <summary>Whether Suricata listens where the sidecar would tell it what is excluded.</summary>
internal static class FeedbackChecks
{
    private const string Consequence = "Suricata is told nothing of what is excluded: its datasets stay empty.";

    /// <summary>With auto it is there in live mode, which is what the sidecar is for.</summary>
    public static IEnumerable<Finding> Enabled(Examination seen)
    {
        string said = seen.Yaml.TryGet("unix-command.enabled", out string? text, out _) ? text : "not said, and then no";
        if (IsUsed(seen) && said != "auto" && !SuricataYaml.IsTrue(said))
        {
            yield return Missed(seen, $"datasets.socket is set, and the command socket of Suricata is not on: enabled is {said}", "unix-command.enabled", "yes");
        }
    }

    /// <summary>Where it is when nothing is said depends on how Suricata was built.</summary>
    public static IEnumerable<Finding> Path(Examination seen)
    {
        if (IsUsed(seen) && seen.Yaml.TryGet("unix-command.filename", out string? file, out _) && file != seen.Options.Datasets.Socket)
        {
            yield return Missed(seen, $"datasets.socket is {seen.Options.Datasets.Socket}, and Suricata listens on {file}", "unix-command.filename", seen.Options.Datasets.Socket);
        }
    }

    private static bool IsUsed(Examination seen) => seen.Options.Datasets.Socket.Length > 0;

    private static Finding Missed(Examination seen, string found, string name, string value)
    {
        YamlAdvice advice = YamlAdvice.Set(seen, name, value);
        return new Finding(Severity.Misses, "command-socket", found, Consequence, advice.Where, advice.Change);
    }
}
