using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Sidecar.Config;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using ScalarEvent = YamlDotNet.Core.Events.Scalar;

namespace Sidecar.Suricata;

/// <summary>
/// suricata.yaml as Suricata reads it (src/conf-yaml-loader.c): YAML 1.1 whose scalars are all text, included files in
/// their place, a name that comes again replacing what stood under it. Names are joined by dots, and the items of a
/// list are numbered: <c>flow-timeouts.tcp.new</c>, <c>outputs.1.eve-log.enabled</c>. Read from parser events and not as
/// YamlDotNet's tree, which refuses names that come twice.
/// </summary>
internal sealed class SuricataYaml
{
    /// <summary>Nested nodes and includes; Suricata's own bound is the same.</summary>
    private const int DeepestNesting = 128;

    private readonly SortedDictionary<string, Entry> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Replaced, string By)> _replaced = [];
    private readonly string _folder;
    private string _file;
    private int _depth;

    private SuricataYaml(string file)
    {
        _file = file;
        _folder = Path.GetDirectoryName(Path.GetFullPath(file)) ?? "/";
    }

    /// <exception cref="ConfigurationException">The file or one that it includes cannot be read.</exception>
    public static SuricataYaml Read(string file)
    {
        SuricataYaml yaml = new(file);
        yaml.Load(file, "");
        return yaml;
    }

    /// <summary>The text under a name, and where it stands: <c>file:line</c>.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out string? text, [NotNullWhen(true)] out string? where)
    {
        bool found = _values.TryGetValue(name, out Entry entry);
        (text, where) = found ? (entry.Text, entry.Where) : (null, null);
        return found;
    }

    /// <summary>What Suricata takes for true (ConfValIsTrue); everything else is false.</summary>
    public static bool IsTrue(string? text) => text?.ToLower(CultureInfo.InvariantCulture) is "1" or "yes" or "true" or "on";

    /// <summary>What stands below a name: the items of a list in their order, the names of a mapping sorted.</summary>
    public IReadOnlyList<string> Below(string name)
    {
        string prefix = name + ".";
        return [.. _values.Keys
            .Where(key => key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(key => key[prefix.Length..].Split('.')[0])
            .Distinct()
            .OrderBy(child => int.TryParse(child, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : int.MaxValue)];
    }

    /// <summary>Where a name stands, or the first of what stands below it; nothing when it is missing.</summary>
    public string? WhereOf(string name) => _values
        .Where(value => value.Key == name || value.Key.StartsWith(name + ".", StringComparison.Ordinal))
        .Select(value => value.Value.Where)
        .FirstOrDefault();

    /// <summary>What a name that came again has replaced, and where it came again; nothing when it came once.</summary>
    public (string Replaced, string By)? Again(string name) => _replaced.TryGetValue(name, out (string, string) places) ? places : null;

    private void Load(string file, string path)
    {
        string outer = _file;
        _file = file;
        try
        {
            using StreamReader text = new(file);
            Parser parser = new(text);
            parser.Consume<StreamStart>();
            // Suricata reads one document.
            if (parser.TryConsume<DocumentStart>(out _))
            {
                Node(parser, path);
            }
        }
        catch (YamlException e)
        {
            throw new ConfigurationException([string.Create(CultureInfo.InvariantCulture, $"{file}:{e.Start.Line}: {e.Message}")]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException([$"{file}: {e.Message}"]);
        }

        _file = outer;
    }

    private void Node(Parser parser, string path)
    {
        if (++_depth > DeepestNesting)
        {
            throw new ConfigurationException([$"{_file}: more than {DeepestNesting} levels of nodes or includes"]);
        }

        if (parser.TryConsume<MappingStart>(out _))
        {
            Mapping(parser, path);
        }
        else if (parser.TryConsume<SequenceStart>(out _))
        {
            for (int i = 0; !parser.TryConsume<SequenceEnd>(out _); i++)
            {
                Node(parser, Join(path, i.ToString(CultureInfo.InvariantCulture)));
            }
        }
        else if (parser.Accept<ScalarEvent>(out _))
        {
            Value(parser.Consume<ScalarEvent>(), path);
        }
        else
        {
            // An alias, which Suricata does not follow.
            parser.MoveNext();
        }

        _depth--;
    }

    private void Mapping(Parser parser, string path)
    {
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            ScalarEvent key = parser.Consume<ScalarEvent>();
            string name = key.Value;
            if (name == "include")
            {
                Include(parser, path);
                continue;
            }

            string child = Join(path, IsGroup(path) ? name : name.Replace('_', '-'));
            if (WhereOf(child) is string first)
            {
                _replaced[child] = (first, string.Create(CultureInfo.InvariantCulture, $"{_file}:{key.Start.Line}"));
                Forget(child);
            }

            Node(parser, child);
        }
    }

    /// <summary>Variables keep their underscores; everywhere else Suricata reads them as dashes.</summary>
    private static bool IsGroup(string path) => path.EndsWith("address-groups", StringComparison.Ordinal) || path.EndsWith("port-groups", StringComparison.Ordinal);

    private void Value(ScalarEvent scalar, string path)
    {
        if (!scalar.Tag.IsEmpty && scalar.Tag.Value == "!include")
        {
            Load(PathOf(scalar.Value), path);
        }
        else
        {
            _values[path] = new Entry(scalar.Value, string.Create(CultureInfo.InvariantCulture, $"{_file}:{scalar.Start.Line}"));
        }
    }

    /// <summary>Includes stand in a mapping at any level, and fill that.</summary>
    private void Include(Parser parser, string path)
    {
        if (parser.Accept<ScalarEvent>(out _))
        {
            IncludeFile(parser.Consume<ScalarEvent>().Value, path);
            return;
        }

        parser.Consume<SequenceStart>();
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            IncludeFile(parser.Consume<ScalarEvent>().Value, path);
        }
    }

    private void IncludeFile(string name, string path)
    {
        _depth++;
        Load(PathOf(name), path);
        _depth--;
    }

    /// <summary>Relative to the folder of the first file.</summary>
    private string PathOf(string name) => Path.Combine(_folder, name);

    private void Forget(string path)
    {
        string[] below = [.. _values.Keys.Where(key => key == path || key.StartsWith(path + ".", StringComparison.Ordinal))];
        foreach (string key in below)
        {
            _values.Remove(key);
        }
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    /// <summary>A text and where it stands.</summary>
    private readonly record struct Entry(string Text, string Where);
}
