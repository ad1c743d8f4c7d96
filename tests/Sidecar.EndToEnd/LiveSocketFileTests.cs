using System.Diagnostics;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>Somebody removes the file of the socket that a live Suricata writes to.</summary>
public sealed class LiveSocketFileTests : IDisposable
{
    private const int PacketsPerSecond = 25;

    private readonly string _folder = Directory.CreateTempSubdirectory("sidecar-socket-").FullName;
    private readonly string _run;

    public LiveSocketFileTests() => _run = Directory.CreateDirectory(PathOf("run")).FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("unix_stream", "eve.sock")]
    [InlineData("unix_dgram", "eve-dgram.sock")]
    public void It_is_made_again_and_a_Suricata_that_restarts_finds_it(string fileType, string name)
    {
        string socket = Path.Combine(_run, name);
        using LiveNetwork network = new();
        using SidecarProcess sidecar = SidecarProcess.StartIn(_run, "--set", "inputs.dgram=eve-dgram.sock");
        string pcap = PathOf("flows.pcap");
        LiveNetwork.WritePcap(pcap, 90 * PacketsPerSecond, PacketsPerSecond);
        using Process traffic = network.StartReplay(pcap, PacketsPerSecond);
        try
        {
            using (Process first = network.StartSuricata(_folder, Outputs(fileType, socket, "first.json")))
            {
                SidecarProcess.WaitUntil(() => LiveAccounts.Flows(_run) > 20, "records come");
                File.Delete(socket);
                SidecarProcess.WaitUntil(() => File.Exists(socket), "it is made again");
                long before = LiveAccounts.Flows(_run);
                SidecarProcess.WaitUntil(() => LiveAccounts.Flows(_run) > before + 20, "records still come of the Suricata that was there");
                LiveNetwork.Stop(first);
            }

            WaitForAll(fileType, "first.json");
            long read = LiveAccounts.Flows(_run);
            using Process second = network.StartSuricata(_folder, Outputs(fileType, socket, "second.json"));
            SidecarProcess.WaitUntil(() => LiveAccounts.Flows(_run) > read + 20, "records come of one that started later");
            LiveNetwork.Stop(second);
        }
        finally
        {
            traffic.Kill(entireProcessTree: true);
        }

        WaitForAll(fileType, "first.json", "second.json");
        sidecar.Stop().Balanced();
        Assert.Empty(Directory.GetFiles(_run, "*.sock"));
        LiveAccounts.AssertNoPacketDropped(PathOf("first.json"));
        LiveAccounts.AssertNoPacketDropped(PathOf("second.json"));
    }

    /// <summary>
    /// All that Suricata has not dropped: it writes the flows that are left at its end all at once, and where the sidecar gets no
    /// processor meanwhile they do not fit into the socket. Of datagrams the kernel holds ten (net.unix.max_dgram_qlen) where
    /// systemd has not changed that: there they never fit.
    /// </summary>
    private void WaitForAll(string fileType, params string[] truths)
    {
        if (fileType != "unix_stream")
            return;
        long written = truths.Sum(truth => LiveAccounts.FlowsIn(PathOf(truth)));
        long dropped = truths.Sum(truth => LiveAccounts.DroppedAtSocket(PathOf(truth + ".log")));
        SidecarProcess.WaitUntil(() => LiveAccounts.Flows(_run) >= written - dropped, $"all of {written} records have come but the {dropped} that Suricata dropped");
        Assert.InRange(LiveAccounts.Flows(_run), written - dropped, written);
    }

    /// <summary>To the sidecar, and as the truth to a file.</summary>
    private static string Outputs(string fileType, string socket, string truth) => $$"""
        logging: {outputs: [file: {enabled: yes, level: notice, filename: {{truth}}.log}]}
        outputs:
          - eve-log: {enabled: yes, filetype: {{fileType}}, filename: {{socket}}, types: [flow, stats]}
          - eve-log: {enabled: yes, filetype: regular, filename: {{truth}}, types: [flow, stats]}
        """;

    private string PathOf(string name) => Path.Combine(_folder, name);
}
