using System.Diagnostics;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>Where the outputs of a replay may go.</summary>
public sealed class ReplayOutputTests : IDisposable
{
    private static readonly string s_scene = FixtureFiles.PathOf("golden", "scene.eve.ndjson.zst");

    private readonly string _folder = Directory.CreateTempSubdirectory("sidecar-outputs-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_device_takes_them_all_and_stays_a_device()
    {
        // Links, so that a program that replaces what it writes to would replace these.
        string[] links = [PathOf("a"), PathOf("b")];
        foreach (string link in links)
            File.CreateSymbolicLink(link, "/dev/null");
        Finished replay = SidecarProcess.Run(["replay", "--verdicts", links[0], "--residual", links[0], "--snapshot", links[1], s_scene]).Balanced();
        Assert.Empty(replay.Output);
        Assert.Equal(2, Directory.GetFileSystemEntries(_folder).Length);
        Assert.All(links, link => Assert.Equal("/dev/null", File.ResolveLinkTarget(link, returnFinalTarget: false)?.FullName));
        Assert.True(SidecarProcess.Run(["replay", "--verdicts", "/dev/null", "--residual", "/dev/null", s_scene]).Balanced().Parsed > 0);
    }

    [Theory]
    [InlineData("--verdicts")]
    [InlineData("--residual")]
    [InlineData("--snapshot")]
    public void A_dash_is_standard_output(string output)
    {
        string[] others = output == "--verdicts" ? [] : ["--verdicts", "/dev/null"];
        SidecarProcess.Run(["replay", .. others, output, PathOf("file"), s_scene]).Balanced();
        byte[] written = SidecarProcess.Run(["replay", .. others, output, "-", s_scene]).Balanced().Output;
        Assert.NotEmpty(written);
        Assert.Equal(File.ReadAllBytes(PathOf("file")), written);
        Assert.Equal([PathOf("file")], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public async Task What_reads_a_named_pipe_gets_what_a_file_would_hold()
    {
        string[] names = ["verdicts", "residual", "snapshot"];
        SidecarProcess.Run(["replay", .. Outputs("file"), s_scene]).Balanced();
        foreach (string name in names)
        {
            using Process make = Process.Start("mkfifo", [PathOf("pipe-" + name)]);
            await make.WaitForExitAsync();
        }

        Task<byte[]>[] readers = [.. names.Select(name => Task.Run(() => File.ReadAllBytes(PathOf("pipe-" + name))))];
        SidecarProcess.Run(["replay", .. Outputs("pipe"), s_scene]).Balanced();
        for (int i = 0; i < names.Length; i++)
        {
            byte[] read = await readers[i].WaitAsync(TimeSpan.FromSeconds(20));
            Assert.Equal(await File.ReadAllBytesAsync(PathOf("file-" + names[i])), read);
            Assert.NotEmpty(read);
        }

        string[] Outputs(string kind) => [.. names.SelectMany(name => (string[])["--" + name, PathOf($"{kind}-{name}")])];
    }

    [Fact]
    public void A_residual_that_goes_on_is_written_to_a_device_which_is_never_rotated_and_to_no_pipe()
    {
        string device = PathOf("device");
        File.CreateSymbolicLink(device, "/dev/null");
        using (SidecarProcess sidecar = SidecarProcess.Start("--set", $"residual.file={device}", "--set", "residual.rotate=64kB"))
        {
            using (EveClient client = new(sidecar.EveSocket))
                client.Send(LoudTraffic.Of("loud/1"));
            Assert.DoesNotContain("lost", sidecar.Stop().Balanced().Talk, StringComparison.Ordinal);
        }

        Assert.Equal([device], Directory.GetFileSystemEntries(_folder));
        Assert.Equal("/dev/null", File.ResolveLinkTarget(device, returnFinalTarget: false)?.FullName);
        string pipe = PathOf("pipe");
        using (Process make = Process.Start("mkfifo", [pipe]))
            make.WaitForExit();
        Finished refused = SidecarProcess.Run(["run", "--run-dir", PathOf("run"), "--set", $"residual.file={pipe}"]);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains($"{pipe}: is a pipe", refused.Talk, StringComparison.Ordinal);
    }

    private string PathOf(string name) => Path.Combine(_folder, name);
}
