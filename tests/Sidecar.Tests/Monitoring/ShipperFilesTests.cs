using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sidecar.Tests.House;
using Tomlyn;
using Tomlyn.Model;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Sidecar.Tests.Monitoring;

/// <summary>
/// The examples for programs that cannot be had here: that they are what they look like, that they use no option which the
/// program has not, by its own published list, and that what they ask of a record is in the records. rsyslog and syslog-ng
/// run for real in the tests of the binary.
/// </summary>
public sealed class ShipperFilesTests
{
    private static readonly string s_folder = Path.Combine(HouseTests.Root(), "monitoring", "shippers");
    private static readonly string[] s_verdicts = Verdicts();

    [Fact]
    public void Each_file_is_in_the_table_of_the_README_and_tested_by_name()
    {
        string readme = File.ReadAllText(Path.Combine(s_folder, "README.md"));
        string[] files = [.. Directory.GetFiles(s_folder).Select(file => Path.GetFileName(file)!).Where(file => file != "README.md").Order(StringComparer.Ordinal)];
        Assert.Equal(
            ["eve-sidecar-verdicts.service", "evebox-agent.yaml", "filebeat.yml", "logstash.conf", "rsyslog.conf", "splunk-inputs.conf", "splunk-props.conf", "syslog-ng.conf", "telegraf.conf", "vector.yaml"],
            files);
        Assert.All(files, file => Assert.Contains($"({file})", readme, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("filebeat.yml")]
    [InlineData("vector.yaml")]
    [InlineData("evebox-agent.yaml")]
    public void Yaml_names_only_options_that_exist(string file)
    {
        string[] used = [.. PathsOf(Yaml(file)).Distinct()];
        Assert.InRange(used.Length, 2, 100);
        Assert.Equal([], used.Except(ShipperOptions.Of(file)));
    }

    [Fact]
    public void Telegraf_knows_each_option_and_finds_its_fields_in_a_verdict()
    {
        TomlTable file = TomlSerializer.Deserialize<TomlTable>(Read("telegraf.conf"))!;
        TomlTable input = Assert.Single((TomlTableArray)((TomlTable)file["inputs"])["execd"]);
        Assert.Equal([], input.Keys.Except(ShipperOptions.Of("telegraf.conf")));
        Assert.Equal(["socat", "-u", "UNIX-CONNECT:/run/eve-sidecar/verdicts.sock", "-"], ((TomlArray)input["command"]).Select(word => (string)word!));

        // Its parser joins the names of nested fields by underscores.
        HashSet<string> fields = [.. s_verdicts.SelectMany(verdict => Flattened("", JsonDocument.Parse(verdict).RootElement)), "host"];
        string[] wanted = [(string)input["json_name_key"], (string)input["json_time_key"], .. Words(input["tag_keys"]), .. Words(input["json_string_fields"])];
        Assert.Equal([], wanted.Except(fields));
        Assert.DoesNotContain("heavy_hitter_key", Words(input["tag_keys"]));

        static string[] Words(object array) => [.. ((TomlArray)array).Select(word => (string)word!)];
    }

    [Fact]
    public void Logstash_knows_each_option_of_each_plugin()
    {
        string text = Regex.Replace(Read("logstash.conf"), "^ *#.*\n", "", RegexOptions.Multiline);
        Assert.Equal(text.Count(symbol => symbol == '{'), text.Count(symbol => symbol == '}'));
        string[] used = [.. Regex.Matches(text, @"^(?<section>\w+) \{\n(?<body>(  .*\n)*)\}", RegexOptions.Multiline)
            .SelectMany(section => Regex.Matches(section.Groups["body"].Value, @"^  (?<plugin>\w+) \{\n(?<body>(    .*\n)*)  \}", RegexOptions.Multiline)
                .SelectMany(plugin => Regex.Matches(plugin.Groups["body"].Value, "^    (?<option>[a-z_]+) => ", RegexOptions.Multiline)
                    .Select(option => $"{section.Groups["section"].Value}.{plugin.Groups["plugin"].Value}.{option.Groups["option"].Value}")))];
        Assert.Equal(text.Split("=>").Length - 1, used.Length);
        Assert.Equal([], used.Except(ShipperOptions.Of("logstash.conf")));
        Assert.Equal(2, used.Count(option => option == "input.unix.socket_not_present_retry_interval_seconds"));
    }

    [Theory]
    [InlineData("splunk-inputs.conf", 2)]
    [InlineData("splunk-props.conf", 14)]
    public void Splunk_knows_each_setting(string file, int settings)
    {
        string[] lines = [.. Read(file).Split('\n').Where(line => line.Length > 0 && line[0] is not ('#' or '['))];
        Assert.Equal(settings, lines.Length);
        Assert.Equal([], lines.Select(line => line.Split(" = ")[0]).Except(ShipperOptions.Of(file)));
    }

    [Fact]
    public void Splunk_finds_the_time_of_every_record_and_every_verdict_where_it_looks()
    {
        string[] prefixes = [.. Regex.Matches(Read("splunk-props.conf"), "^TIME_PREFIX = (.+)$", RegexOptions.Multiline).Select(prefix => prefix.Groups[1].Value)];
        Assert.Equal(2, prefixes.Length);
        string[] records = [.. Scene().Concat(s_verdicts)];
        Assert.All(prefixes, prefix =>
        {
            Regex pattern = new(prefix);
            Assert.All(records, record =>
            {
                Match found = pattern.Match(record);
                Assert.True(found.Success, record);
                // %Y-%m-%dT%H:%M:%S.%6N%z takes MAX_TIMESTAMP_LOOKAHEAD characters.
                Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}[+-]\d{4}$", record.Substring(found.Length, 31));
            });
            // As an add-on writes it for a JSON with blanks, and so misses all of ours.
            Assert.DoesNotMatch("\"timestamp\": \"", records[0]);
            Assert.Matches(pattern, "{\"timestamp\": \"");
        });
        Assert.Contains("MAX_TIMESTAMP_LOOKAHEAD = 31", Read("splunk-props.conf"), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_path_that_an_example_reads_is_said_in_it_or_served_by_the_sidecar()
    {
        foreach (string file in Directory.GetFiles(s_folder).Where(file => Path.GetFileName(file) is not ("README.md" or "splunk-props.conf")))
        {
            string text = File.ReadAllText(file);
            // What it takes the residual from stands there as the option that sends it, with the same path.
            string[] residual = [.. Regex.Matches(text, @"residual\.(?:file|listen|connect): (\S+)").Select(option => option.Groups[1].Value)];
            string[] read = [.. Regex.Matches(Regex.Replace(text, "^ *#.*$", "", RegexOptions.Multiline), @"/(?:run|var/log)/(?!siem/)[\w./-]+").Select(path => path.Value).Distinct()];
            Assert.NotEmpty(read);
            Assert.Equal([], read.Except(["/run/eve-sidecar/verdicts.sock", "/var/log/eve-sidecar/verdicts.json", "/var/log/eve-sidecar/residual.json", .. residual]));
        }
    }

    private static IEnumerable<string> PathsOf(YamlNode node, string path = "") => node switch
    {
        YamlMappingNode map => map.Children.SelectMany(child => PathsOf(child.Value, Below(path, ((YamlScalarNode)child.Key).Value!))),
        YamlSequenceNode list => list.Children.All(child => child is YamlScalarNode) ? [path] : list.Children.SelectMany(child => PathsOf(child, path)),
        _ => [path],
    };

    /// <summary>The name of a source or sink is the user's own.</summary>
    private static string Below(string path, string name) =>
        path is "sources" or "transforms" or "sinks" ? $"{path}.NAME" : path.Length == 0 ? name : $"{path}.{name}";

    private static IEnumerable<string> Flattened(string path, JsonElement value) => value.ValueKind == JsonValueKind.Object
        ? value.EnumerateObject().SelectMany(member => Flattened(path.Length == 0 ? member.Name : $"{path}_{member.Name}", member.Value))
        : [path];

    private static YamlNode Yaml(string file)
    {
        YamlStream stream = [];
        stream.Load(new StringReader(Read(file)));
        return Assert.Single(stream.Documents).RootNode;
    }

    private static string Read(string file) => File.ReadAllText(Path.Combine(s_folder, file));

    private static string[] Verdicts()
    {
        (Sidecar.Engine.Engine engine, string verdicts) = EveLines.Replay(EveLines.LoudTraffic());
        using (engine)
        {
            return verdicts.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
    }

    private static string[] Scene()
    {
        using ZstdSharp.DecompressionStream stream = new(File.OpenRead(Path.Combine(HouseTests.Root(), "tests/fixtures/golden/scene.eve.ndjson.zst")));
        using StreamReader reader = new(stream, Encoding.UTF8);
        return reader.ReadToEnd().TrimEnd('\n').Split('\n');
    }
}
