using System.Buffers.Binary;
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
    private readonly string _net = $"sidecar-{Environment.ProcessId}";

    public void Dispose()
    {
        TryRun("ip", "netns", "del", _net);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void The_estimate_of_lost_flow_records_is_within_two_percent_of_the_truth()
    {
        MakeNetwork();
        string pcap = Path.Combine(_folder, "flows.pcap");
        WritePcap(pcap);
        using SidecarProcess sidecar = SidecarProcess.Start();
        using (Process suricata = StartSuricata(sidecar.EveSocket))
        {
            try
            {
                SidecarProcess.WaitUntil(() => Estimate(sidecar) is not null, "the first stats record has come");
                Run("ip", "netns", "exec", _net, "tcpreplay", "-q", "-K", "-p", $"{PacketsPerSecond}", "-i", "out", pcap);
                SidecarProcess.WaitUntil(() => TrueFlows() >= Flows * 9 / 10, "most flows have ended");
            }
            finally
            {
                using Process kill = Process.Start("kill", ["-INT", $"{suricata.Id}"]);
                Assert.True(suricata.WaitForExit(TimeSpan.FromSeconds(60)), "Suricata did not end");
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

    private void MakeNetwork()
    {
        if (!TryRun("ip", "netns", "add", _net))
            Assert.Fail("not run: a network namespace cannot be made here; run the tests as root");
        Run("ip", "-n", _net, "link", "add", "out", "type", "veth", "peer", "name", "in");
        Run("ip", "-n", _net, "link", "set", "out", "up");
        Run("ip", "-n", _net, "link", "set", "in", "up");
    }

    /// <summary>A UDP packet each, every one from another address.</summary>
    private static void WritePcap(string path)
    {
        using FileStream file = File.Create(path);
        Span<byte> header = stackalloc byte[24];
        BinaryPrimitives.WriteUInt32LittleEndian(header, 0xa1b2c3d4);
        header[4] = 2;
        header[6] = 4;
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], 65535);
        header[20] = 1;
        file.Write(header);
        Span<byte> packet = stackalloc byte[16 + 14 + 20 + 8 + 20];
        for (int flow = 0; flow < Flows; flow++)
        {
            packet.Clear();
            BinaryPrimitives.WriteInt32LittleEndian(packet, flow / PacketsPerSecond);
            BinaryPrimitives.WriteInt32LittleEndian(packet[4..], flow % PacketsPerSecond * (1_000_000 / PacketsPerSecond));
            BinaryPrimitives.WriteInt32LittleEndian(packet[8..], packet.Length - 16);
            BinaryPrimitives.WriteInt32LittleEndian(packet[12..], packet.Length - 16);
            WriteFrame(packet[16..], flow);
            file.Write(packet);
        }
    }

    private static void WriteFrame(Span<byte> frame, int flow)
    {
        frame[0] = frame[6] = 2;
        frame[5] = 2;
        frame[11] = 1;
        frame[12] = 8;
        Span<byte> ip = frame[14..];
        ip[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(ip[2..], (ushort)ip.Length);
        ip[8] = 64;
        ip[9] = 17;
        BinaryPrimitives.WriteInt32BigEndian(ip[12..], (10 << 24) | flow);
        BinaryPrimitives.WriteUInt32BigEndian(ip[16..], 0xc0000201);
        int sum = 0;
        for (int at = 0; at < 20; at += 2)
            sum += BinaryPrimitives.ReadUInt16BigEndian(ip[at..]);
        sum = (sum & 0xffff) + (sum >> 16);
        BinaryPrimitives.WriteUInt16BigEndian(ip[10..], (ushort)~((sum & 0xffff) + (sum >> 16)));
        BinaryPrimitives.WriteUInt16BigEndian(ip[20..], 1024);
        BinaryPrimitives.WriteUInt16BigEndian(ip[22..], 9999);
        BinaryPrimitives.WriteUInt16BigEndian(ip[24..], 28);
    }

    private Process StartSuricata(string socket)
    {
        string configuration = Path.Combine(_folder, "suricata.yaml");
        File.WriteAllText(Path.Combine(_folder, "classification.config"), "");
        File.WriteAllText(Path.Combine(_folder, "reference.config"), "");
        File.WriteAllText(Path.Combine(_folder, "none.rules"), "");
        File.WriteAllText(configuration, $$"""
            %YAML 1.1
            ---
            classification-file: {{_folder}}/classification.config
            reference-config-file: {{_folder}}/reference.config
            unix-command: {enabled: no}
            stats: {enabled: yes, interval: 2}
            flow: {memcap: 256mb, hash-size: 65536, prealloc: 10000}
            flow-timeouts:
              udp: {new: 2, established: 2}
            outputs:
              - eve-log: {enabled: yes, filetype: unix_stream, filename: {{socket}}, types: [flow, stats]}
              - eve-log: {enabled: yes, filetype: regular, filename: truth.json, types: [flow]}
            af-packet:
              - interface: in
                threads: 1
                cluster-id: 99
                cluster-type: cluster_flow
                use-mmap: yes
                ring-size: 70000

            """);
        ProcessStartInfo start = new("ip",
            ["netns", "exec", _net, SuricataRunner.Find(), "-c", configuration, "-S", Path.Combine(_folder, "none.rules"), "--af-packet=in", "-l", _folder]);
        return Process.Start(start)!;
    }

    private static void Run(string program, params string[] arguments) =>
        Assert.True(TryRun(program, arguments), $"not run: {program} {string.Join(' ', arguments)} failed");

    private static bool TryRun(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            process.StandardError.ReadToEnd();
            output.Wait();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
