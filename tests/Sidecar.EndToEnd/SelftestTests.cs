using System.Text;
using System.Text.Json;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary><c>selftest</c> of the published binary: as native code, with whatever kernel it chose or was told.</summary>
public sealed class SelftestTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sidecar-selftest-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void It_shows_build_processor_kernel_and_seed_and_that_all_agree()
    {
        Finished finished = SidecarProcess.Run(["selftest", "--seed", "11"]);
        Assert.True(finished.ExitCode == 0, finished.Text + finished.Talk);
        string[] lines = finished.Text.TrimEnd().Split('\n');
        Assert.Equal(["build", "processor", "kernel", "compared", "all"], lines.Select(line => line.Split(' ')[0]));
        Assert.Matches(@"^kernel    (128|256|512) of scalar, 128", lines[2]);
        Assert.EndsWith("0 differ: generated from seed 11", lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public void It_shows_the_kernel_that_was_forced()
    {
        Finished finished = SidecarProcess.RunProgram("/usr/bin/env", ["EVE_SIDECAR_KERNEL=scalar", SidecarProcess.Binary(), "selftest", "--json"]);
        JsonElement root = JsonDocument.Parse(finished.Output).RootElement;
        Assert.Equal("scalar", root.GetProperty("kernel").GetString());
        Assert.True(root.GetProperty("agree").GetBoolean());
    }

    [Fact]
    public void The_lines_of_files_are_compared_good_and_bad()
    {
        string plain = Path.Combine(_folder, "eve.json");
        File.WriteAllText(plain, EveClient.Records(1) + "{\"torn\":{\"timestamp\":\"\n\n" + EveClient.Records(2));
        string packed = plain + ".zst";
        using (ZstdSharp.Compressor compressor = new())
            File.WriteAllBytes(packed, compressor.Wrap(Encoding.UTF8.GetBytes(EveClient.Records(3))).ToArray());
        Finished finished = SidecarProcess.Run(["selftest", "--json", "--eve", plain, packed]);
        Assert.Equal(0, finished.ExitCode);
        JsonElement[] files = [.. JsonDocument.Parse(finished.Output).RootElement.GetProperty("files").EnumerateArray()];
        Assert.Equal([6, 2], files.Select(file => file.GetProperty("lines").GetInt32()));
        Assert.Equal([4, 2], files.Select(file => file.GetProperty("records").GetInt32()));
        Assert.All(files, file => Assert.Equal(0, file.GetProperty("difference_count").GetInt64()));
    }

    [Fact]
    public void A_file_that_is_missing_is_one_line_and_exit_1()
    {
        Finished finished = SidecarProcess.Run(["selftest", "--eve", "/nowhere/eve.json"]);
        Assert.Equal(1, finished.ExitCode);
        Assert.Contains("/nowhere", Assert.Single(finished.Talk.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }
}
