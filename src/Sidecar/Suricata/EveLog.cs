namespace Sidecar.Suricata;

/// <summary>One eve-log of suricata.yaml, as Suricata would run it (src/runmodes.c, src/output-json.c, src/util-conf.c).</summary>
internal sealed class EveLog
{
    public const string Stream = "unix_stream";

    public const string Datagrams = "unix_dgram";

    private readonly SuricataYaml _yaml;
    private readonly string _name;

    private EveLog(SuricataYaml yaml, string name)
    {
        _yaml = yaml;
        _name = name;
        Types = FindTypes();
    }

    /// <summary>Only one that says so is enabled.</summary>
    public bool IsEnabled => IsTrue("enabled");

    public string FileType => Text("filetype") ?? "regular";

    public bool IsSocket => FileType is Stream or Datagrams;

    /// <summary>Full path of the file or socket; a relative name lies in the log folder.</summary>
    public string FileName => Path.Combine(
        _yaml.TryGet("default-log-dir", out string? folder, out _) ? folder : "/var/log/suricata", Text("filename") ?? "eve.json");

    /// <summary>Where in the file it stands.</summary>
    public string Where => _yaml.WhereOf(_name)!;

    /// <summary>The types that it writes, and the name under which the options of each stand.</summary>
    public IReadOnlyDictionary<string, string> Types { get; }

    public static IReadOnlyList<EveLog> All(SuricataYaml yaml) =>
        [.. yaml.Below("outputs")
            .Select(output => $"outputs.{output}.eve-log")
            .Where(name => yaml.Below(name).Count > 0)
            .Select(name => new EveLog(yaml, name))];

    /// <summary>Whether it writes to a socket or file, seen through the link that /var/run is.</summary>
    public bool PointsAt(string path) => path.Length > 0 && Resolved(FileName) == Resolved(path);

    public string? Text(string option) => _yaml.TryGet($"{_name}.{option}", out string? text, out _) ? text : null;

    public string WhereOf(string option) => _yaml.WhereOf($"{_name}.{option}") ?? Where;

    public bool IsTrue(string option) => SuricataYaml.IsTrue(Text(option));

    /// <summary>An option of a type that is written; nothing when it is not said.</summary>
    public string? TextOf(string type, string option) =>
        Types.TryGetValue(type, out string? name) && _yaml.TryGet($"{name}.{option}", out string? text, out _) ? text : null;

    public string WhereOf(string type, string option) =>
        Types.TryGetValue(type, out string? name) ? _yaml.WhereOf($"{name}.{option}") ?? _yaml.WhereOf(name) ?? Where : WhereOf("types");

    public bool IsTrue(string type, string option) => SuricataYaml.IsTrue(TextOf(type, option));

    private static string Resolved(string path)
    {
        string full = Path.GetFullPath(path);
        return full.StartsWith("/var/run/", StringComparison.Ordinal) ? full["/var".Length..] : full;
    }

    private Dictionary<string, string> FindTypes()
    {
        Dictionary<string, string> types = [];
        foreach (string item in _yaml.Below($"{_name}.types"))
        {
            string name = $"{_name}.types.{item}";
            if (_yaml.TryGet(name, out string? bare, out _))
            {
                types[bare] = name;
            }
            else if (_yaml.Below(name) is [string type, ..] && (!_yaml.TryGet($"{name}.{type}.enabled", out string? enabled, out _) || SuricataYaml.IsTrue(enabled)))
            {
                types[type] = $"{name}.{type}";
            }
        }

        return types;
    }
}
