using System.Buffers.Binary;
using System.Diagnostics;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>
/// A network of two ends in a namespace of its own: tcpreplay sends at one, the real Suricata listens at the other.
/// Disposing removes it.
/// </summary>
internal sealed class LiveNetwork : IDisposable
{
    private const int PayloadBytes = 20;

    private readonly string _name = $"sidecar-{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..6]}";

    public LiveNetwork()
    {
        if (!TryRun("ip", "netns", "add", _name))
            Assert.Fail("not run: a network namespace cannot be made here; run the tests as root");
        Run("ip", "-n", _name, "link", "add", "out", "type", "veth", "peer", "name", "in");
        Run("ip", "-n", _name, "link", "set", "out", "up");
        Run("ip", "-n", _name, "link", "set", "in", "up");
    }

    public void Dispose() => TryRun("ip", "netns", "del", _name);

    /// <summary>Sends a pcap, to its end.</summary>
    public void Replay(string pcap, int packetsPerSecond) => Run("ip", [.. InThere, .. Tcpreplay(pcap, packetsPerSecond)]);

    /// <summary>Sends a pcap while the test goes on.</summary>
    public Process StartReplay(string pcap, int packetsPerSecond) =>
        Process.Start(new ProcessStartInfo("ip", [.. InThere, .. Tcpreplay(pcap, packetsPerSecond)]) { RedirectStandardOutput = true, RedirectStandardError = true })!;

    /// <summary>Starts Suricata at the listening end. What it says goes into a file of the folder.</summary>
    /// <param name="folder">Of its configuration, and what it writes by relative names.</param>
    /// <param name="configuration">The lines of suricata.yaml that a test is about.</param>
    /// <param name="idleSeconds">After which a flow ends.</param>
    public Process StartSuricata(string folder, string configuration, int idleSeconds = 2)
    {
        string yaml = Path.Combine(folder, "suricata.yaml");
        foreach (string empty in (string[])["classification.config", "reference.config", "none.rules"])
            File.WriteAllText(Path.Combine(folder, empty), "");
        File.WriteAllText(yaml, $$"""
            %YAML 1.1
            ---
            classification-file: {{folder}}/classification.config
            reference-config-file: {{folder}}/reference.config
            unix-command: {enabled: no}
            stats: {enabled: yes, interval: 2}
            flow: {memcap: 256mb, hash-size: 65536, prealloc: 10000}
            flow-timeouts:
              udp: {new: {{idleSeconds}}, established: {{idleSeconds}} }
            af-packet:
              - interface: in
                threads: 1
                cluster-id: 99
                cluster-type: cluster_flow
                use-mmap: yes
                ring-size: 70000
            {{configuration}}

            """);
        string[] suricata = [SuricataRunner.Find(), "-c", yaml, "-S", Path.Combine(folder, "none.rules"), "--af-packet=in", "-l", folder];
        return Process.Start(new ProcessStartInfo("ip", [.. InThere, .. suricata]))!;
    }

    /// <summary>Waits until Suricata has written its last record.</summary>
    public static void Stop(Process suricata)
    {
        using Process kill = Process.Start("kill", ["-INT", $"{suricata.Id}"]);
        Assert.True(suricata.WaitForExit(TimeSpan.FromSeconds(60)), "Suricata did not end");
    }

    /// <summary>UDP packets, each a flow of its own.</summary>
    public static void WritePcap(string path, int flows, int packetsPerSecond) =>
        WritePackets(path, flows, packetsPerSecond, packet => packet, 9999, new byte[PayloadBytes]);

    /// <summary>Clients that ask for the address of the name "ab" once a second: each a flow.</summary>
    public static void WriteLookups(string path, int flows, int seconds) =>
        WritePackets(path, flows * seconds, flows, packet => packet % flows, 53, [0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 2, (byte)'a', (byte)'b', 0, 0, 1, 0, 1]);

    private static void WritePackets(string path, int packets, int packetsPerSecond, Func<int, int> flowOf, ushort port, byte[] payload)
    {
        using FileStream file = File.Create(path);
        Span<byte> header = stackalloc byte[24];
        BinaryPrimitives.WriteUInt32LittleEndian(header, 0xa1b2c3d4);
        header[4] = 2;
        header[6] = 4;
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], 65535);
        header[20] = 1;
        file.Write(header);
        Span<byte> packet = stackalloc byte[16 + 14 + 20 + 8 + PayloadBytes];
        for (int number = 0; number < packets; number++)
        {
            packet.Clear();
            BinaryPrimitives.WriteInt32LittleEndian(packet, number / packetsPerSecond);
            BinaryPrimitives.WriteInt32LittleEndian(packet[4..], number % packetsPerSecond * (1_000_000 / packetsPerSecond));
            BinaryPrimitives.WriteInt32LittleEndian(packet[8..], packet.Length - 16);
            BinaryPrimitives.WriteInt32LittleEndian(packet[12..], packet.Length - 16);
            WriteFrame(packet[16..], flowOf(number), port);
            payload.CopyTo(packet[^PayloadBytes..]);
            file.Write(packet);
        }
    }

    private string[] InThere => ["netns", "exec", _name];

    private static string[] Tcpreplay(string pcap, int packetsPerSecond) => ["tcpreplay", "-q", "-K", "-p", $"{packetsPerSecond}", "-i", "out", pcap];

    private static void WriteFrame(Span<byte> frame, int flow, ushort port)
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
        BinaryPrimitives.WriteUInt16BigEndian(ip[22..], port);
        BinaryPrimitives.WriteUInt16BigEndian(ip[24..], 28);
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
