using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>
/// Live traffic while the sidecar or Suricata is replaced under a socket that stays open, while a followed log is cut by
/// copytruncate, and while the sidecar hangs. Suricata's own counters say that it missed no packet because of any of it.
/// </summary>
public sealed partial class LiveUpgradeTests : IDisposable
{
    /// <summary>So few that what comes while nobody reads fits into the socket's buffer as the kernel has it by default.</summary>
    private const int PacketsPerSecond = 25;

    private readonly string _folder = Directory.CreateTempSubdirectory("sidecar-upgrade-").FullName;
    private readonly string _run;

    public LiveUpgradeTests() => _run = Directory.CreateDirectory(PathOf("run")).FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void With_the_sidecar_first_every_record_of_Suricata_comes()
    {
        using LiveNetwork network = new();
        using SidecarProcess sidecar = SidecarProcess.StartIn(_run);
        using Process suricata = network.StartSuricata(_folder, Outputs(sidecar.EveSocket, "truth.json"));
        using Process traffic = Replay(network, PacketsPerSecond);
        try
        {
            SidecarProcess.WaitUntil(() => LiveAccounts.Flows(_run) > 50, "records come");
        }
        finally
        {
            LiveNetwork.Stop(suricata);
            traffic.Kill(entireProcessTree: true);
        }

        SidecarProcess.WaitUntil(() => LiveAccounts.Connections(_run) == 0, "all is read");
        Assert.Equal(LiveAccounts.FlowsIn(PathOf("truth.json")), LiveAccounts.Flows(_run));
        Assert.Equal(0, LiveAccounts.LostFlows(_run));
        sidecar.Stop().Balanced();
        LiveAccounts.AssertNoPacketDropped(PathOf("truth.json"));
    }

    /// <summary>systemd's own program holds the socket, as it does for the service, and a loop restarts the sidecar as systemd would.</summary>
    [Fact]
    public void Upgrades_of_either_side_under_a_socket_that_stays_open_lose_no_record_and_no_packet()
    {
        // The socket's buffer holds some 160 records: 16 seconds, in which a busy machine starts a program.
        const int slow = 10;
        const string loop = "keep=$0; while [ -e \"$keep\" ]; do (export LISTEN_PID=$BASHPID; exec \"$@\"); done";
        string socket = PathOf("held.sock"), keep = PathOf("keep"), talk = PathOf("talk");
        File.WriteAllText(keep, "");
        using LiveNetwork network = new();
        using Process holder = Process.Start("bash",
            ["-c", $"exec systemd-socket-activate -l {socket} bash -c \"$0\" {keep} \"$@\" 2>{talk}", loop, SidecarProcess.Binary(), "run", "--run-dir", _run, "--set", "snapshots.restore=no"]);
        try
        {
            SidecarProcess.WaitUntil(() => File.Exists(socket), "the socket is held");
            using Process first = network.StartSuricata(_folder, Outputs(socket, "first.json"));
            using Process traffic = Replay(network, slow);
            try
            {
                int before = 0;
                for (int upgrade = 0; upgrade < 3; upgrade++)
                {
                    int now = 0;
                    SidecarProcess.WaitUntil(() => (now = LiveAccounts.ProcessId(_run)) > 0 && now != before, "a sidecar is up");
                    SidecarProcess.WaitUntil(() => LiveAccounts.Flows(_run) > 20, "records come to it");
                    Assert.True(File.Exists(socket));
                    before = now;
                    if (upgrade < 2)
                        Kill(now, "TERM");
                }

                LiveNetwork.Stop(first);
                SidecarProcess.WaitUntil(() => LiveAccounts.Connections(_run) == 0, "all of the first Suricata is read");
                long read = LiveAccounts.Flows(_run);
                using Process second = network.StartSuricata(_folder, Outputs(socket, "second.json"));
                try
                {
                    SidecarProcess.WaitUntil(() => LiveAccounts.Flows(_run) > read + 20, "records come of the second Suricata");
                }
                finally
                {
                    LiveNetwork.Stop(second);
                }

                SidecarProcess.WaitUntil(() => LiveAccounts.Connections(_run) == 0, "all of the second Suricata is read");
            }
            finally
            {
                if (!first.HasExited)
                    LiveNetwork.Stop(first);
                traffic.Kill(entireProcessTree: true);
            }

            File.Delete(keep);
            Kill(LiveAccounts.ProcessId(_run), "TERM");
            Assert.True(holder.WaitForExit(TimeSpan.FromSeconds(20)), "the last sidecar did not end");
        }
        finally
        {
            if (!holder.HasExited)
                holder.Kill(entireProcessTree: true);
        }

        // Of all three sidecars together: each record that either Suricata made.
        long parsed = Summary().Matches(File.ReadAllText(talk)).Sum(line => long.Parse(line.Groups[1].ValueSpan, NumberStyles.AllowThousands, CultureInfo.InvariantCulture));
        Assert.Equal(File.ReadLines(PathOf("first.json")).Concat(File.ReadLines(PathOf("second.json"))).LongCount(), parsed);
        LiveAccounts.AssertNoPacketDropped(PathOf("first.json"));
        LiveAccounts.AssertNoPacketDropped(PathOf("second.json"));
    }

    /// <summary>What is written between a look at the file and its cut is gone from the log itself; nothing else is, and nothing comes twice.</summary>
    [Fact]
    public void A_followed_log_that_is_cut_by_copytruncate_loses_only_what_the_log_loses()
    {
        const int cuts = 3;
        using LiveNetwork network = new();
        string log = PathOf("eve.json");
        using Process suricata = network.StartSuricata(_folder, """
            outputs:
              - eve-log: {enabled: yes, filetype: regular, filename: eve.json, types: [flow]}
              - eve-log: {enabled: yes, filetype: regular, filename: truth.json, types: [flow, stats]}
            """);
        using SidecarProcess sidecar = SidecarProcess.StartIn(_run, log);
        using Process traffic = Replay(network, PacketsPerSecond);
        try
        {
            for (int cut = 1; cut <= cuts; cut++)
            {
                long before = LiveAccounts.Flows(_run);
                SidecarProcess.WaitUntil(() => LiveAccounts.Flows(_run) > before + 40, "the log is followed");
                // As logrotate's copytruncate does.
                using Process rotate = Process.Start("sh", ["-c", "cp \"$1\" \"$1.$2\" && truncate -s 0 \"$1\"", "rotate", log, $"{cut}"]);
                rotate.WaitForExit();
                Assert.Equal(0, rotate.ExitCode);
            }
        }
        finally
        {
            LiveNetwork.Stop(suricata);
            traffic.Kill(entireProcessTree: true);
        }

        long last = LiveAccounts.FlowsIn(log);
        SidecarProcess.WaitUntil(() => Position(log) == new FileInfo(log).Length && LiveAccounts.Flows(_run) >= last, "all is read");
        Finished finished = sidecar.Stop().Balanced();
        Assert.Equal(0, finished.Rejected);
        Assert.Contains($", {cuts} truncated", finished.Talk, StringComparison.Ordinal);
        // A look comes ten times a second: two and a half flows, and a cut in the middle of one on a busy machine.
        Assert.InRange(LiveAccounts.FlowsIn(PathOf("truth.json")) - finished.Parsed, 0, cuts * PacketsPerSecond / 2);
        LiveAccounts.AssertNoPacketDropped(PathOf("truth.json"));
    }

    /// <summary>Its socket's buffer fills in half a second, and Suricata throws records away; then a new Suricata connects to it.</summary>
    [Fact]
    public void A_sidecar_that_hangs_costs_records_which_are_counted_and_no_packet()
    {
        const int rate = 400;
        using LiveNetwork network = new();
        using SidecarProcess sidecar = SidecarProcess.StartIn(_run);
        using Process traffic = Replay(network, rate, seconds: 120);
        try
        {
            using Process first = network.StartSuricata(_folder, Outputs(sidecar.EveSocket, "first.json"));
            SidecarProcess.WaitUntil(() => LiveAccounts.Flows(_run) > rate, "records come");
            Kill(sidecar.Id, "STOP");
            Hang("first.json", flows: 10 * rate);
            LiveNetwork.Stop(first);
            // The second one finds a socket on which nobody accepts.
            using Process second = network.StartSuricata(_folder, Outputs(sidecar.EveSocket, "second.json"));
            Hang("second.json", flows: 4 * rate);
            Kill(sidecar.Id, "CONT");
            SidecarProcess.WaitUntil(() => LiveAccounts.Connections(_run) == 1, "the second Suricata is accepted");
            long before = LiveAccounts.Flows(_run);
            SidecarProcess.WaitUntil(() => LiveAccounts.Flows(_run) > before + rate, "records come again");
            LiveNetwork.Stop(second);
        }
        finally
        {
            Kill(sidecar.Id, "CONT");
            traffic.Kill(entireProcessTree: true);
        }

        SidecarProcess.WaitUntil(() => LiveAccounts.Connections(_run) == 0, "all is read");
        long made = LiveAccounts.FlowsIn(PathOf("first.json")) + LiveAccounts.FlowsIn(PathOf("second.json"));
        long came = LiveAccounts.Flows(_run);
        Assert.InRange(came, 2 * rate, made - (8 * rate));
        LiveAccounts.AssertNoPacketDropped(PathOf("first.json"));
        LiveAccounts.AssertNoPacketDropped(PathOf("second.json"));
        sidecar.Stop().Balanced();
    }

    /// <summary>Suricata goes on meanwhile: it has made so many more flow records.</summary>
    private void Hang(string truth, int flows)
    {
        long before = LiveAccounts.FlowsIn(PathOf(truth));
        SidecarProcess.WaitUntil(() => LiveAccounts.FlowsIn(PathOf(truth)) >= before + flows, "Suricata goes on while the sidecar hangs");
    }

    private Process Replay(LiveNetwork network, int packetsPerSecond, int seconds = 90)
    {
        string pcap = PathOf("flows.pcap");
        LiveNetwork.WritePcap(pcap, seconds * packetsPerSecond, packetsPerSecond);
        return network.StartReplay(pcap, packetsPerSecond);
    }

    private static void Kill(int process, string signal)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", $"{process}"]);
        kill.WaitForExit();
    }

    /// <summary>Up to where the sidecar remembers to have read a log.</summary>
    private long Position(string log)
    {
        string positions = Path.Combine(_run, "positions");
        string? line = File.Exists(positions) ? File.ReadLines(positions).FirstOrDefault(one => one.EndsWith($" {log}", StringComparison.Ordinal)) : null;
        return line is null ? -1 : long.Parse(line.Split(' ')[2], CultureInfo.InvariantCulture);
    }

    /// <summary>To the sidecar, and as the truth to a file.</summary>
    private static string Outputs(string socket, string truth) => $$"""
        outputs:
          - eve-log: {enabled: yes, filetype: unix_stream, filename: {{socket}}, types: [flow, stats]}
          - eve-log: {enabled: yes, filetype: regular, filename: {{truth}}, types: [flow, stats]}
        """;

    private string PathOf(string name) => Path.Combine(_folder, name);

    [GeneratedRegex("^records  ([0-9,]+) received", RegexOptions.Multiline)]
    private static partial Regex Summary();
}
