using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Sidecar.Benchmarks;

/// <summary>
/// The published binary writes a state of ten million live flows while records go on to come as fast as it takes them:
/// half of them of flows that live, a quarter open one, a quarter end one. The sender is made to wait, so that it is a
/// matter of the sidecar alone whether a record is lost; what it took meanwhile stands beside what it took before.
/// </summary>
internal static class StateLoadBench
{
    private const int Flows = 10_000_000;

    /// <summary>Number of the first flow: all have as many digits.</summary>
    private const long FirstFlow = 1_000_000_000_000_000;

    private const int ChunkRecords = 256;

    /// <summary>How long records go on before the state is due: the rate to compare with.</summary>
    private static readonly TimeSpan s_before = TimeSpan.FromSeconds(5);

    public static void Run(Table table)
    {
        string folder = Directory.CreateTempSubdirectory("sidecar-bench-").FullName;
        string binary = Path.Combine(BinaryBench.Root(), "out", "eve-sidecar");
        // An hour of event time is due when the records say so. No tick: there is one at each start of an interval.
        using Process sidecar = Process.Start(new ProcessStartInfo(
            binary, ["run", "--run-dir", folder, "--set", "ingest.when-full=wait", "--set", "flows.memcap=640mb", "--set", "snapshots.state-interval=1h", "--set", "learning.interval=1d"])
        {
            RedirectStandardError = true,
        })!;
        try
        {
            sidecar.StandardError.ReadLine();
            Task<string> talk = sidecar.StandardError.ReadToEndAsync();
            using Socket suricata = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            suricata.Connect(new UnixDomainSocketEndPoint(Path.Combine(folder, "eve.sock")));
            Sender sender = new(suricata);
            for (int flow = 0; flow < Flows; flow += ChunkRecords)
                sender.Open();
            double before = Rate(sender, s_before);

            long alone = Peak(sidecar);
            sender.Hour++;
            Writing writing = new(folder);
            double during = Rate(sender, writing.Ended);
            suricata.Shutdown(SocketShutdown.Send);
            JsonElement stats = WaitFor(binary, folder, sender.Records);
            long longest = stats.GetProperty("state").GetProperty("longest_pause_microseconds").GetInt64();
            long most = Peak(sidecar);
            using (Process kill = Process.Start("kill", ["-KILL", $"{sidecar.Id}"]))
                kill.WaitForExit();
            table.Add(
                $"the binary: a state of {Flows / 1_000_000} M live flows beside records as fast as it takes them",
                string.Create(CultureInfo.InvariantCulture, $"written in {writing.Seconds:0.0} s, {writing.Bytes / 1e6:0} MB; {sender.Records:N0} records sent, as many parsed, none rejected or shed; {during / 1e6:0.00} M records/s meanwhile, {before / 1e6:0.00} before; longest pause {longest / 1e3:0.00} ms; {alone / 1e6:0} MB of memory before, {most / 1e6:0} MB at most"),
                "", $"{during / before:0.00}");
        }
        finally
        {
            if (!sidecar.HasExited)
                sidecar.Kill();
            sidecar.WaitForExit();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double Rate(Sender sender, TimeSpan time)
    {
        Stopwatch taken = Stopwatch.StartNew();
        return Rate(sender, () => taken.Elapsed >= time);
    }

    /// <returns>Records a second: what the sender gets rid of, for the buffers between are full.</returns>
    private static double Rate(Sender sender, Func<bool> isOver)
    {
        Stopwatch taken = Stopwatch.StartNew();
        long sent = sender.Records;
        while (!isOver())
            sender.GoOn();
        return (sender.Records - sent) / taken.Elapsed.TotalSeconds;
    }

    private static JsonElement WaitFor(string binary, string folder, long records)
    {
        while (true)
        {
            using Process status = Process.Start(new ProcessStartInfo(binary, ["status", "--json", "--run-dir", folder]) { RedirectStandardOutput = true })!;
            JsonElement stats = JsonDocument.Parse(status.StandardOutput.ReadToEnd()).RootElement.GetProperty("stats");
            status.WaitForExit();
            JsonElement counted = stats.GetProperty("records");
            if (counted.GetProperty("rejected").GetInt64() + counted.GetProperty("shed").GetInt64() > 0)
                throw new InvalidOperationException($"records were lost: {counted}");
            if (counted.GetProperty("parsed").GetInt64() >= records)
            {
                return counted.GetProperty("parsed").GetInt64() == records
                    ? stats : throw new InvalidOperationException($"{records} records were sent, more came: {counted}");
            }

            Thread.Sleep(100);
        }
    }

    private static long Peak(Process process) => long.Parse(
        File.ReadLines($"/proc/{process.Id}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture) << 10;

    /// <summary>From when the file is begun, under another name, until it has its own.</summary>
    private sealed class Writing(string folder)
    {
        private readonly Stopwatch _waited = Stopwatch.StartNew();
        private readonly Stopwatch _taken = new();

        public double Seconds => _taken.Elapsed.TotalSeconds;

        public long Bytes { get; private set; }

        public bool Ended()
        {
            if (_waited.Elapsed > TimeSpan.FromMinutes(3))
                throw new InvalidOperationException("no state was written");
            string[] files = Directory.GetFiles(folder, "state-*", SearchOption.AllDirectories);
            if (!_taken.IsRunning && files.Length > 0)
                _taken.Start();
            if (!files.Any(file => file.EndsWith(".evs", StringComparison.Ordinal)))
                return false;
            _taken.Stop();
            Bytes = new FileInfo(files.Single()).Length;
            return true;
        }
    }

    /// <summary>Records of which only the numbers change, many to a send().</summary>
    private sealed class Sender
    {
        private readonly Socket _socket;
        private readonly byte[] _open;
        private readonly byte[] _goOn;
        private readonly int[] _openIds;
        private readonly int[] _goOnIds;
        private readonly long[] _ids = new long[ChunkRecords];
        private long _opened;
        private long _ended;

        public Sender(Socket socket)
        {
            _socket = socket;
            (_open, _openIds) = Chunk([Tls]);
            (_goOn, _goOnIds) = Chunk([Tls, Tls, Tls, Flow]);
        }

        /// <summary>Of event time.</summary>
        public int Hour { get; set; }

        public long Records { get; private set; }

        public void Open()
        {
            for (int i = 0; i < ChunkRecords; i++)
                _ids[i] = _opened++;
            Send(_open, _openIds);
        }

        public void GoOn()
        {
            for (int i = 0; i < ChunkRecords; i++)
            {
                _ids[i] = (i % 4) switch
                {
                    0 => _opened++,
                    3 => _ended++,
                    // Some that live, all over the table.
                    _ => _ended + ChunkRecords + ((Records + i) * 7_368_787 % (Flows - (2 * ChunkRecords))),
                };
            }

            Send(_goOn, _goOnIds);
        }

        private void Send(byte[] chunk, int[] places)
        {
            for (int i = 0; i < ChunkRecords; i++)
            {
                (FirstFlow + Scattered(_ids[i])).TryFormat(chunk.AsSpan(places[i]), out _, default, CultureInfo.InvariantCulture);
                // Of "08:00:00", a good way before the number.
                chunk[places[i] - HourBefore] = (byte)('0' + Hour);
            }

            for (int sent = 0; sent < chunk.Length;)
                sent += _socket.Send(chunk.AsSpan(sent));
            Records += ChunkRecords;
        }

        /// <summary>As a hash would have it, each number once; Suricata's have 51 bits.</summary>
        private static long Scattered(long number) => number * 0x1E3779B97F4A7C15 & ((1L << 50) - 1);

        /// <summary>From the second digit of the hour to the number of the flow.</summary>
        private static readonly int HourBefore = Head.IndexOf(FirstFlow.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal) - Head.IndexOf("T00:", StringComparison.Ordinal) - 2;

        private static string Head => $$"""{"timestamp":"2026-01-05T00:00:00.000000+0000","flow_id":{{FirstFlow}}""";

        private static string Tls(int i) => Head + $$$""","event_type":"tls","src_ip":"10.0.{{{i % 200}}}.{{{i % 251}}}","src_port":40000,"dest_ip":"192.0.2.{{{i % 250}}}","dest_port":443,"proto":"TCP","tls":{"sni":"s{{{i % 997}}}.example","version":"TLS 1.3"}}""" + "\n";

        private static string Flow(int i) => Head + $$$""","event_type":"flow","src_ip":"10.0.{{{i % 200}}}.{{{i % 251}}}","src_port":40000,"dest_ip":"192.0.2.{{{i % 250}}}","dest_port":443,"proto":"TCP","app_proto":"tls","flow":{"pkts_toserver":9,"pkts_toclient":8,"bytes_toserver":1200,"bytes_toclient":9000,"start":"2026-01-05T00:00:00.000000+0000","end":"2026-01-05T00:00:00.000000+0000","age":0,"state":"closed","reason":"timeout","alerted":false}}""" + "\n";

        private static (byte[] Text, int[] Places) Chunk(Func<int, string>[] kinds)
        {
            StringBuilder text = new();
            int[] places = new int[ChunkRecords];
            for (int i = 0; i < ChunkRecords; i++)
            {
                places[i] = text.Length + Head.IndexOf(FirstFlow.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
                text.Append(kinds[i % kinds.Length](i));
            }

            return (Encoding.ASCII.GetBytes(text.ToString()), places);
        }
    }
}
