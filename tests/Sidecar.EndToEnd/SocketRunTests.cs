using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>Real Suricata in, verdicts out.</summary>
public sealed class SocketRunTests
{
    private const string Scanner = "python-requests/2.31.0";

    [Fact]
    public void Suricata_reads_the_scene_and_every_reader_hears_of_the_scanner_and_of_no_other_user_agent()
    {
        using SidecarProcess sidecar = SidecarProcess.Start();
        using VerdictClient one = new(sidecar.VerdictSocket);
        using VerdictClient two = new(sidecar.VerdictSocket);
        LetSuricataRead(sidecar);
        Finished finished = sidecar.Stop().Balanced();

        IReadOnlyList<string> lines = one.Lines();
        Assert.Equal(lines, two.Lines());
        // When it is released depends on when Suricata's flow manager wakes up, so that is not asked here.
        Assert.Equal(("exclude", Scanner), ActionAndKey(lines[0]));
        Assert.All(lines.Where(line => line.Contains("\"view\":\"http-user-agent\"", StringComparison.Ordinal)), line => Assert.Equal(Scanner, ActionAndKey(line).Item2));
        Assert.Equal(SceneRecords(), finished.Received);
        Assert.Equal(finished.Received, finished.Parsed);
        // A flow record that comes late, because Suricata's flow manager did not keep up with the packets of three hours
        // in a second, finds its flow given up: that one counts as without.
        Assert.Equal(FlowsWithTransactions(), finished.Joined + finished.WithoutFlow);
        Assert.Equal(1, finished.Announced);
    }

    [Fact]
    public void The_scanner_is_excluded_for_what_it_did()
    {
        using SidecarProcess sidecar = SidecarProcess.Start();
        using VerdictClient reader = new(sidecar.VerdictSocket);
        LetSuricataRead(sidecar);
        sidecar.Stop().Balanced();

        JsonElement verdict = JsonDocument.Parse(reader.Lines()[0]).RootElement;
        JsonElement body = verdict.GetProperty("heavy_hitter");
        Assert.Equal("10.1.2.66", verdict.GetProperty("src_ip").GetString());
        Assert.Equal(1, body.GetProperty("features").GetProperty("src_ip").GetInt32());
        Assert.Equal(1, body.GetProperty("scaled").GetProperty("http.url").GetDouble());
        Assert.InRange(body.GetProperty("share").GetProperty("records").GetDouble(), 0.3, 1);
    }

    [Fact]
    public void It_listens_where_suricata_yaml_says_and_an_unknown_version_there_is_a_warning()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("sidecar-theirs-");
        try
        {
            string socket = Path.Combine(folder.FullName, "theirs.sock"), yaml = Path.Combine(folder.FullName, "their.yaml");
            File.WriteAllText(yaml, $$"""
                %YAML 1.1
                ---
                suricata-version: "9.0-dev"
                outputs:
                  - eve-log: {enabled: yes, filetype: unix_stream, filename: {{socket}}, types: [flow]}
                flow-timeouts:
                  tcp: {new: adaptive}

                """);
            using SidecarProcess sidecar = SidecarProcess.Start("--suricata-yaml", yaml);
            SuricataRunner.ReadPcap(FixtureFiles.PathOf("scene.pcap"), File.ReadAllText(FixtureFiles.PathOf("scene.rules")), folder.FullName, socket, "unix_stream");
            Finished finished = sidecar.Stop().Balanced();
            Assert.Equal(SceneRecords(), finished.Parsed);
            Assert.StartsWith(
                $"eve-sidecar: warning: suricata.yaml is for Suricata 9.0-dev. Tried with 7 and 8; others may write records in other shapes.\n"
                + $"eve-sidecar: {yaml}:7: flows.timeouts.tcp.new: 'adaptive' is no time, for example 1m; left as it is\n"
                + $"eve-sidecar: listening on {socket}, verdicts on {sidecar.VerdictSocket}\n",
                finished.Talk, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void It_leaves_a_report_and_a_snapshot_that_other_programs_read()
    {
        using SidecarProcess sidecar = SidecarProcess.Start();
        LetSuricataRead(sidecar);
        sidecar.Stop().Balanced();

        Assert.Contains(Scanner, File.ReadAllText(Path.Combine(sidecar.Folder, "report.html")), StringComparison.Ordinal);
        string newest = Directory.GetFiles(Path.Combine(sidecar.Folder, "snapshots"), "profiles-*").Order(StringComparer.Ordinal).Last();
        using Process zstd = Process.Start(new ProcessStartInfo("zstd", ["-dcq", newest]) { RedirectStandardOutput = true })!;
        ILookup<string, string> lines = zstd.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .ToLookup(line => JsonDocument.Parse(line).RootElement.GetProperty("view").GetString()!);
        zstd.WaitForExit();
        Assert.Equal(0, zstd.ExitCode);
        Assert.InRange(lines["http-user-agent"].Count(), 20, 25);
        Assert.Equal(["dest-ip", "dns-rrname", "http-hostname", "http-user-agent", "src-ip", "tls-sni"], lines.Select(view => view.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Suricata_may_come_again()
    {
        using SidecarProcess sidecar = SidecarProcess.Start();
        LetSuricataRead(sidecar);
        LetSuricataRead(sidecar);
        Assert.Equal(2 * SceneRecords(), sidecar.Stop().Balanced().Parsed);
    }

    [Fact]
    public void A_replay_of_what_Suricata_wrote_gives_the_verdicts_that_the_socket_gave()
    {
        using SidecarProcess sidecar = SidecarProcess.Start();
        using VerdictClient reader = new(sidecar.VerdictSocket);
        sidecar.WaitForReaders(1);
        string file = Path.Combine(sidecar.Folder, "eve.json");
        string between = Path.Combine(sidecar.Folder, "tee.sock");
        // A second eve-log would not do: Suricata's threads may write to two logs in different orders.
        using (Tee tee = new(between, sidecar.EveSocket, file))
        {
            LetSuricataRead(sidecar, between);
            tee.WaitForEnd();
        }

        Finished live = sidecar.Stop().Balanced();
        Finished replayed = SidecarProcess.Run(["replay", file]).Balanced();
        Assert.Equal(SceneRecords(), live.Parsed);
        Assert.Equal(live.Summary.Take(4), replayed.Summary.Take(4));
        Assert.NotEmpty(reader.Lines());
        Assert.Equal(VerdictSchema.Check(replayed.Text), reader.Lines());
    }

    private static (string?, string?) ActionAndKey(string line)
    {
        JsonElement body = JsonDocument.Parse(line).RootElement.GetProperty("heavy_hitter");
        return (body.GetProperty("action").GetString(), body.GetProperty("key").GetString());
    }

    /// <summary>As a reader of the README would: the shipped suricata.yaml, one packet thread.</summary>
    private static void LetSuricataRead(SidecarProcess sidecar, string? socket = null)
    {
        string log = Directory.CreateDirectory(Path.Combine(sidecar.Folder, "suricata")).FullName;
        ProcessStartInfo start = new(SuricataRunner.Find(),
        [
            "-c", Path.Combine(FixtureFiles.Root, "suricata-config", "eve-sidecar.yaml"),
            "-S", FixtureFiles.PathOf("scene.rules"),
            "-r", FixtureFiles.PathOf("scene.pcap"),
            "-l", log, "--runmode", "single",
            "--set", $"outputs.0.eve-log.filename={socket ?? sidecar.EveSocket}",
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process suricata = Process.Start(start)!;
        Task<string> talk = suricata.StandardOutput.ReadToEndAsync();
        Task<string> errors = suricata.StandardError.ReadToEndAsync();
        Assert.True(suricata.WaitForExit(TimeSpan.FromMinutes(2)), "Suricata did not end");
        Assert.True(suricata.ExitCode == 0, talk.Result + errors.Result);
    }

    /// <summary>Flows that have an http, tls or alert record.</summary>
    private static int FlowsWithTransactions() =>
        ((string[])["http", "tls", "dns", "alert"]).SelectMany(SceneRun.Scene.OfType).Select(record => record.GetProperty("flow_id").GetInt64()).Distinct().Count();

    /// <summary>What Suricata writes by the scene's truth: every type that is counted there, and one stats record at the end.</summary>
    private static long SceneRecords()
    {
        using JsonDocument truth = JsonDocument.Parse(File.ReadAllText(FixtureFiles.PathOf("scene.truth.json")));
        JsonElement events = truth.RootElement.GetProperty("events");
        long answers = events.GetProperty("dns_queries").GetInt64();
        return events.EnumerateObject().Sum(type => type.Value.GetInt64()) + answers + 1;
    }
}
