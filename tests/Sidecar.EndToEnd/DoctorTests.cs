using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>The doctor on this machine, with the real Suricata: what it advises, Suricata takes.</summary>
public sealed class DoctorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sidecar-doctor-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void An_eve_log_that_was_added_as_advised_is_taken_by_Suricata_and_by_the_doctor()
    {
        string file = Path.Combine(_folder, "suricata.yaml");
        File.WriteAllText(file, "%YAML 1.1\n---\noutputs:\n  - fast: {enabled: no}\n");
        Finished before = Doctor(file);
        Assert.Equal(1, before.ExitCode);
        Match advice = Regex.Match(before.Text, @"# below outputs:\n +(- eve-log: .+\n.+)\n");
        Assert.True(advice.Success, before.Text);
        Match timeouts = Regex.Match(before.Text, @"(flow-timeouts:\n) +(tcp:\n) +(closed: 1\n)");
        Assert.True(timeouts.Success, before.Text);

        File.AppendAllText(file, $"  {advice.Groups[1].Value}\n{timeouts.Groups[1]}  {timeouts.Groups[2]}    {timeouts.Groups[3]}");
        Finished after = Doctor(file);
        Assert.DoesNotContain("eve-log", after.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("TCP flow", after.Text, StringComparison.Ordinal);
        Assert.Contains("ja3-fingerprints", after.Text, StringComparison.Ordinal);
        AssertSuricataTakes(file);
    }

    [Fact]
    public void The_shipped_outputs_need_no_change_and_a_running_sidecar_is_seen()
    {
        using SidecarProcess sidecar = SidecarProcess.Start();
        string file = Path.Combine(_folder, "suricata.yaml");
        string outputs = File.ReadAllText(Path.Combine(FixtureFiles.Root, "suricata-config", "outputs.yaml"));
        File.WriteAllText(Path.Combine(_folder, "outputs.yaml"), outputs.Replace("/run/eve-sidecar/eve.sock", sidecar.EveSocket, StringComparison.Ordinal));
        File.WriteAllText(file, "%YAML 1.1\n---\noutputs:\n  - eve-log: !include outputs.yaml\n");
        Finished finished = SidecarProcess.Run(["doctor", "--suricata-yaml", file, "--run-dir", sidecar.Folder, "--json"]);
        using JsonDocument report = JsonDocument.Parse(finished.Output);
        string[] found = [.. report.RootElement.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("check").GetString()!)];
        // What the kernel of this machine is set to is not ours.
        Assert.Equal(["ja3", "tcp-closed"], found.Except(["wmem-default"]).Order());
        Assert.Equal(finished.ExitCode == 1, report.RootElement.GetProperty("loses_records").GetBoolean());
    }

    [Fact]
    public void The_version_of_Suricata_is_said() =>
        Assert.Matches(@"Suricata [78]\.\d+\.\d+", Doctor(Path.Combine(FixtureFiles.Root, "suricata-config", "eve-sidecar.yaml")).Text);

    [Fact]
    public void A_program_that_lies_in_the_working_folder_is_not_started()
    {
        string started = Path.Combine(_folder, "started");
        foreach (string name in (string[])["stat", "suricata"])
        {
            string program = Path.Combine(_folder, name);
            File.WriteAllText(program, $"#!/bin/sh\ntouch {started}\n");
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        string yaml = Path.Combine(FixtureFiles.Root, "suricata-config", "eve-sidecar.yaml");
        Finished finished = SidecarProcess.RunProgram("/usr/bin/env", ["-C", _folder, SidecarProcess.Binary(), "doctor", "--suricata-yaml", yaml]);
        Assert.Contains("Suricata", finished.Text, StringComparison.Ordinal);
        Assert.False(File.Exists(started));
    }

    [Theory]
    [InlineData("outputs: [\n", "suricata.yaml:")]
    [InlineData("include: nowhere.yaml\n", "nowhere.yaml")]
    public void What_cannot_be_read_ends_with_2(string text, string said)
    {
        string file = Path.Combine(_folder, "suricata.yaml");
        File.WriteAllText(file, text);
        Finished finished = Doctor(file);
        Assert.Equal((2, ""), (finished.ExitCode, finished.Text));
        Assert.Contains(said, finished.Talk, StringComparison.Ordinal);
        Assert.Equal(2, Doctor(Path.Combine(_folder, "missing.yaml")).ExitCode);
    }

    private Finished Doctor(string file) => SidecarProcess.Run(["doctor", "--suricata-yaml", file, "--run-dir", _folder]);

    private void AssertSuricataTakes(string file)
    {
        File.WriteAllText(Path.Combine(_folder, "no.rules"), "");
        using Process suricata = Process.Start(new ProcessStartInfo(
            SuricataRunner.Find(), ["-T", "-c", file, "-S", Path.Combine(_folder, "no.rules"), "-l", _folder])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> errors = suricata.StandardError.ReadToEndAsync();
        string output = suricata.StandardOutput.ReadToEnd();
        Assert.True(suricata.WaitForExit(TimeSpan.FromMinutes(1)), "Suricata did not end");
        Assert.True(suricata.ExitCode == 0, output + errors.Result);
    }
}
