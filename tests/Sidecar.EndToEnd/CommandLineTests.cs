using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
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
    [InlineData("extract")]
    [InlineData("selftest")]
    [InlineData("doctor")]
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
    public void What_comes_of_suricata_yaml_the_file_and_set_is_shown_and_runs_the_same()
    {
        string suricata = Path.Combine(_folder, "suricata.yaml"), file = Path.Combine(_folder, "sidecar.yaml"), shown = Path.Combine(_folder, "shown.yaml");
        File.WriteAllText(suricata, "%YAML 1.1\n---\nvars:\n  address-groups:\n    HOME_NET: \"[10.0.0.0/8, !$LAB]\"\n    LAB: 10.1.2.66\nflow-timeouts: {tcp: {new: 61}}\n");
        File.WriteAllText(file, "learning: {interval: 2m}\n");
        string[] said = ["--suricata-yaml", suricata, "-c", file, "--set", "guards.min-records=400"];
        Finished show = SidecarProcess.Run(["config", "show", .. said]);
        Assert.Equal((0, ""), (show.ExitCode, show.Talk));
        Assert.Contains("\n  home-nets: \"[10.0.0.0/8, ![10.1.2.66]]\" # default: \"\"\n", show.Text, StringComparison.Ordinal);
        foreach (string line in (string[])["timeouts.tcp.new: 61s # default: 1m", "interval: 2m # default: 1m", "min-records: 400 # default: 500"])
            Assert.Contains($"\n  {line}\n", show.Text, StringComparison.Ordinal);
        File.WriteAllText(shown, show.Text);
        Assert.Equal(show.Text, SidecarProcess.Run(["config", "show", "-c", shown]).Text);

        string eve = FixtureFiles.PathOf("golden", "scene.eve.ndjson.zst");
        Finished one = SidecarProcess.Run(["replay", .. said, "--verdicts", "-", eve]), two = SidecarProcess.Run(["replay", "-c", shown, "--verdicts", "-", eve]);
        Assert.NotEmpty(one.Text);
        Assert.Equal(one.Text, two.Text);
        // The scanner is in the lab, which is not at home.
        string[] lines = [.. VerdictSchema.Check(one.Text)];
        Assert.Contains(lines, line => line.Contains("\"src_ip\":\"10.1.2.66\",\"home\":{\"src_ip\":false}", StringComparison.Ordinal));
        Assert.All(lines.Where(line => !line.Contains("\"src_ip\":\"", StringComparison.Ordinal) && !line.Contains("\"dest_ip\":\"", StringComparison.Ordinal)), line => Assert.DoesNotContain("\"home\"", line, StringComparison.Ordinal));
    }

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
    public void A_file_that_is_no_yaml_is_named_with_the_line()
    {
        string file = Path.Combine(_folder, "sidecar.yaml");
        File.WriteAllText(file, "learning:\n  interval: 5m\n  clusters: [5\n");
        Finished finished = SidecarProcess.Run(["replay", "-c", file, "-"], []);
        Assert.Equal(2, finished.ExitCode);
        Assert.Matches($"{Regex.Escape(file)}:[34]: ", Assert.Single(finished.Talk.TrimEnd().Split('\n')));
    }

    [Fact]
    public void All_faults_of_the_set_options_are_said_at_once()
    {
        Finished finished = SidecarProcess.Run(
            ["run", "--run-dir", _folder, "--set", "ingest.bufer=1mb", "--set", "exclusions.life=soon", "--set", "nonsense"]);
        Assert.Equal(2, finished.ExitCode);
        string[] lines = finished.Talk.TrimEnd().Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.Contains("there is no option 'ingest.bufer'; the nearest is 'ingest.buffer'", lines[0], StringComparison.Ordinal);
        Assert.Contains("exclusions.life: 'soon' is no time, for example 8h", lines[1], StringComparison.Ordinal);
        Assert.Contains("--set nonsense: expected option=value", lines[2], StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_missing_input_is_one_line_and_exit_1()
    {
        Finished finished = SidecarProcess.Run(["replay", "/nowhere/eve.json"]);
        Assert.Equal(1, finished.ExitCode);
        Assert.Contains("/nowhere", Assert.Single(finished.Talk.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("replay", "gz")]
    [InlineData("replay", "zst")]
    [InlineData("extract --key tls-sni=a", "gz")]
    [InlineData("extract --flow-id 1", "zst")]
    [InlineData("playbook", "gz")]
    [InlineData("playbook", "zst")]
    public void A_compressed_input_that_breaks_off_is_an_error(string command, string kind)
    {
        byte[] whole = Compressed(kind);
        // In the middle, inside the check sum at the end, and behind the first bytes by which the kind is known.
        foreach (int length in (int[])[whole.Length / 2, whole.Length - 1, 10])
            AssertRefused(command, kind, whole[..length]);
    }

    [Theory]
    [InlineData("gz")]
    [InlineData("zst")]
    public void A_compressed_input_that_is_damaged_is_an_error(string kind)
    {
        byte[] damaged = Compressed(kind);
        damaged.AsSpan(damaged.Length / 2, 40).Fill(0xAA);
        AssertRefused("replay", kind, damaged);
        AssertRefused("playbook", kind, damaged);
    }

    [Fact]
    public void The_playbook_on_nothing_says_so()
    {
        Finished finished = SidecarProcess.Run(["playbook", "-"], []);
        Assert.Equal(1, finished.ExitCode);
        Assert.Contains("nothing to profile", finished.Talk, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("replay", "eve.json", 0)]
    [InlineData("replay", "missing.json", 1)]
    [InlineData("replay", "--nonsense", 2)]
    public void What_it_says_may_go_to_a_full_disk(string command, string argument, int exitCode)
    {
        File.WriteAllText(Path.Combine(_folder, "eve.json"), LoudTraffic.Of("loud/1"));
        Finished finished = SidecarProcess.RunProgram(
            "/bin/sh", ["-c", "cd \"$1\" && exec \"$0\" \"$2\" \"$3\" 2>/dev/full", SidecarProcess.Binary(), _folder, command, argument]);
        Assert.Equal(exitCode, finished.ExitCode);
        Assert.Equal(exitCode == 0, finished.Text.Contains("loud/1", StringComparison.Ordinal));
    }

    [Fact]
    public void The_version_is_printed() =>
        Assert.Matches(@"^\d+\.\d+\.\d+", SidecarProcess.Run(["--version"]).Text);

    private static byte[] Compressed(string kind)
    {
        byte[] eve = Encoding.UTF8.GetBytes(LoudTraffic.Of("loud/1"));
        using MemoryStream compressed = new();
        using (Stream stream = kind == "gz" ? new GZipStream(compressed, CompressionLevel.Fastest) : Checked(compressed))
            stream.Write(eve);
        return compressed.ToArray();

        // As the zstd program does, which writes a check sum.
        static ZstdSharp.CompressionStream Checked(Stream output)
        {
            ZstdSharp.CompressionStream stream = new(output, 3);
            stream.SetParameter(ZstdSharp.Unsafe.ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
            return stream;
        }
    }

    private void AssertRefused(string command, string kind, byte[] content)
    {
        string file = Path.Combine(_folder, $"eve.json.{kind}");
        File.WriteAllBytes(file, content);
        Finished finished = SidecarProcess.Run([.. command.Split(' '), file]);
        Assert.True(finished.ExitCode == 1, $"{command} of {content.Length} bytes: exit code {finished.ExitCode}: {finished.Talk}");
        Assert.Contains(file, Assert.Single(finished.Talk.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }
}
