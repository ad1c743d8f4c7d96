using Sidecar.Engine.Profiles;
using YamlDotNet.RepresentationModel;

namespace Sidecar.Config;

/// <summary>
/// The views of a configuration while it is read: those that are shipped, what a file says about them, those that it
/// adds, and what --set says about either. Faults go to the list that all others go to.
/// </summary>
internal sealed class ViewReading(List<string> faults, IReadOnlyList<View> shipped)
{
    public const string Section = "views";

    private readonly List<View> _views = [.. shipped];
    private readonly Dictionary<string, string> _saidAt = [];

    public IReadOnlyList<View> Views => _views;

    /// <summary>Whether anything was said about views.</summary>
    public bool IsChanged => _saidAt.Count > 0;

    /// <summary>A list of views, each with its name.</summary>
    public void Read(string file, YamlSequenceNode list)
    {
        HashSet<string> named = [];
        foreach (YamlNode node in list.Children)
        {
            string where = $"{file}:{node.Start.Line}";
            if (node is not YamlMappingNode mapping)
            {
                faults.Add($"{where}: {Section}: expected a view, which begins with its name");
            }
            else if (NameOf(mapping) is not string name)
            {
                faults.Add($"{where}: {Section}: a view without a name");
            }
            else if (!named.Add(name))
            {
                faults.Add($"{where}: {Section}: '{name}' stands there twice");
            }
            else
            {
                Read(file, where, name, mapping);
            }
        }
    }

    /// <summary>One option of one view.</summary>
    /// <param name="path">Behind <c>views.</c>, for example <c>tls-sni.enabled</c>.</param>
    public void Set(string where, string path, string text)
    {
        int point = path.IndexOf('.', StringComparison.Ordinal);
        string name = point < 0 ? path : path[..point];
        int at = _views.FindIndex(view => view.Name == name);
        if (at < 0)
        {
            faults.Add($"{where}: there is no view '{name}'; the nearest is '{EditDistance.Nearest(name, _views.Select(view => view.Name))}'");
            return;
        }

        string word = point < 0 ? "" : path[(point + 1)..];
        if (ViewSetting.All.FirstOrDefault(setting => setting.Word == word) is not ViewSetting setting)
        {
            string nearest = EditDistance.Nearest(word, ViewSetting.All.Select(known => known.Word));
            faults.Add($"{where}: there is no option '{Section}.{path}'; the nearest is '{Section}.{name}.{nearest}'");
            return;
        }

        _saidAt.TryAdd(name, where);
        if (setting.Set(_views[at], text, out string? fault) is View changed)
        {
            _views[at] = changed;
        }
        else
        {
            faults.Add($"{where}: {Section}.{path}: {fault}");
        }
    }

    /// <summary>Everything is read: what the views may not be, each alone and all together.</summary>
    public void Check()
    {
        foreach (View view in _views.Where(view => _saidAt.ContainsKey(view.Name)))
        {
            faults.AddRange(ViewRules.Faults(view).Select(fault => $"{_saidAt[view.Name]}: {Section}.{view.Name}: {fault}"));
        }

        faults.AddRange(ViewRules.Faults(_views).Select(fault => $"{Section}: {fault}"));
    }

    private static string? NameOf(YamlMappingNode view) => view.Children
        .FirstOrDefault(pair => pair.Key is YamlScalarNode { Value: "name" }).Value is YamlScalarNode { Value: { Length: > 0 } name } ? name : null;

    private void Read(string file, string where, string name, YamlMappingNode mapping)
    {
        HashSet<string> said = [];
        if (!_views.Any(view => view.Name == name))
        {
            _views.Add(Unsaid(name));
        }

        _saidAt[name] = where;
        foreach ((YamlNode key, YamlNode value) in mapping.Children)
        {
            string word = key.ToString();
            said.Add(word);
            if (word == "name")
            {
                continue;
            }

            if (TextOf(value) is string text)
            {
                Set($"{file}:{key.Start.Line}", $"{name}.{word}", text);
            }
            else
            {
                faults.Add($"{file}:{value.Start.Line}: {Section}.{name}.{word}: expected a text or a list of texts");
            }
        }

        Complete(where, name, said);
    }

    /// <summary>A new view must say what it is; what it does follows, if it is not said.</summary>
    private void Complete(string where, string name, HashSet<string> said)
    {
        if (shipped.Any(view => view.Name == name))
        {
            return;
        }

        string[] missing = [.. ((string[])["kind", "records", "key", "distinct"]).Where(word => !said.Contains(word))];
        if (missing.Length > 0)
        {
            faults.Add($"{where}: {Section}.{name}: a new view needs {string.Join(", ", missing)}");
            _saidAt.Remove(name);
        }

        int at = _views.FindIndex(view => view.Name == name);
        if (!said.Contains("effect") && (_views[at].Records.Contains("alert") || _views[at].Key.Paths.Contains("src_ip")))
        {
            // To hide a host would hide all that it does, and an alert is never hidden.
            _views[at] = _views[at] with { Effect = ViewEffect.Mark };
        }
    }

    private static View Unsaid(string name) => new()
    {
        Name = name,
        Kind = ViewKind.Service,
        Effect = ViewEffect.Exclude,
        Records = [],
        Key = FieldChoice.Of("dest_ip"),
        Distinct = [],
        Sums = ["flows", "flow.bytes", "flow.pkts"],
    };

    private static string? TextOf(YamlNode node) => node switch
    {
        YamlScalarNode scalar => scalar.Value ?? "",
        YamlSequenceNode list when list.Children.All(child => child is YamlScalarNode) =>
            KeyList.Join(list.Children.OfType<YamlScalarNode>().Select(child => child.Value ?? "")),
        _ => null,
    };
}
