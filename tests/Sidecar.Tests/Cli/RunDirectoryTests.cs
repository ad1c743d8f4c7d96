using Sidecar.Cli;
using Sidecar.Engine;
using Xunit;

namespace Sidecar.Tests.Cli;

public sealed class RunDirectoryTests
{
    [Fact]
    public void It_is_made_and_everything_lies_in_it()
    {
        using TemporaryFolder folder = new();
        string path = folder.PathOf("a/b");
        RunDirectory directory = RunDirectory.Open(path, null, _ => null);
        Assert.True(Directory.Exists(path));
        Assert.Equal(
            [path, $"{path}/eve.sock", $"{path}/verdicts.sock", $"{path}/snapshots", $"{path}/report.html"],
            [directory.Path, directory.EveSocket(EngineOptions.Default), directory.VerdictSocket, directory.Snapshots, directory.Report]);
        Assert.Equal(path, RunDirectory.Open(path, null, _ => null).Path);
    }

    [Theory]
    [InlineData(null, null, "run")]
    [InlineData(null, "", "run")]
    [InlineData(null, "given", "given")]
    [InlineData(null, "given:second", "given")]
    [InlineData("chosen", "given", "chosen")]
    public void What_must_outlive_a_boot_lies_where_it_was_chosen_else_where_systemd_says_else_beside_the_sockets(
        string? chosen, string? given, string expected)
    {
        using TemporaryFolder folder = new();
        RunDirectory directory = RunDirectory.Open(
            folder.PathOf("run"),
            chosen is null ? null : folder.PathOf(chosen),
            name => name == "STATE_DIRECTORY" && given is not null ? string.Join(':', given.Split(':').Select(one => one.Length == 0 ? one : folder.PathOf(one))) : null);
        string state = folder.PathOf(expected);
        Assert.True(Directory.Exists(state));
        EngineOptions options = directory.Complete(EngineOptions.Default, []);
        Assert.Equal(
            [$"{state}/snapshots", $"{state}/report.html", $"{state}/positions"],
            [directory.Snapshots, directory.Report, options.Inputs.PositionFile]);
        Assert.Equal([folder.PathOf("run/eve.sock"), folder.PathOf("run/verdicts.sock")], [directory.EveSocket(EngineOptions.Default), directory.VerdictSocket]);
    }

    [Theory]
    [InlineData(null, null, true, "/var/lib/eve-sidecar/snapshots")]
    [InlineData("/run/other", null, true, "/run/other/snapshots")]
    [InlineData("/run/other", "/srv/state", true, "/srv/state/snapshots")]
    [InlineData(null, "/srv/state", false, "/srv/state/snapshots")]
    public void States_are_looked_for_where_they_are_named_else_where_the_service_keeps_them(string? chosen, string? state, bool isService, string expected) =>
        Assert.Equal(expected, RunDirectory.FindSnapshots(chosen, state, folder => isService && folder == "/var/lib/eve-sidecar/snapshots"));

    [Fact]
    public void The_service_keeps_its_state_where_states_are_looked_for() => Assert.Contains(
        $"--state-dir {Path.GetDirectoryName(RunDirectory.FindSnapshots(null, null, _ => true))} ",
        File.ReadAllText(Path.Combine(House.HouseTests.Root(), "suricata-config/systemd/eve-sidecar.service")), StringComparison.Ordinal);

    [Fact]
    public void A_file_in_its_place_is_an_IO_exception()
    {
        using TemporaryFolder folder = new();
        string path = folder.PathOf("file");
        File.WriteAllText(path, "");
        Assert.ThrowsAny<IOException>(() => RunDirectory.Open(path, null, _ => null));
    }
}
