using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>
/// The real Suricata drops records: live on a veth pair in a network namespace, with the socket's buffer as the kernel
/// has it by default, and more flows ending at once than fit in. A second eve-log to a file is the truth.
/// </summary>
public sealed class LossTests : IDisposable
{
    private const int Flows = 60_000;
    private const int PacketsPerSecond = 20_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("sidecar-loss-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_estimate_of_lost_flow_records_is_within_two_percent_of_the_truth()
    {
        using LiveNetwork network = new();
        string pcap = Path.Combine(_folder, "flows.pcap");
        LiveNetwork.WritePcap(pcap, Flows, PacketsPerSecond);
        using SidecarProcess sidecar = SidecarProcess.Start();
        using (Process suricata = network.StartSuricata(_folder, Outputs(sidecar.EveSocket)))
        {
            try
            {
                SidecarProcess.WaitUntil(() => Estimate(sidecar) is not null, "the first stats record has come");
                network.Replay(pcap, PacketsPerSecond);
                SidecarProcess.WaitUntil(() => TrueFlows() >= Flows * 9 / 10, "most flows have ended");
            }
            finally
            {
                LiveNetwork.Stop(suricata);
            }
        }

        SidecarProcess.WaitUntil(() => Connections(sidecar) == 0, "all is read");
        JsonElement stats = Status(sidecar).GetProperty("stats");
        long arrived = stats.GetProperty("records").GetProperty("by_type").GetProperty("flow").GetInt64();
        long made = TrueFlows();
        long lost = Estimate(sidecar)!.Value;
        sidecar.Stop().Balanced();
        Assert.True(made >= Flows * 9 / 10, $"{made} flow records were written: the capture did not keep up");
        Assert.True(made > arrived, $"Suricata dropped nothing, so the test shows nothing: it wants net.core.wmem_default=212992, here it is {File.ReadAllText("/proc/sys/net/core/wmem_default").Trim()}");
        Assert.InRange(lost, 0.98 * (made - arrived) - 1, 1.02 * (made - arrived) + 1);
    }

    private static JsonElement Status(SidecarProcess sidecar) =>
        JsonDocument.Parse(SidecarProcess.Run(["status", "--json", "--run-dir", sidecar.Folder]).Text).RootElement;

    private static long Connections(SidecarProcess sidecar) => Status(sidecar).GetProperty("stats").GetProperty("connections").GetProperty("open").GetInt64();

    private static long? Estimate(SidecarProcess sidecar) =>
        Status(sidecar).GetProperty("stats").GetProperty("lost_before").TryGetProperty("flow", out JsonElement flow) ? flow.GetProperty("lost").GetInt64() : null;

    private long TrueFlows()
    {
        string file = Path.Combine(_folder, "truth.json");
        return File.Exists(file) ? File.ReadLines(file).LongCount() : 0;
    }

    private static string Outputs(string socket) => $$"""
        outputs:
          - eve-log: {enabled: yes, filetype: unix_stream, filename: {{socket}}, types: [flow, stats]}
          - eve-log: {enabled: yes, filetype: regular, filename: truth.json, types: [flow]}
        """;
}
