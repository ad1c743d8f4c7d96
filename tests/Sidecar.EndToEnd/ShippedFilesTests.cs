using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json;
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
    public void The_line_of_the_README_in_the_suricata_yaml_of_the_package_adds_the_sidecar_and_takes_nothing_away()
    {
        using SidecarProcess sidecar = SidecarProcess.Start("--set", "ingest.when-full=wait");
        string outputs = Path.Combine(FixtureFiles.Root, "suricata-config", "outputs.yaml");
        string readme = File.ReadAllText(Path.Combine(FixtureFiles.Root, "suricata-config", "README.md"));
        string line = Regex.Match(readme, @"- eve-log: !include (?=/etc/suricata/eve-sidecar-outputs.yaml$)", RegexOptions.Multiline).Value;
        Assert.NotEmpty(line);
        string stock = File.ReadAllText(StockConfiguration());
        string config = Path.Combine(sidecar.Folder, "suricata.yaml");
        File.WriteAllText(config, Regex.Replace(stock, "^outputs:\n", $"outputs:\n  {line}{outputs}\n", RegexOptions.Multiline));
        string log = Directory.CreateDirectory(Path.Combine(sidecar.Folder, "suricata")).FullName;
        string[] options = ["-c", config, "-S", FixtureFiles.PathOf("scene.rules"), "-l", log, "--set", $"outputs.0.eve-log.filename={sidecar.EveSocket}"];

        (int exitCode, string output, string errors) = Run(SuricataRunner.Find(), ["-T", .. options], log);
        Assert.True(exitCode == 0, output + errors);
        (exitCode, output, errors) = Run(SuricataRunner.Find(), ["-r", FixtureFiles.PathOf("scene.pcap"), "--runmode", "single", .. options], log);
        Assert.True(exitCode == 0, output + errors);

        Finished finished = sidecar.Stop().Balanced();
        int both = File.ReadLines(Path.Combine(log, "eve.json"))
            .Count(record => Regex.IsMatch(record, "\"event_type\":\"(alert|http|tls|dns|fileinfo|flow)\""));
        Assert.True(both > 5000, $"only {both} records in the other eve-log");
        // And stats, the last one at least.
        Assert.InRange(finished.Parsed, both + 1, both + 10);
    }

    [Fact]
    public void The_list_of_what_the_program_is_made_of_has_packages_and_assets_with_their_licences()
    {
        string sbom = Path.Combine(FixtureFiles.Root, "packaging", "sbom");
        (int exitCode, string output, string errors) = Run("bash", [sbom, "1.2.3"], "/");
        Assert.True(exitCode == 0, errors);
        JsonElement[] components = [.. JsonDocument.Parse(output).RootElement.GetProperty("components").EnumerateArray()];
        string[] licences = [.. components.Select(one => $"{one.GetProperty("name")} {one.GetProperty("licenses")[0].GetProperty("license").GetProperty("id")}")];
        Assert.All(["YamlDotNet MIT", "uplot MIT", "@fontsource/noto-sans OFL-1.1"], one => Assert.Contains(one, licences));
        Assert.All(components, one => Assert.Matches("^[0-9a-f]{128}$", one.GetProperty("hashes")[0].GetProperty("content").GetString()!));
        (exitCode, output, errors) = Run("bash", [sbom, "1.2.3", "copyright"], "/");
        Assert.True(exitCode == 0, errors);
        foreach (string licence in Regex.Matches(output, "^License: (.+)$", RegexOptions.Multiline).Select(match => match.Groups[1].Value).Distinct().Where(licence => licence != "Apache-2.0"))
            Assert.Matches($"(?m)^License: {Regex.Escape(licence)}\n .{{20}}", output);
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

    [Fact]
    public void The_commands_of_the_README_over_a_file_do_what_they_say()
    {
        using Folder folder = new();
        using (FileStream packed = File.OpenRead(FixtureFiles.PathOf("golden", "scene.eve.ndjson.zst")))
        using (ZstdSharp.DecompressionStream eve = new(packed))
        using (FileStream file = File.Create(folder.PathOf("eve.json")))
            eve.CopyTo(file);
        using (FileStream file = File.OpenRead(folder.PathOf("eve.json")))
        using (GZipStream packed = new(File.Create(folder.PathOf("eve.json.1.gz")), CompressionLevel.Fastest))
            file.CopyTo(packed);
        File.CreateSymbolicLink(folder.PathOf("eve-sidecar"), SidecarProcess.Binary());
        string[] commands = Commands("eve-sidecar (?:replay|playbook|select|extract|selftest)");
        Assert.InRange(commands.Length, 5, 20);
        foreach (string command in commands)
        {
            (int exitCode, string output, string errors) = Run("sh", ["-c", $"exec ./{command}"], folder.Path);
            Assert.True(exitCode == 0 && output.Length > 0, $"{command}: {errors}");
        }
    }

    [Fact]
    public void The_six_lines_in_the_README_are_those_of_the_scene()
    {
        string[] shown = Regex.Match(File.ReadAllText(Path.Combine(FixtureFiles.Root, "README.md")), "^records .+?(?=\nfiles )", RegexOptions.Multiline | RegexOptions.Singleline).Value.Split('\n');
        IReadOnlyList<string> lines = SidecarProcess.Run(["replay", FixtureFiles.PathOf("golden", "scene.eve.ndjson.zst")]).Balanced().Summary;
        Assert.Equal(5, shown.Length);
        Assert.All(shown.Zip(lines), pair => Assert.StartsWith(pair.First.Replace(", ...", "", StringComparison.Ordinal), pair.Second, StringComparison.Ordinal));
    }

    [Fact]
    public void The_commands_of_the_README_to_a_sidecar_find_none_and_are_no_wrong_usage()
    {
        using Folder folder = new();
        File.CreateSymbolicLink(folder.PathOf("eve-sidecar"), SidecarProcess.Binary());
        string[] commands = [.. Commands("sudo eve-sidecar (?:status|exclusions|snapshot)")
            .SelectMany(command => (command.Split(' ').FirstOrDefault(word => word.Contains('|', StringComparison.Ordinal)) ?? "").Split('|')
                .Select(verb => Regex.Replace(command, @"\S+\|\S+", verb)))];
        Assert.InRange(commands.Length, 7, 20);
        foreach (string command in commands)
        {
            (int exitCode, _, string errors) = Run("sh", ["-c", $"exec ./{command["sudo ".Length..]} --run-dir {folder.Path}"], folder.Path);
            Assert.True(exitCode == 1, $"{command}: {exitCode}: {errors}");
            Assert.Contains(folder.Path, errors, StringComparison.Ordinal);
        }
    }

    /// <summary>Those in its blocks, without the remarks behind them.</summary>
    private static string[] Commands(string which) =>
        [.. Regex.Matches(File.ReadAllText(Path.Combine(FixtureFiles.Root, "README.md")), $"^{which}[^#\n]*", RegexOptions.Multiline).Select(command => command.Value.Trim())];

    /// <summary>suricata.yaml of the package that Suricata comes from: in the same folder of Debian, if it is none of the machine.</summary>
    private static string StockConfiguration()
    {
        string beside = Path.Combine(Path.GetDirectoryName(SuricataRunner.Find())!, "etc", "suricata", "suricata.yaml");
        return File.Exists(beside) ? beside : "/etc/suricata/suricata.yaml";
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

    private sealed class Folder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("sidecar-readme-").FullName;

        public string PathOf(string name) => System.IO.Path.Combine(Path, name);

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
