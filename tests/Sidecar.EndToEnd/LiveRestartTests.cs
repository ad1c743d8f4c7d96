using System.Diagnostics;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>
/// Sidecar and Suricata beside each other on live traffic, restarted in any order, and a log that is rotated under them.
/// Whatever the sidecar does, Suricata misses no packet: its own counters say so.
/// </summary>
public sealed class LiveRestartTests : IDisposable
{
    /// <summary>So few that the burst at Suricata's end fits into the socket's buffer as the kernel has it by default.</summary>
    private const int PacketsPerSecond = 25;

    /// <summary>More than any test waits for.</summary>
    private const int Flows = 90 * PacketsPerSecond;

    private readonly string _folder = Directory.CreateTempSubdirectory("sidecar-live-").FullName;
    private readonly string _pcap;

    public LiveRestartTests()
    {
        _pcap = PathOf("flows.pcap");
        LiveNetwork.WritePcap(_pcap, Flows, PacketsPerSecond);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Whichever_starts_first_or_restarts_records_come_again_and_no_packet_is_dropped()
    {
        using LiveNetwork network = new();
        string run = Directory.CreateDirectory(PathOf("run")).FullName;
        string socket = Path.Combine(run, "eve.sock");

        // Suricata first: there is no socket yet, and what it sends goes nowhere.
        using Process first = network.StartSuricata(_folder, Outputs(socket, "first.json"));
        using Process traffic = network.StartReplay(_pcap, PacketsPerSecond);
        try
        {
            SidecarProcess.WaitUntil(() => Flow("first.json") > 0, "Suricata sees flows");

            // The sidecar comes, is stopped and starts again, is killed and starts again, while traffic flows.
            using (SidecarProcess sidecar = SidecarProcess.StartIn(run))
            {
                SidecarProcess.WaitUntil(() => Parsed(sidecar) > 20, "records come to the sidecar that started second");
                sidecar.Stop().Balanced();
            }

            using (SidecarProcess sidecar = SidecarProcess.StartIn(run))
            {
                SidecarProcess.WaitUntil(() => Parsed(sidecar) > 20, "records come after a restart");
                sidecar.KillHard();
            }

            using SidecarProcess last = SidecarProcess.StartIn(run);
            SidecarProcess.WaitUntil(() => Parsed(last) > 20, "records come after a kill");

            // Suricata stops and starts again, while the sidecar runs.
            LiveNetwork.Stop(first);
            SidecarProcess.WaitUntil(() => Connections(last) == 0, "all of the first Suricata is read");
            Assert.Equal(0, Lost(last));
            long before = OfFlows(last);
            using Process second = network.StartSuricata(_folder, Outputs(socket, "second.json"));
            try
            {
                SidecarProcess.WaitUntil(() => OfFlows(last) > before + 20, "records come of the second Suricata");
            }
            finally
            {
                LiveNetwork.Stop(second);
            }

            SidecarProcess.WaitUntil(() => Connections(last) == 0, "all of the second Suricata is read");
            // Every record that the second one made has come.
            Assert.Equal(Flow("second.json"), OfFlows(last) - before);
            Assert.Equal(0, Lost(last));
            last.Stop().Balanced();
        }
        finally
        {
            Stop(first);
            traffic.Kill(entireProcessTree: true);
        }

        AssertNoPacketDropped("first.json");
        AssertNoPacketDropped("second.json");
    }

    [Fact]
    public void A_followed_log_that_is_rotated_twice_gives_each_record_once_over_a_restart()
    {
        using LiveNetwork network = new();
        string run = Directory.CreateDirectory(PathOf("run")).FullName;
        string log = PathOf("eve.json");
        long parsed = 0;
        using Process suricata = network.StartSuricata(_folder, $$"""
            outputs:
              - eve-log: {enabled: yes, filetype: regular, filename: eve.json, types: [flow, stats]}
            """);
        using Process traffic = network.StartReplay(_pcap, PacketsPerSecond);
        try
        {
            SidecarProcess.WaitUntil(() => Flow("eve.json") > 0, "Suricata sees flows");
            using (SidecarProcess sidecar = SidecarProcess.StartIn(run, log))
            {
                SidecarProcess.WaitUntil(() => Parsed(sidecar) > 20, "the log is followed");
                Rotate(suricata, log, 1);
                long before = Parsed(sidecar);
                SidecarProcess.WaitUntil(() => Parsed(sidecar) > before + 20, "the next log is followed");
                parsed += sidecar.Stop().Balanced().Parsed;
            }

            // Rotated while nobody follows.
            Rotate(suricata, log, 2);
            SidecarProcess.WaitUntil(() => Flow("eve.json") > 10, "the third log has records");
            using (SidecarProcess sidecar = SidecarProcess.StartIn(run, log))
            {
                SidecarProcess.WaitUntil(() => Parsed(sidecar) > 20, "the log is followed again");
                LiveNetwork.Stop(suricata);
                long left = Records() - parsed;
                SidecarProcess.WaitUntil(() => Parsed(sidecar) >= left, "all is read");
                parsed += sidecar.Stop().Balanced().Parsed;
            }
        }
        finally
        {
            Stop(suricata);
            traffic.Kill(entireProcessTree: true);
        }

        Assert.Equal(Records(), parsed);
        AssertNoPacketDropped("eve.json");
    }

    /// <summary>As logrotate does: the name goes to the next file only when Suricata is told.</summary>
    private static void Rotate(Process suricata, string log, int number)
    {
        File.Move(log, $"{log}.{number}");
        using (Process kill = Process.Start("kill", ["-HUP", $"{suricata.Id}"]))
            kill.WaitForExit();
        SidecarProcess.WaitUntil(() => File.Exists(log), "Suricata has opened the next log");
    }

    private static void Stop(Process suricata)
    {
        if (!suricata.HasExited)
            LiveNetwork.Stop(suricata);
    }

    private long Records() => Directory.GetFiles(_folder, "eve.json*").Sum(file => File.ReadLines(file).LongCount());

    private void AssertNoPacketDropped(string log) => LiveAccounts.AssertNoPacketDropped(PathOf(log));

    private long Flow(string log) => LiveAccounts.FlowsIn(PathOf(log));

    private static long Parsed(SidecarProcess sidecar) => LiveAccounts.Parsed(sidecar.Folder);

    private static long OfFlows(SidecarProcess sidecar) => LiveAccounts.Flows(sidecar.Folder);

    private static long Connections(SidecarProcess sidecar) => LiveAccounts.Connections(sidecar.Folder);

    private static long Lost(SidecarProcess sidecar) => LiveAccounts.LostFlows(sidecar.Folder);

    /// <summary>To the sidecar, and as the truth to a file.</summary>
    private static string Outputs(string socket, string truth) => $$"""
        outputs:
          - eve-log: {enabled: yes, filetype: unix_stream, filename: {{socket}}, types: [flow, stats]}
          - eve-log: {enabled: yes, filetype: regular, filename: {{truth}}, types: [flow, stats]}
        """;

    private string PathOf(string name) => Path.Combine(_folder, name);
}
