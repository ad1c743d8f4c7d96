using System.CommandLine;
using Sidecar.Cli;
using Sidecar.Config;
using Sidecar.Engine;
using Xunit;

namespace Sidecar.Tests.Cli;

public sealed class ConfigurationArgumentsTests
{
    [Fact]
    public void The_configuration_comes_first_then_each_set_then_the_seed()
    {
        using TemporaryFolder folder = new();
        string file = folder.PathOf("sidecar.yaml");
        File.WriteAllText(file, "learning:\n  seed: 1\n  clusters: 6\n  interval: 2m\n");
        EngineOptions options = Read("-c", file, "--set", "learning.seed=2", "--set", "learning.clusters=7", "--seed", "3");
        Assert.Equal((3ul, 7, 120), (options.Learning.Seed, options.Learning.Clusters, options.TickSeconds));
        Assert.Equal(2ul, Read("-c", file, "--set", "learning.seed=2").Learning.Seed);
    }

    [Fact]
    public void Nothing_said_gives_the_defaults() => Assert.Same(EngineOptions.Default, Read());

    [Fact]
    public void What_suricata_yaml_says_comes_before_the_configuration_and_auto_is_its_command_socket()
    {
        using TemporaryFolder folder = new();
        string yaml = folder.PathOf("suricata.yaml");
        File.WriteAllText(yaml, """
            outputs:
              - eve-log: {enabled: yes, filetype: unix_stream, filename: /run/theirs/eve.sock}
            flow-timeouts:
              udp: {new: 7}
            unix-command: {enabled: yes, filename: /run/theirs/command.sock}
            """);
        EngineOptions options = Read("--suricata-yaml", yaml);
        Assert.Equal(("/run/theirs/eve.sock", 7, ""), (options.Inputs.StreamPath, options.Flows.Timeouts.Udp.New, options.Datasets.Socket));
        options = Read("--suricata-yaml", yaml, "--set", "inputs.stream=ours.sock", "--set", "datasets.socket=auto");
        Assert.Equal(("ours.sock", "/run/theirs/command.sock"), (options.Inputs.StreamPath, options.Datasets.Socket));
        Assert.Contains("datasets.socket: auto is", Assert.Throws<ConfigurationException>(() => Read("--set", "datasets.socket=auto")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_seed_below_zero_is_a_fault_of_the_configuration() => Assert.Equal(
        "--set: learning.seed: '-1' is no number, for example 7", Assert.Throws<ConfigurationException>(() => Read("--seed", "-1")).Message);

    private static EngineOptions Read(params string[] arguments)
    {
        ConfigurationArguments common = new();
        Command command = new("any");
        common.AddTo(command);
        ParseResult parsed = command.Parse(arguments);
        Assert.Empty(parsed.Errors);
        return common.Read(parsed);
    }
}
