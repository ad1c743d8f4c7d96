using Sidecar.Suricata;

namespace Sidecar.Doctor;

/// <summary>Whether there is an eve-log that writes to the sidecar, and writes what it can read.</summary>
internal static class EveLogChecks
{
    private const string Types = "types: [alert, http: {extended: yes}, tls: {extended: yes}, dns, files, stats, flow]";

    public static IEnumerable<Finding> Pointed(Examination seen)
    {
        if (seen.Ours.Any())
        {
            yield break;
        }

        const string consequence = "Suricata sends the sidecar nothing.";
        EveLog? near = seen.Logs.FirstOrDefault(log => log.PointsAt(seen.EveSocket)) ?? seen.Logs.FirstOrDefault(log => log.IsSocket);
        if (near is null)
        {
            YamlAdvice advice = YamlAdvice.Add(seen, "outputs", $"eve-log: {{enabled: yes, filetype: unix_stream, filename: {seen.EveSocket},\n    {Types}}}");
            yield return Lost("eve-log", "no eve-log writes to a socket", consequence, advice.Where, advice.Change);
        }
        else if (!near.PointsAt(seen.EveSocket))
        {
            yield return Lost("eve-log", $"the eve-log with a socket writes to {near.FileName}", consequence, near.WhereOf("filename"), $"filename: {seen.EveSocket}");
        }
        else if (near.FileType != EveLog.Stream)
        {
            yield return Lost("eve-log", $"the eve-log is of filetype {near.FileType}, and a stream is listened for", consequence, near.WhereOf("filetype"), "filetype: unix_stream");
        }
        else
        {
            yield return Lost("eve-log", "the eve-log to the sidecar is not enabled", consequence, near.WhereOf("enabled"), "enabled: yes");
        }
    }

    /// <summary>Nothing but a line of its log, as information, tells that Suricata has dropped all outputs of before.</summary>
    public static IEnumerable<Finding> Replaced(Examination seen)
    {
        if (seen.Yaml.Again("outputs") is (string replaced, string by))
        {
            yield return Lost(
                "outputs", "outputs: stands twice", $"Suricata takes the last alone: the outputs that stand from {replaced} on write nothing.", by, "# outputs:\n# and its entries below the first outputs:");
        }
    }

    public static IEnumerable<Finding> Twice(Examination seen) => seen.Ours.Skip(1).Select(log => new Finding(
        Severity.Misses, "twice", "more than one eve-log writes to the sidecar", "Records of a type that both write are counted twice.", log.WhereOf("enabled"), "enabled: no"));

    public static IEnumerable<Finding> Threaded(Examination seen) => seen.Ours.Where(log => log.IsTrue("threaded")).Select(log => Lost(
        "threaded", log.IsSocket ? "threaded: yes with a socket" : "threaded: yes",
        log.IsSocket ? "Suricata takes it for an error: the output does not come up." : "Suricata writes a file for each thread, and none of the name that is followed.", log.WhereOf("threaded"), "threaded: no"));

    public static IEnumerable<Finding> Datagrams(Examination seen) => seen.Ours.Where(log => log.FileType == EveLog.Datagrams).Select(log => Lost(
        "datagrams", "filetype: unix_dgram", "Suricata drops more records on it than on a stream, in every test.", log.WhereOf("filetype"), $"filetype: unix_stream\nfilename: {seen.EveSocket}"));

    public static IEnumerable<Finding> Prefix(Examination seen) => seen.Ours.Where(log => log.Text("prefix") is { Length: > 0 }).Select(log => Lost(
        "prefix", "a prefix stands before each record", "The line is no JSON, and the sidecar rejects it.", log.WhereOf("prefix"), "prefix: \"\""));

    private static Finding Lost(string check, string found, string consequence, string where, string change) =>
        new(Severity.Loses, check, found, consequence, where, change);
}
