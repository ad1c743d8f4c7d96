using Sidecar.Cli;
using Xunit;

namespace Sidecar.Tests.Cli;

/// <summary>The program hands over to the best build that is there and that the machine can start.</summary>
public sealed class BestBuildTests
{
    [Theory]
    [InlineData(4, 2, "v3 v4", "-v4")]
    [InlineData(4, 2, "v3", "-v3")]
    [InlineData(3, 2, "v3 v4", "-v3")]
    [InlineData(2, 2, "v3 v4", null)]
    [InlineData(4, 2, "", null)]
    [InlineData(3, 2, "v4", null)]
    [InlineData(4, 4, "v3 v4", null)]
    [InlineData(4, 3, "v3", null)]
    public void The_best_build_for_the_machine_is_taken(int machineLevel, int buildLevel, string builds, string? suffix)
    {
        string[] files = [.. builds.Split(' ').Select(build => $"/opt/eve-sidecar-{build}")];
        Assert.Equal(suffix is null ? null : $"/opt/eve-sidecar{suffix}", BestBuild.PathFor("/opt/eve-sidecar", machineLevel, buildLevel, files.Contains));
    }
}
