namespace Sidecar.Doctor;

/// <summary>
/// Where a line goes into suricata.yaml. A name that comes a second time replaces what stood under it, so only what is
/// missing is spelt out, and the rest is said as the place.
/// </summary>
/// <param name="Where">The line to change, or one of the place to add to.</param>
/// <param name="Change">What to write.</param>
internal sealed record YamlAdvice(string Where, string Change)
{
    /// <param name="name">With dots, as in <c>flow-timeouts.tcp.closed</c>.</param>
    public static YamlAdvice Set(Examination seen, string name, string value)
    {
        string[] levels = name.Split('.');
        int there = levels.Length;
        while (there > 0 && seen.Yaml.WhereOf(string.Join('.', levels[..there])) is null)
        {
            there--;
        }

        if (there == levels.Length)
        {
            return new YamlAdvice(seen.Yaml.WhereOf(name)!, $"{levels[^1]}: {value}");
        }

        IEnumerable<string> lines = levels[there..].Select((level, depth) => $"{new string(' ', 2 * depth)}{level}:");
        return Below(seen, string.Join('.', levels[..there]), string.Join('\n', lines) + " " + value);
    }

    /// <summary>A further item of a list.</summary>
    public static YamlAdvice Add(Examination seen, string list, string item) => seen.Yaml.WhereOf(list) is null
        ? new YamlAdvice(seen.File, $"{list}:\n  - {item}")
        : Below(seen, list, $"- {item}");

    private static YamlAdvice Below(Examination seen, string place, string lines) => place.Length == 0
        ? new YamlAdvice(seen.File, lines)
        : new YamlAdvice(seen.Yaml.WhereOf(place)!, $"# below {place}:\n{lines}");
}
