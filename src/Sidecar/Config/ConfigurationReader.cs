using Sidecar.Engine;
using Sidecar.Engine.Outputs;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Sidecar.Config;

/// <summary>
/// Puts options together: the defaults, then suricata.yaml, then sidecar.yaml, then each --set. Unknown keys and bad values are refused
/// with file, line and the nearest known name; all faults are reported together.
/// </summary>
internal sealed class ConfigurationReader
{
    /// <summary>No option has so many dots: flows.timeouts.tcp.new has three. A node that holds itself has no end.</summary>
    private const int DeepestPath = 4;

    private readonly List<string> _faults = [];
    private readonly ViewReading _views;
    private EngineOptions _options = EngineOptions.Default;

    private ConfigurationReader() => _views = new ViewReading(_faults, EngineOptions.Default.Views);

    /// <param name="file">sidecar.yaml, or nothing.</param>
    /// <param name="assignments">Each <c>a.b=value</c>.</param>
    /// <param name="suricata">What comes before the file, with what suricata.yaml says; nothing means the defaults.</param>
    /// <exception cref="ConfigurationException">With all faults, a line each.</exception>
    public static EngineOptions Read(string? file, IReadOnlyList<string> assignments, EngineOptions? suricata = null)
    {
        ConfigurationReader reader = new() { _options = suricata ?? EngineOptions.Default };
        if (file is not null)
        {
            reader.ReadFile(file);
        }

        foreach (string assignment in assignments)
        {
            int equals = assignment.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1)
            {
                reader._faults.Add($"--set {assignment}: expected option=value, for example learning.interval=5m");
                continue;
            }

            reader.Set("--set", assignment[..equals].Trim(), assignment[(equals + 1)..].Trim());
        }

        if (reader._views.IsChanged)
        {
            reader._views.Check();
            reader._options = reader._options with { Views = reader._views.Views };
        }

        reader._faults.AddRange(DatasetRules.Faults(reader._options.Datasets, reader._options.Views));
        reader._faults.AddRange(SuricataCommands.PathFaults("elephants.socket", reader._options.Elephants.Socket));
        return reader._faults.Count == 0 ? reader._options : throw new ConfigurationException(reader._faults);
    }

    private void ReadFile(string file)
    {
        try
        {
            YamlStream yaml = [];
            using StreamReader text = new(file);
            yaml.Load(text);
            if (yaml.Documents.Count > 0)
            {
                Walk(file, "", yaml.Documents[0].RootNode);
            }

            if (yaml.Documents.Count > 1)
            {
                _faults.Add($"{file}:{yaml.Documents[1].RootNode.Start.Line}: a second document; all options belong into the first");
            }
        }
        catch (YamlException e)
        {
            _faults.Add($"{file}:{e.Start.Line}: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _faults.Add($"{file}: {e.Message}");
        }
    }

    private void Walk(string file, string path, YamlNode node)
    {
        switch (node)
        {
            case YamlMappingNode when path.Count(character => character == '.') >= DeepestPath:
                _faults.Add($"{file}:{node.Start.Line}: there is no option '{path}', nor one in it");
                break;
            case YamlMappingNode mapping:
                foreach ((YamlNode key, YamlNode value) in mapping.Children)
                {
                    Walk(file, path.Length == 0 ? key.ToString() : $"{path}.{key}", value);
                }

                break;
            case YamlSequenceNode views when path == ViewReading.Section:
                _views.Read(file, views);
                break;
            case YamlScalarNode { Value: "" or null } when path == ViewReading.Section:
                break;
            case YamlSequenceNode sequence:
                SetList(file, path, sequence);
                break;
            case YamlScalarNode { Value: "" or null } when path.Length == 0 || Settings.All.Any(setting => setting.Path.StartsWith(path + ".", StringComparison.Ordinal)):
                // A section whose options are all commented out.
                break;
            case YamlScalarNode scalar:
                Set($"{file}:{node.Start.Line}", path, scalar.Value ?? "");
                break;
        }
    }

    private void SetList(string file, string path, YamlSequenceNode sequence)
    {
        if (sequence.Children.FirstOrDefault(child => child is not YamlScalarNode) is YamlNode other)
        {
            _faults.Add($"{file}:{other.Start.Line}: {path}: expected a list of texts");
            return;
        }

        Set($"{file}:{sequence.Start.Line}", path, KeyList.Join(sequence.Children.OfType<YamlScalarNode>().Select(child => child.Value ?? "")));
    }

    private void Set(string where, string path, string text)
    {
        if (path.StartsWith(ViewReading.Section + ".", StringComparison.Ordinal))
        {
            _views.Set(where, path[(ViewReading.Section.Length + 1)..], text);
            return;
        }

        Setting? setting = Settings.All.FirstOrDefault(setting => setting.Path == path);
        if (setting is null)
        {
            string nearest = EditDistance.Nearest(path, Settings.All.Select(known => known.Path));
            _faults.Add($"{where}: there is no option '{path}'; the nearest is '{nearest}'");
        }
        else if (setting.TrySet(_options, text, out EngineOptions? changed, out string? fault))
        {
            _options = changed;
        }
        else
        {
            _faults.Add($"{where}: {fault}");
        }
    }
}

/// <summary>The configuration cannot be used; the message has a line for each fault.</summary>
internal sealed class ConfigurationException(IReadOnlyList<string> faults) : Exception(string.Join('\n', faults))
{
    public IReadOnlyList<string> Faults { get; } = faults;
}
