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
