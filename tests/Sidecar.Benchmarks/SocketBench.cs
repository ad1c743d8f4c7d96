using System.Net.Sockets;
using Sidecar.Engine;
using Sidecar.Engine.Ingest;

namespace Sidecar.Benchmarks;

/// <summary>
/// One sender, one send() a record as Suricata does, into the live engine and into a reader that throws all away: what
/// of the socket's own speed we keep. The sender is made to wait, so that neither side loses anything.
/// </summary>
internal static class SocketBench
{
    public static void Run(Table table, byte[] eve)
    {
        long records = eve.AsSpan().Count((byte)'\n');
        double[] seconds = Rounds.Median(() => IntoEngine(eve, records), () => IntoNothing(eve));
        table.Add("one connection, one send() a record, joined and profiled", $"{records / seconds[0] / 1e6:0.00} M records/s", $"a reader that discards: {records / seconds[1] / 1e6:0.00} M records/s", $"{seconds[1] / seconds[0]:0.00}");
    }

    private static void IntoEngine(byte[] eve, long records)
    {
        string folder = Directory.CreateTempSubdirectory("sidecar-bench-").FullName;
        EngineOptions options = EngineOptions.Default with { Ingest = IngestOptions.Default with { WhenFull = WhenFull.Wait } };
        using LiveEngine live = new(options, Path.Combine(folder, "eve.sock"), Path.Combine(folder, "verdicts.sock"), Path.Combine(folder, "snapshots"));
        live.Start();
        Send(Path.Combine(folder, "eve.sock"), eve);
        long parsed = live.Stop().Stats().Parsed;
        Directory.Delete(folder, recursive: true);
        if (parsed != records)
            throw new InvalidOperationException($"{parsed} of {records} records arrived");
    }

    private static void IntoNothing(byte[] eve)
    {
        string path = Path.Combine(Path.GetTempPath(), $"sidecar-bench-{Environment.ProcessId}.sock");
        using SocketFile listener = SocketFile.Listen(path, UnixFileMode.UserRead | UnixFileMode.UserWrite, 1);
        Thread reader = new(() =>
        {
            using Socket socket = listener.Socket.Accept();
            byte[] buffer = new byte[256 << 10];
            while (socket.Receive(buffer) > 0)
            {
            }
        });
        reader.Start();
        Send(path, eve);
        reader.Join();
    }

    private static void Send(string path, byte[] eve)
    {
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(path));
        ReadOnlySpan<byte> rest = eve;
        while (!rest.IsEmpty)
        {
            int length = rest.IndexOf((byte)'\n') + 1;
            for (ReadOnlySpan<byte> record = rest[..length]; !record.IsEmpty;)
                record = record[socket.Send(record)..];
            rest = rest[length..];
        }
    }
}
