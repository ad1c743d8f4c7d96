using System.Net.Sockets;
using System.Text;
using Sidecar.Engine;
using Sidecar.Engine.Ingest;
using Sidecar.Engine.Outputs;
using Xunit;

namespace Sidecar.Tests;

/// <summary>The engine behind its sockets says what the same engine says over a file, and leaves no socket behind.</summary>
public sealed class LiveEngineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_socket_gives_the_verdict_bytes_that_replay_gives()
    {
        string[] lines = EveLines.LoudTraffic();
        (_, string expected) = EveLines.Replay(lines);
        using LiveEngine live = New(EngineOptions.Default with { Outputs = new OutputOptions { MaxReaders = 1, StatsSeconds = 0 } });
        live.Start();
        using Socket reader = Connect("verdicts.sock");
        // A second one is refused, which proves that the first has been admitted.
        using Socket oneTooMany = Connect("verdicts.sock");
        Assert.Equal(0, oneTooMany.Receive(new byte[1]));
        StringBuilder got = new();
        Thread reading = new(() => Read(reader, got)) { IsBackground = true };
        reading.Start();
        using (Socket suricata = Connect("eve.sock"))
        {
            suricata.Send(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))));
        }

        live.Stop();
        Assert.True(reading.Join(Patience.Longest));
        Assert.Equal(expected, got.ToString());
        Assert.Equal((lines.Length, 0L, 1L, 0L), (live.Stats().Received, live.Stats().ShedRecords, live.Stats().Connections, live.Stats().VerdictLinesLost));
    }

    [Fact]
    public void Many_connections_one_after_the_other_and_at_once_lose_nothing()
    {
        using LiveEngine live = New();
        live.Start();
        for (int round = 0; round < 5; round++)
        {
            Socket[] suricatas = [.. Enumerable.Range(0, 8).Select(_ => Connect("eve.sock"))];
            for (int record = 0; record < 100; record++)
            {
                suricatas[record % 8].Send(Encoding.UTF8.GetBytes(EveLines.Http(record, "one") + "\n"));
            }

            Array.ForEach(suricatas, suricata => suricata.Dispose());
        }

        live.Stop();
        Assert.Equal((500L, 500L, 40L), (live.Stats().Received, live.Stats().Parsed, live.Stats().Connections));
    }

    [Fact]
    public void Stopping_leaves_no_socket_behind()
    {
        LiveEngine live = New();
        live.Start();
        live.Stop();
        live.Dispose();
        Assert.False(File.Exists(_folder.PathOf("eve.sock")) || File.Exists(_folder.PathOf("verdicts.sock")));
    }

    [Fact]
    public void Disposing_stops_a_running_engine()
    {
        LiveEngine live = New();
        live.Start();
        using Socket suricata = Connect("eve.sock");
        suricata.Send(Encoding.UTF8.GetBytes(EveLines.Http(1, "one") + "\n"));
        live.Dispose();
        Assert.Equal(1, live.Stats().Parsed);
        Assert.False(File.Exists(_folder.PathOf("eve.sock")) || File.Exists(_folder.PathOf("verdicts.sock")));
    }

    [Fact]
    public void An_engine_that_was_never_started_leaves_no_socket_behind()
    {
        New().Dispose();
        Assert.False(File.Exists(_folder.PathOf("eve.sock")) || File.Exists(_folder.PathOf("verdicts.sock")));
    }

    [Fact]
    public void A_refused_eve_socket_leaves_no_verdict_socket_behind()
    {
        File.WriteAllText(_folder.PathOf("eve.sock"), "");
        Assert.Throws<SocketFileException>(() => New());
        Assert.False(File.Exists(_folder.PathOf("verdicts.sock")));
    }

    private static void Read(Socket reader, StringBuilder got)
    {
        byte[] some = new byte[4096];
        for (int length = reader.Receive(some); length > 0; length = reader.Receive(some))
        {
            got.Append(Encoding.UTF8.GetString(some, 0, length));
        }
    }

    private LiveEngine New(EngineOptions? options = null) =>
        new(options ?? EngineOptions.Default, _folder.PathOf("eve.sock"), _folder.PathOf("verdicts.sock"), _folder.PathOf("snapshots"));

    private Socket Connect(string name)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(_folder.PathOf(name)));
        return socket;
    }
}
