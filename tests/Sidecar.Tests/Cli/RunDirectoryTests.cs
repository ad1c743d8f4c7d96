using Sidecar.Cli;
using Xunit;

namespace Sidecar.Tests.Cli;

public sealed class RunDirectoryTests
{
    [Fact]
    public void It_is_made_and_everything_lies_in_it()
    {
        using TemporaryFolder folder = new();
        string path = folder.PathOf("a/b");
        RunDirectory directory = RunDirectory.Open(path);
        Assert.True(Directory.Exists(path));
        Assert.Equal(
            [path, $"{path}/eve.sock", $"{path}/verdicts.sock", $"{path}/snapshots", $"{path}/report.html"],
            [directory.Path, directory.EveSocket, directory.VerdictSocket, directory.Snapshots, directory.Report]);
        Assert.Equal(path, RunDirectory.Open(path).Path);
    }

    [Fact]
    public void A_file_in_its_place_is_an_IO_exception()
    {
        using TemporaryFolder folder = new();
        string path = folder.PathOf("file");
        File.WriteAllText(path, "");
        Assert.ThrowsAny<IOException>(() => RunDirectory.Open(path));
    }
}
