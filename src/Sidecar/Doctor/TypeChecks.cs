using Sidecar.Engine.Profiles;
using Sidecar.Suricata;

namespace Sidecar.Doctor;

/// <summary>Whether Suricata writes what the views of the sidecar are made of.</summary>
internal static class TypeChecks
{
    /// <summary>Where Suricata's word for a type is not that of its records.</summary>
    private const string FileRecord = "fileinfo";

    public static IEnumerable<Finding> Missing(Examination seen)
    {
        if (seen.Ours.FirstOrDefault() is not EveLog log)
        {
            yield break;
        }

        HashSet<string> written = [.. seen.Ours.SelectMany(ours => ours.Types.Keys)];
        foreach ((string type, Severity severity, string consequence) in Wanted(seen).Where(wanted => !written.Contains(wanted.Type)))
        {
            yield return new Finding(severity, "types", $"type {type} is not written", consequence, log.WhereOf("types"),
                type is "http" or "tls" ? $"- {type}: {{extended: yes}}" : $"- {type}");
        }
    }

    public static IEnumerable<Finding> Extended(Examination seen) =>
        from log in seen.Ours
        from type in (string[])["http", "tls"]
        where log.Types.ContainsKey(type) && !log.IsTrue(type, "extended")
        select new Finding(Severity.Misses, "extended", $"{type} without extended",
            type == "http" ? "No referer, method and status: http-user-agent learns from fewer columns." : "No version and fingerprint: tls-sni learns from fewer columns.",
            log.WhereOf(type, "extended"), $"- {type}: {{extended: yes}}");

    /// <summary>Off unless a rule asks for them, when nothing is said.</summary>
    public static IEnumerable<Finding> Fingerprints(Examination seen)
    {
        const string name = "app-layer.protocols.tls.ja3-fingerprints";
        bool said = seen.Yaml.TryGet(name, out string? text, out _);
        string[] views = [.. Enabled(seen).Where(view => Fields(view).Any(field => field.StartsWith("tls.ja3", StringComparison.Ordinal))).Select(view => view.Name)];
        if (views.Length > 0 && !(said && SuricataYaml.IsTrue(text)) && seen.Ours.Any(log => log.Types.ContainsKey("tls")))
        {
            YamlAdvice advice = YamlAdvice.Set(seen, name, "yes");
            yield return new Finding(Severity.Misses, "ja3", said ? $"ja3-fingerprints: {text}" : "ja3-fingerprints is not said, and off unless a rule asks for it",
                $"tls.ja3.hash is empty, which {string.Join(", ", views)} tells clients apart by.", advice.Where, advice.Change);
        }
    }

    /// <summary>Without the counters themselves, the type stats has nothing to write.</summary>
    public static IEnumerable<Finding> Statistics(Examination seen)
    {
        if (seen.Yaml.TryGet("stats.enabled", out string? enabled, out string? where) && !SuricataYaml.IsTrue(enabled))
        {
            yield return new Finding(Severity.Misses, "stats", "stats are off", "No stats records: packets that Suricata dropped go unnoticed.", where, "enabled: yes");
        }
    }

    private static IEnumerable<(string Type, Severity Severity, string Consequence)> Wanted(Examination seen)
    {
        yield return ("flow", Severity.Loses, "No record of a flow's end: nothing is joined, and no view has bytes, packets or flows.");
        yield return ("alert", Severity.Misses, "What draws alerts is not known, and may be excluded.");
        yield return ("stats", Severity.Misses, "Packets that Suricata dropped go unnoticed.");
        IEnumerable<(View View, string Type)> pairs = Enabled(seen).SelectMany(view => view.Records, (view, record) => (view, record == FileRecord ? "files" : record));
        foreach (IGrouping<string, (View View, string Type)> type in pairs.Where(pair => pair.Type is not ("flow" or "alert" or "stats")).GroupBy(pair => pair.Type))
        {
            yield return (type.Key, Severity.Misses, $"Nothing for {string.Join(" and ", type.Select(pair => pair.View.Name))} to learn from.");
        }
    }

    private static IEnumerable<View> Enabled(Examination seen) => seen.Options.Views.Where(view => view.Enabled);

    private static IEnumerable<string> Fields(View view) => view.Key.Paths.Concat(view.Distinct.SelectMany(choice => choice.Paths));
}
