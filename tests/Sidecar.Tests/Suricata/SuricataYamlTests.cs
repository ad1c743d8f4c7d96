using Sidecar.Config;
using Sidecar.Engine;
using Sidecar.Engine.Flows;
using Sidecar.Suricata;
using Xunit;

namespace Sidecar.Tests.Suricata;

public sealed class SuricataYamlTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("flow-timeouts:\n  tcp:\n    new: 61\n", "flow-timeouts.tcp.new", "61")]
    [InlineData("%YAML 1.1\n---\na: yes\n", "a", "yes")]
    [InlineData("outputs:\n  - fast:\n      enabled: no\n  - eve-log:\n      enabled: yes\n", "outputs.1.eve-log.enabled", "yes")]
    // Underscores are dashes, but in variables.
    [InlineData("flow_timeouts:\n  tcp: {emergency_new: 7}\n", "flow-timeouts.tcp.emergency-new", "7")]
    [InlineData("vars:\n  address-groups:\n    HOME_NET: any\n", "vars.address-groups.HOME_NET", "any")]
    // What comes later replaces what stood there, all of it.
    [InlineData("a:\n  b: 1\na:\n  c: 2\n", "a.c", "2")]
    [InlineData("a: 010\n", "a", "010")]
    public void A_name_is_found_as_Suricata_finds_it(string text, string name, string value)
    {
        Assert.True(Read(text).TryGet(name, out string? found, out _));
        Assert.Equal(value, found);
    }

    [Theory]
    [InlineData("a:\n  b: 1\na:\n  c: 2\n", "a.b")]
    [InlineData("a: {b: 1}\na: x\n", "a.b")]
    [InlineData("", "a")]
    [InlineData("a: &x 1\nb: *x\n", "b")]
    public void A_name_that_Suricata_does_not_find_is_missing(string text, string name) =>
        Assert.False(Read(text).TryGet(name, out _, out _));

    [Fact]
    public void Included_files_stand_in_their_place_and_lie_beside_the_first()
    {
        Directory.CreateDirectory(_folder.PathOf("sub"));
        File.WriteAllText(_folder.PathOf("one.yaml"), "%YAML 1.1\n---\na: {x: 1, y: 2}\nb: one\ninclude: sub/deep.yaml\n");
        File.WriteAllText(_folder.PathOf("sub/deep.yaml"), "deep: 1\ninclude: two.yaml\n");
        File.WriteAllText(_folder.PathOf("two.yaml"), "b: two\n");
        File.WriteAllText(_folder.PathOf("tcp.yaml"), "new: 9\nestablished: 99\n");
        SuricataYaml yaml = Read("a: {z: 0}\ninclude: [one.yaml]\nc: 3\nflow-timeouts:\n  tcp: !include tcp.yaml\ninclude:\n  - two.yaml\n");
        Assert.False(yaml.TryGet("a.z", out _, out _));
        Assert.Equal(["1", "2", "two", "3", "1", "9", "99"], new[] { "a.x", "a.y", "b", "c", "deep", "flow-timeouts.tcp.new", "flow-timeouts.tcp.established" }.Select(name => yaml.TryGet(name, out string? value, out _) ? value : null));
        Assert.True(yaml.TryGet("deep", out _, out string? where));
        Assert.Equal(_folder.PathOf("sub/deep.yaml") + ":1", where);
    }

    [Fact]
    public void A_file_that_is_included_in_a_mapping_fills_that_mapping()
    {
        File.WriteAllText(_folder.PathOf("tcp.yaml"), "new: 9\n");
        SuricataYaml yaml = Read("flow-timeouts:\n  tcp:\n    established: 8\n    include: tcp.yaml\n");
        Assert.Equal(["established", "new"], yaml.Below("flow-timeouts.tcp"));
        Assert.Equal(_folder.PathOf("tcp.yaml") + ":1", yaml.WhereOf("flow-timeouts.tcp.new"));
    }

    [Fact]
    public void Items_of_a_list_come_in_their_order()
    {
        SuricataYaml yaml = Read("outputs: [" + string.Join(", ", Enumerable.Range(0, 12).Select(i => $"o{i}: {{a: 1}}")) + "]\nout: 1\n");
        Assert.Equal(Enumerable.Range(0, 12).Select(i => $"{i}"), yaml.Below("outputs"));
        Assert.Equal(_folder.PathOf("suricata.yaml") + ":1", yaml.WhereOf("outputs.11"));
        Assert.Null(yaml.WhereOf("output"));
    }

    [Theory]
    [InlineData("a: [\n", "suricata.yaml:")]
    [InlineData("include: missing.yaml\n", "missing.yaml: ")]
    [InlineData("include: suricata.yaml\n", "more than 128 levels")]
    [InlineData("a: !include suricata.yaml\n", "more than 128 levels")]
    public void What_cannot_be_read_is_said_with_its_file(string text, string fault) =>
        Assert.Contains(fault, Assert.Single(Assert.Throws<ConfigurationException>(() => Read(text)).Faults), StringComparison.Ordinal);

    [Fact]
    public void Time_outs_are_those_of_Suricata_and_the_rest_stays()
    {
        EngineOptions options = SuricataFlowSettings.Apply(
            Read("flow: {memcap: 1gb, emergency-recovery: 40}\nflow-timeouts:\n  default: {new: 3, closed: 0}\n  tcp:\n    new: 1\n    established: 2\n    closed: 60\n    emergency-new: 3\n    emergency-established: 4\n  icmp: {bypassed: 100, established: 5}\n"),
            EngineOptions.Default);
        Assert.Equal(new ProtocolTimeouts(1, 2, 3, 4), options.Flows.Timeouts.Tcp);
        Assert.Equal((3, 5), (options.Flows.Timeouts.Other.New, options.Flows.Timeouts.Icmp.Established));
        Assert.Equal(FlowTimeouts.Default.Udp, options.Flows.Timeouts.Udp);
        Assert.Equal((40, FlowOptions.Default.MemcapBytes), (options.Flows.EmergencyRecoveryPercent, options.Flows.MemcapBytes));
        // Our own configuration comes later.
        Assert.Equal(8, ConfigurationReader.Read(null, ["flows.timeouts.tcp.new=8"], options).Flows.Timeouts.Tcp.New);
    }

    [Fact]
    public void A_time_out_that_is_no_number_is_a_fault_with_its_line() => Assert.StartsWith(
        _folder.PathOf("suricata.yaml") + ":3: flows.timeouts.udp.new: 'soon' is no time",
        Assert.Single(Assert.Throws<ConfigurationException>(() => SuricataFlowSettings.Apply(Read("flow-timeouts:\n  udp:\n    new: soon\n"), EngineOptions.Default)).Faults),
        StringComparison.Ordinal);

    private const string Home = "vars:\n  address-groups:\n    OFFICE: \"[10.0.0.0/8, !$LAB]\"\n    LAB: 10.1.0.0/16\n    HOME_NET: \"[$OFFICE, 192.0.2.0/24]\"\n";

    [Theory]
    [InlineData(Home, "[[[10.0.0.0/8, ![10.1.0.0/16]]], 192.0.2.0/24]", "")]
    [InlineData("vars:\n  address-groups:\n    HOME_NET: 10.0.0.0/8\n", "10.0.0.0/8", "")]
    [InlineData("vars:\n  address-groups:\n    HOME_NET: \"[any]\"\n", "", "")]
    [InlineData("vars:\n  address-groups:\n    HOME_NET: $INSIDE\n    INSIDE: any\n", "", "")]
    [InlineData("a: 1\n", "", "")]
    [InlineData("vars:\n  address-groups:\n    HOME_NET: ten\n", "", ":3: HOME_NET: 'ten' is no address, network or range; verdicts.home-nets is left as it is")]
    [InlineData("vars:\n  address-groups:\n    HOME_NET: $GONE\n", "", ":3: HOME_NET: there is no variable '$GONE'; verdicts.home-nets is left as it is")]
    [InlineData("vars:\n  address-groups:\n    HOME_NET: \"[$A,$A]\"\n    A: \"[$HOME_NET,$HOME_NET]\"\n", "", ":3: HOME_NET: its variables name each other in a circle, or are too long; verdicts.home-nets is left as it is")]
    public void Home_networks_are_those_of_HOME_NET_with_what_it_names(string text, string expected, string told)
    {
        List<string> said = [];
        Assert.Equal(expected, SuricataHomeNets.Apply(Read(text), EngineOptions.Default, said.Add).Outputs.HomeNets);
        Assert.Equal(told.Length == 0 ? [] : [_folder.PathOf("suricata.yaml") + told], said);
    }

    [Fact]
    public void An_option_may_name_variables_of_suricata_yaml()
    {
        EngineOptions options = ConfigurationReader.Read(null, ["verdicts.home-nets=[$LAB, !$LAB2]"]);
        SuricataYaml yaml = Read(Home + "    LAB2: 10.1.7.0/24\n");
        Assert.Equal("[[10.1.0.0/16], ![10.1.7.0/24]]", SuricataHomeNets.Resolve(yaml, options).Outputs.HomeNets);
        Assert.Equal("verdicts.home-nets: there is no variable '$LAB2'", Assert.Single(Assert.Throws<ConfigurationException>(() => SuricataHomeNets.Resolve(Read(Home), options)).Faults));
        Assert.Contains("add --suricata-yaml FILE", Assert.Single(Assert.Throws<ConfigurationException>(() => SuricataHomeNets.Resolve(null, options)).Faults), StringComparison.Ordinal);
    }

    private SuricataYaml Read(string text)
    {
        string file = _folder.PathOf("suricata.yaml");
        File.WriteAllText(file, text);
        return SuricataYaml.Read(file);
    }
}
