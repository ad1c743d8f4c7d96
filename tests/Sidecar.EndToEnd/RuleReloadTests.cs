using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>
/// Suricata loads its rules anew (SIGUSR2) while traffic flows: its flows go on under their ids, and so do the sidecar's.
/// The traffic is clients that ask a name each second; the new rules have one more, so that the first alert shows when.
/// </summary>
public sealed class RuleReloadTests : IDisposable
{
    private const int Flows = 20;
    private const int Seconds = 20;

    /// <summary>So long that a busy machine ends no flow between two of its packets.</summary>
    private const int IdleSeconds = 8;

    private readonly string _folder = Directory.CreateTempSubdirectory("sidecar-reload-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Flows_go_on_through_a_reload_of_rules_and_end_once()
    {
        using LiveNetwork network = new();
        string pcap = Path.Combine(_folder, "lookups.pcap");
        LiveNetwork.WriteLookups(pcap, Flows, Seconds);
        using SidecarProcess sidecar = SidecarProcess.Start();
        using (Process suricata = network.StartSuricata(_folder, Outputs(sidecar.EveSocket), IdleSeconds))
        {
            try
            {
                SidecarProcess.WaitUntil(() => Records(sidecar, "stats") > 0, "Suricata is up");
                using Process traffic = network.StartReplay(pcap, Flows);
                SidecarProcess.WaitUntil(() => Records(sidecar, "dns") >= 3 * Flows, "names are asked");
                File.WriteAllText(Path.Combine(_folder, "none.rules"), "alert dns any any -> any any (msg:\"new\"; dns.query; content:\"ab\"; sid:9000203; rev:1;)\n");
                using (Process kill = Process.Start("kill", ["-USR2", $"{suricata.Id}"]))
                    kill.WaitForExit();
                SidecarProcess.WaitUntil(() => Records(sidecar, "alert") > 0, "the new rules are in force");
                traffic.WaitForExit();
                SidecarProcess.WaitUntil(() => Stats(sidecar).GetProperty("flows").GetProperty("joined").GetInt64() >= Flows, "the flows have ended");
            }
            finally
            {
                LiveNetwork.Stop(suricata);
            }
        }

        SidecarProcess.WaitUntil(() => Stats(sidecar).GetProperty("connections").GetProperty("open").GetInt64() == 0, "all is read");
        JsonElement flows = Stats(sidecar).GetProperty("flows");
        sidecar.Stop().Balanced();

        JsonElement[] truth = [.. File.ReadLines(Path.Combine(_folder, "truth.json")).Select(line => JsonDocument.Parse(line).RootElement)];
        ILookup<string, JsonElement> byType = truth.ToLookup(record => record.GetProperty("event_type").GetString()!);
        int asked = byType["dns"].Count();
        int firstAlert = Array.IndexOf(truth, byType["alert"].First());
        Assert.Equal(Flows * Seconds, asked);
        // Asked before the reload and behind it, under one id.
        long[] before = [.. truth[..firstAlert].Where(record => record.GetProperty("event_type").GetString() == "dns").Select(IdOf).Distinct().Order()];
        Assert.Equal(Flows, before.Length);
        Assert.Equal(before, byType["alert"].Select(IdOf).Distinct().Order());
        // The namespace itself has a few flows, of ICMPv6.
        Assert.Equal(before, byType["flow"].Where(flow => flow.GetProperty("proto").GetString() == "UDP").Select(IdOf).Order());
        Assert.Equal((Flows, 0L, 0L, 0L), (flows.GetProperty("joined").GetInt64(), flows.GetProperty("unfinished").GetInt64(), flows.GetProperty("orphans").GetInt64(), flows.GetProperty("live").GetInt64()));
    }

    private static long IdOf(JsonElement record) => record.GetProperty("flow_id").GetInt64();

    private static JsonElement Stats(SidecarProcess sidecar) =>
        JsonDocument.Parse(SidecarProcess.Run(["status", "--json", "--run-dir", sidecar.Folder]).Text).RootElement.GetProperty("stats");

    private static long Records(SidecarProcess sidecar, string type) =>
        Stats(sidecar).GetProperty("records").GetProperty("by_type").TryGetProperty(type, out JsonElement count) ? count.GetInt64() : 0;

    /// <summary>To the sidecar, and as the truth to a file.</summary>
    private static string Outputs(string socket) => $$"""
        outputs:
          - eve-log: {enabled: yes, filetype: unix_stream, filename: {{socket}}, types: [alert, dns, flow, stats]}
          - eve-log: {enabled: yes, filetype: regular, filename: truth.json, types: [alert, dns, flow]}
        """;
}
