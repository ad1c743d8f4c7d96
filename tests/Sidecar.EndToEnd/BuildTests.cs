using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>
/// The build for every machine, alone in a folder and beside better ones. Those are scripts here, which say their name: that
/// tells whether they were started, whatever processor the test runs on.
/// </summary>
public sealed class BuildTests : IDisposable
{
    private const string Record = """{"timestamp":"2026-01-05T08:10:00.000000+0000","flow_id":1,"event_type":"flow"}""" + "\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("sidecar-build-").FullName;
    private readonly string _program;

    public BuildTests()
    {
        _program = Path.Combine(_folder, "eve-sidecar");
        SidecarProcess.CopyBinary(_program);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void With_all_that_is_in_it_it_stays_below_25_MB() => Assert.InRange(new FileInfo(SidecarProcess.Binary()).Length, 5_000_000, 25_000_000);

    [Theory]
    [InlineData("scalar")]
    [InlineData("128")]
    public void Alone_it_starts_and_reads_with_what_every_machine_has(string kernel)
    {
        Finished finished = Replay(kernel).Balanced();
        Assert.Equal(1, finished.Parsed);
    }

    [Theory]
    [InlineData("256", "this build on this processor has no 256-bit vectors; the widest kernel here is 128")]
    [InlineData("512", "this build on this processor has no 512-bit vectors; the widest kernel here is 128")]
    [InlineData("64", "is no kernel; one of scalar, 128, 256, 512")]
    public void A_kernel_that_it_has_not_is_wrong_usage(string kernel, string message)
    {
        Finished finished = Replay(kernel);
        Assert.Equal(2, finished.ExitCode);
        Assert.Equal($"eve-sidecar: EVE_SIDECAR_KERNEL={kernel}", Assert.Single(finished.Talk.TrimEnd().Split('\n'))[..$"eve-sidecar: EVE_SIDECAR_KERNEL={kernel}".Length]);
        Assert.Contains(message, finished.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public void It_hands_over_to_the_build_for_the_processor_with_all_arguments()
    {
        MakeScript("v3");
        MakeScript("v4");
        Finished finished = SidecarProcess.RunProgram(_program, ["--version", "", "a b", "é"]);
        string? build = BuildForThisProcessor();
        if (build is null)
            Assert.DoesNotContain("script", finished.Text, StringComparison.Ordinal);
        else
            Assert.Equal($"script {build}|--version||a b|é\n", finished.Text);
    }

    [Fact]
    public void A_better_build_that_cannot_be_started_is_done_without()
    {
        File.WriteAllText($"{_program}-v3", "no program");
        File.WriteAllText($"{_program}-v4", "no program");
        Assert.Equal(0, SidecarProcess.RunProgram(_program, ["--version"]).ExitCode);
    }

    private Finished Replay(string kernel)
    {
        string file = Path.Combine(_folder, "eve.json");
        File.WriteAllText(file, Record);
        return SidecarProcess.RunProgram("/usr/bin/env", [$"EVE_SIDECAR_KERNEL={kernel}", _program, "replay", file]);
    }

    /// <summary>As glibc's loader says it, which chooses libraries by the same levels.</summary>
    private static string? BuildForThisProcessor()
    {
        string levels = SidecarProcess.RunProgram("/lib64/ld-linux-x86-64.so.2", ["--help"]).Text;
        Assert.Contains("x86-64-v2 (supported", levels, StringComparison.Ordinal);
        return new[] { "v4", "v3" }.FirstOrDefault(build => levels.Contains($"x86-64-{build} (supported", StringComparison.Ordinal));
    }

    private void MakeScript(string build)
    {
        string script = $"{_program}-{build}";
        File.WriteAllText(script, $"#!/bin/sh\nprintf 'script {build}'\nprintf '|%s' \"$@\"\necho\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }
}
