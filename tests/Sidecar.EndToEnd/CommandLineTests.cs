using System.IO.Compression;
using System.Text;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>What a person types, and what the program says to it.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sidecar-cli-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("run")]
    [InlineData("replay")]
    [InlineData("playbook")]
    public void Every_command_helps_with_an_example(string command)
    {
        Finished finished = SidecarProcess.Run([command, "--help"]);
        Assert.Equal(0, finished.ExitCode);
        Assert.Contains("Example: ", finished.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("replay")]
    [InlineData("playbook", "--components", "0", "-")]
    [InlineData("playbook", "--view", "nonsense", "-")]
    [InlineData("run", "--nonsense")]
    public void Wrong_usage_ends_with_2(params string[] arguments) => Assert.Equal(2, SidecarProcess.Run(arguments, []).ExitCode);

    [Fact]
    public void All_faults_of_the_configuration_are_said_at_once_with_the_nearest_name()
    {
        string file = Path.Combine(_folder, "sidecar.yaml");
        File.WriteAllText(file, "learning:\n  intervall: 5m\n  clusters: many\n");
        Finished finished = SidecarProcess.Run(["replay", "-c", file, "--set", "guards.min-share=7", "-"], []);
        Assert.Equal(2, finished.ExitCode);
        string[] lines = finished.Talk.TrimEnd().Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.Contains($"{file}:2: there is no option 'learning.intervall'; the nearest is 'learning.interval'", lines[0], StringComparison.Ordinal);
        Assert.Contains($"{file}:3: learning.clusters: 'many' is no number", lines[1], StringComparison.Ordinal);
        Assert.Contains("--set: guards.min-share: 7 is outside 0 to 1", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_input_is_one_line_and_exit_1()
    {
        Finished finished = SidecarProcess.Run(["replay", "/nowhere/eve.json"]);
        Assert.Equal(1, finished.ExitCode);
        Assert.Contains("/nowhere", Assert.Single(finished.Talk.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gz")]
    [InlineData("zst")]
    public void A_compressed_input_that_breaks_off_is_an_error(string kind)
    {
        byte[] eve = Encoding.UTF8.GetBytes(LoudTraffic.Of("loud/1"));
        byte[] whole = kind == "gz" ? Gzipped(eve) : [.. new ZstdSharp.Compressor(3).Wrap(eve)];
        string file = Path.Combine(_folder, $"eve.json.{kind}");
        File.WriteAllBytes(file, whole[..(whole.Length / 2)]);
        Finished finished = SidecarProcess.Run(["replay", file]);
        Assert.True(finished.ExitCode == 1, $"exit code {finished.ExitCode}: {finished.Talk}");
        Assert.Contains(file, Assert.Single(finished.Talk.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public void The_playbook_on_nothing_says_so()
    {
        Finished finished = SidecarProcess.Run(["playbook", "-"], []);
        Assert.Equal(1, finished.ExitCode);
        Assert.Contains("nothing to profile", finished.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public void The_version_is_printed() =>
        Assert.Matches(@"^\d+\.\d+\.\d+", SidecarProcess.Run(["--version"]).Text);

    private static byte[] Gzipped(byte[] bytes)
    {
        using MemoryStream compressed = new();
        using (GZipStream stream = new(compressed, CompressionLevel.Fastest))
            stream.Write(bytes);
        return compressed.ToArray();
    }
}
