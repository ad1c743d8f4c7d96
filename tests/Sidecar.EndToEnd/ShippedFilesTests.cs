using System.Diagnostics;
using System.Text.RegularExpressions;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>What the README tells a person to run, and the files that it tells them to use.</summary>
public sealed class ShippedFilesTests
{
    private const string Script = "suricata-config/read-pcap.sh";

    [Fact]
    public void Make_run_s_script_prints_verdicts_and_six_lines_from_any_folder_and_twice()
    {
        string scene = FixtureFiles.PathOf("scene.pcap");
        foreach (string folder in (string[])[FixtureFiles.Root, "/"])
        {
            (int exitCode, string output, string errors) = Run("bash", [Path.Combine(FixtureFiles.Root, Script), scene], folder);
            Assert.True(exitCode == 0, errors);
            string[] lines = output.TrimEnd('\n').Split('\n');
            IReadOnlyList<string> verdicts = VerdictSchema.Check(string.Concat(lines[..^6].Select(line => line + "\n")));
            Assert.Contains(verdicts, line => line.Contains("python-requests/2.31.0", StringComparison.Ordinal));
            new Finished(0, [], output).Balanced();
            Match files = Regex.Match(lines[^1], "^files    report (.+), snapshot (.+), state (.+)$");
            Assert.True(File.Exists(Path.Combine(FixtureFiles.Root, files.Groups[1].Value)), lines[^1]);
            Assert.True(File.Exists(Path.Combine(FixtureFiles.Root, files.Groups[2].Value)), lines[^1]);
            Assert.True(File.Exists(Path.Combine(FixtureFiles.Root, files.Groups[3].Value)), lines[^1]);
        }
    }

    [Fact]
    public void Make_run_s_script_refuses_what_is_no_pcap()
    {
        (int exitCode, _, string errors) = Run("bash", [Path.Combine(FixtureFiles.Root, Script), FixtureFiles.PathOf("scene.rules")], FixtureFiles.Root);
        Assert.Equal(1, exitCode);
        Assert.Contains("is no pcap", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("eve-sidecar.rules")]
    [InlineData("feedback-mark.rules")]
    [InlineData("feedback-bypass.rules")]
    public void Suricata_accepts_the_shipped_configuration_and_rules(string rules)
    {
        string folder = Path.Combine(FixtureFiles.Root, "suricata-config");
        DirectoryInfo log = Directory.CreateTempSubdirectory("sidecar-suricata-");
        try
        {
            (int exitCode, string output, string errors) = Run(SuricataRunner.Find(),
                ["-T", "-c", Path.Combine(folder, "eve-sidecar.yaml"), "-S", Path.Combine(folder, rules), "-l", log.FullName], folder);
            Assert.True(exitCode == 0, output + errors);
        }
        finally
        {
            log.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_outputs_in_the_README_are_those_of_the_shipped_file()
    {
        string readme = File.ReadAllText(Path.Combine(FixtureFiles.Root, "README.md"));
        string shipped = File.ReadAllText(Path.Combine(FixtureFiles.Root, "suricata-config", "outputs.yaml"));
        foreach (string setting in (string[])["filetype: unix_stream", "filename: /run/eve-sidecar/eve.sock"])
        {
            Assert.Contains(setting, readme, StringComparison.Ordinal);
            Assert.Contains(setting, shipped, StringComparison.Ordinal);
        }
    }

    private static (int ExitCode, string Output, string Errors) Run(string program, string[] arguments, string folder)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(2)), $"{program} did not end");
        return (process.ExitCode, output.Result, errors.Result);
    }
}
