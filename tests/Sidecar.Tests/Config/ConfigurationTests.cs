using Sidecar.Config;
using Sidecar.Engine;
using Sidecar.Engine.Ingest;
using Xunit;

namespace Sidecar.Tests.Config;

public sealed class ConfigurationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Yaml => _folder.PathOf("sidecar.yaml");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Nothing_said_gives_the_defaults() =>
        Assert.Same(EngineOptions.Default, ConfigurationReader.Read(null, []));

    [Theory]
    [InlineData("")]
    [InlineData("# nothing but a comment\n")]
    [InlineData("---\n")]
    [InlineData("ingest:\n  # all commented out\nlearning:\nguards: {}\n")]
    public void An_empty_file_gives_the_defaults(string text) => Assert.Equal(Shown(EngineOptions.Default), Shown(Read(text)));

    [Fact]
    public void A_file_is_read_in_sections_and_set_comes_last()
    {
        EngineOptions options = Read(
            "ingest:\n  buffer: 8mb\n  when-full: wait\nlearning:\n  interval: 5m\n  seed: 11\nguards:\n  never:\n    - curl/8\n    - 10.0.0.0/8\nflows:\n",
            "learning.seed=12", "exclusions.life=2h", "learning.seed = 13");
        Assert.Equal((8L << 20, WhenFull.Wait), (options.Ingest.BufferBytes, options.Ingest.WhenFull));
        Assert.Equal((300, 13ul), (options.TickSeconds, options.Learning.Seed));
        Assert.Equal(["curl/8", "10.0.0.0/8"], options.Sift.Never);
        Assert.Equal(7200, options.Exclusions.LifeSeconds);
        // What neither names stays as it is.
        Assert.Equal(EngineOptions.Default.Profiles, options.Profiles);
    }

    [Fact]
    public void A_path_may_be_written_as_one_word() => Assert.Equal(300, Read("learning.interval: 5m\n").TickSeconds);

    [Theory]
    [InlineData("guards:\n  never: [\"curl/8, really\", b]\n")]
    [InlineData("guards:\n  never:\n    - curl/8, really\n    - b\n")]
    [InlineData("guards:\n  never: curl/8\\, really, b\n")]
    public void A_key_with_a_comma_is_one_key(string text) => Assert.Equal(["curl/8, really", "b"], Read(text).Sift.Never);

    [Fact]
    public void A_list_may_be_empty() => Assert.Empty(Read("guards:\n  never:\n", "guards.never=").Sift.Never);

    [Theory]
    [InlineData("learning:\n  intervall: 5m\n", ":2: there is no option 'learning.intervall'; the nearest is 'learning.interval'")]
    [InlineData("learning:\n  intervall:\n", ":2: there is no option 'learning.intervall'; the nearest is 'learning.interval'")]
    [InlineData("lerning:\n", ":1: there is no option 'lerning'; the nearest is 'learning.")]
    [InlineData("learning: 5\n", ":1: there is no option 'learning'")]
    [InlineData("learning:\n  interval:\n    seconds: 5\n", ":3: there is no option 'learning.interval.seconds'; the nearest is 'learning.interval'")]
    [InlineData("learning:\n  interval: soon\n", ":2: learning.interval: 'soon' is no time, for example 1m")]
    [InlineData("learning:\n  interval:\n", ":2: learning.interval: '' is no time")]
    [InlineData("learning:\n  interval: [1m, 2m]\n", ":2: learning.interval: '1m,2m' is no time")]
    [InlineData("ingest:\n  max-record: 1mb\n", ":2: ingest.max-record: 1mb is outside 16mb to 1gb")]
    [InlineData("ingest:\n  when-full: drop\n", ":2: ingest.when-full: 'drop' is no word out of shed-newest, shed-oldest and wait")]
    [InlineData("guards:\n  never:\n    - a: b\n", ":3: guards.never: expected a list of texts")]
    [InlineData("guards:\n  min-share: NaN\n", ":2: guards.min-share: NaN is outside 0 to 1")]
    [InlineData("guards:\n  min-share: 5%\n", ":2: guards.min-share: '5%' is no number")]
    [InlineData("learning:\n  seed: 99999999999999999999\n", ":2: learning.seed: '99999999999999999999' is no number")]
    [InlineData("flows:\n  max-transactions: -1\n", ":2: flows.max-transactions: '-1' is no number")]
    [InlineData("flows:\n  memcap: 1gb\n  memcap: 2gb\n", ":3: ")]
    [InlineData("flows:\n  memcap: 1gb\n---\nflows:\n  memcap: 2gb\n", ":4: a second document")]
    [InlineData("a: &a\n  b: *a\n", ":1: there is no option 'a.b.b.b.b', nor one in it")]
    [InlineData("a: &a [*a]\n", ":1: a: expected a list of texts")]
    [InlineData("a: [\n", ":")]
    [InlineData("just words\n", ":1: there is no option ''")]
    public void A_fault_is_named_with_file_and_line(string text, string fault)
    {
        IReadOnlyList<string> faults = Faults(text);
        Assert.StartsWith(Yaml + fault, Assert.Single(faults), StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_of_file_and_command_line_come_together() => Assert.Equal(
        [
            $"{Yaml}:2: there is no option 'flows.memcaps'; the nearest is 'flows.memcap'",
            $"{Yaml}:3: flows.slack: 31d is outside 0 to 30d",
            $"{Yaml}:5: learning.interval: 'soon' is no time, for example 1m",
            "--set nonsense: expected option=value, for example learning.interval=5m",
            "--set =1: expected option=value, for example learning.interval=5m",
            "--set: there is no option 'flow.memcap'; the nearest is 'flows.memcap'",
        ],
        Faults("flows:\n  memcaps: 1\n  slack: 31d\nlearning:\n  interval: soon\n", "nonsense", "=1", "flow.memcap=1"));

    [Fact]
    public void A_file_that_cannot_be_read_is_a_fault_that_names_it()
    {
        Assert.StartsWith(Yaml + ": ", Assert.Single(Faults(null)), StringComparison.Ordinal);
        Directory.CreateDirectory(Yaml);
        Assert.StartsWith(Yaml + ": ", Assert.Single(Faults(null)), StringComparison.Ordinal);
    }

    [Fact]
    public void Home_networks_may_be_a_list_of_YAML() => Assert.Equal(
        "10.0.0.0/8,![10.1.0.0/16,10.2.0.0/16]",
        Read("verdicts:\n  home-nets:\n    - 10.0.0.0/8\n    - \"![10.1.0.0/16,10.2.0.0/16]\"\n").Outputs.HomeNets);

    [Fact]
    public void What_is_shown_gives_the_same_options_again()
    {
        string text = "learning: {interval: 5m}\nguards:\n  never: [\"curl/8, \\\"x\\\" # \\\\ \\u00e9\\u001b\", \"*.a\", \"-\"]\nverdicts: {home-nets: \"[10.0.0.0/8, !10.1.0.0/16]\"}\n"
            + "views:\n  - name: tls-sni\n    enabled: no\n  - name: ssh\n    kind: actor\n    records: ssh\n    key: ssh.client.software_version else src_ip\n    distinct: [src_ip]\n    where: proto=TCP|UDP\n";
        EngineOptions options = Read(text, "residual.file=/tmp/a: b");
        using StringWriter shown = new();
        ShownConfiguration.Write(shown, options);
        EngineOptions again = Read(shown.ToString());
        Assert.Empty(OptionsDiffering.Between(options, again));
        Assert.Contains("\n  interval: 5m # default: 1m\n", shown.ToString(), StringComparison.Ordinal);
        Assert.All(shown.ToString(), c => Assert.True(c is '\n' or (>= ' ' and <= '~')));
    }

    private static IEnumerable<string> Shown(EngineOptions options) => Settings.All.Select(setting => $"{setting.Path}={setting.Show(options)}");

    private EngineOptions Read(string text, params string[] set)
    {
        File.WriteAllText(Yaml, text);
        return ConfigurationReader.Read(Yaml, set);
    }

    private IReadOnlyList<string> Faults(string? text, params string[] set)
    {
        if (text is not null)
            File.WriteAllText(Yaml, text);
        return Assert.Throws<ConfigurationException>(() => ConfigurationReader.Read(Yaml, set)).Faults;
    }
}
