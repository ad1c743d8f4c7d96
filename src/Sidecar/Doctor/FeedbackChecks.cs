using Sidecar.Suricata;

namespace Sidecar.Doctor;

/// <summary>Whether Suricata listens where the sidecar would tell it what is excluded, and ask it about live flows.</summary>
internal static class FeedbackChecks
{
    /// <summary>With auto it is there in live mode, which is what the sidecar is for.</summary>
    public static IEnumerable<Finding> Enabled(Examination seen)
    {
        string said = seen.Yaml.TryGet("unix-command.enabled", out string? text, out _) ? text : "not said, and then no";
        return said == "auto" || SuricataYaml.IsTrue(said)
            ? []
            : Used(seen).Select(use => Missed(seen, use, $"{use.Option} is set, and the command socket of Suricata is not on: enabled is {said}", "unix-command.enabled", "yes"));
    }

    /// <summary>Where it is when nothing is said depends on how Suricata was built.</summary>
    public static IEnumerable<Finding> Path(Examination seen)
    {
        string socket = SuricataSockets.CommandSocket(seen.Yaml);
        return seen.Yaml.TryGet("unix-command.filename", out _, out _)
            ? Used(seen).Where(use => use.Socket != socket)
                .Select(use => Missed(seen, use, $"{use.Option} is {use.Socket}, and Suricata listens on {socket}", "unix-command.filename", use.Socket))
            : [];
    }

    /// <summary>The options that name the socket, and what does not happen without it.</summary>
    private static IEnumerable<(string Option, string Socket, string Consequence)> Used(Examination seen)
    {
        (string Option, string Socket, string Consequence)[] all =
        [
            ("datasets.socket", seen.Options.Datasets.Socket, "Suricata is told nothing of what is excluded: its datasets stay empty."),
            ("elephants.socket", seen.Options.Elephants.Socket, "Suricata is not asked about live flows: how many bytes they have is known at their end only."),
        ];
        return all.Where(use => use.Socket.Length > 0);
    }

    private static Finding Missed(Examination seen, (string Option, string Socket, string Consequence) use, string found, string name, string value)
    {
        YamlAdvice advice = YamlAdvice.Set(seen, name, value);
        return new Finding(Severity.Misses, "command-socket", found, use.Consequence, advice.Where, advice.Change);
    }
}
