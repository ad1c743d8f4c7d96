using System.Net.Sockets;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>Somebody removes the files of the sockets that readers and commands connect to.</summary>
public sealed class SocketFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sidecar-socket-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Each_is_made_again_for_who_comes_later_and_who_was_there_stays_connected()
    {
        string residual = Path.Combine(_folder, "residual.sock");
        using SidecarProcess sidecar = SidecarProcess.StartIn(_folder, "--set", $"residual.listen={residual}", "--set", "exclusions.life=1m");
        using VerdictClient early = new(sidecar.VerdictSocket);
        using LineReader earlyResidual = new(residual);
        using ControlConnection earlyCommands = new(sidecar.ControlSocket);
        Assert.Equal(200, earlyCommands.Get("/metrics"));
        sidecar.WaitForReaders(1);
        string[] files = [sidecar.VerdictSocket, residual, sidecar.ControlSocket];
        UnixFileMode[] modes = [.. files.Select(File.GetUnixFileMode)];

        foreach (string file in files)
            File.Delete(file);
        foreach (string file in files)
            SidecarProcess.WaitUntil(() => File.Exists(file), $"{file} is made again");
        Assert.Equal(modes, files.Select(File.GetUnixFileMode));

        using VerdictClient late = new(sidecar.VerdictSocket);
        using LineReader lateResidual = new(residual);
        using ControlConnection lateCommands = new(sidecar.ControlSocket);
        sidecar.WaitForReaders(2);
        using (EveClient one = new(sidecar.EveSocket))
        {
            // Who has connected may still have to be let in, so not all of the records, but some.
            SidecarProcess.WaitUntil(
                () =>
                {
                    one.Send(EveClient.Records(1, "quiet/probe"));
                    return earlyResidual.Lines > 0 && lateResidual.Lines > 0;
                },
                "both readers of the residual get records");
        }

        using (EveClient client = new(sidecar.EveSocket))
            client.Send(LoudTraffic.Of("loud/1", minutes: 10));
        SidecarProcess.WaitUntil(() => early.LinesSoFar >= 8 && late.LinesSoFar >= 8, "both readers get verdicts");
        Assert.Equal((200, 200), (earlyCommands.Get("/metrics"), lateCommands.Get("/metrics")));
        string status = SidecarProcess.Run(["status", "--run-dir", _folder]).Text;
        Assert.Matches("verdicts 2 readers since the start, 1 times its file was gone and made again", status);
        Assert.Matches("residual .*, 1 times its file was gone and made again", status);
        Assert.Contains($"somebody removed {sidecar.ControlSocket}; it is there again", sidecar.Talk, StringComparison.Ordinal);

        sidecar.Stop().Balanced();
        Assert.Empty(Directory.GetFiles(_folder, "*.sock*"));
        Assert.NotEmpty(early.Lines());
        Assert.Equal(early.Lines(), late.Lines());
    }

    /// <summary>Counts the lines that a socket brings.</summary>
    private sealed class LineReader : IDisposable
    {
        private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        private int _lines;

        public LineReader(string path)
        {
            _socket.Connect(new UnixDomainSocketEndPoint(path));
            Task.Run(() =>
            {
                byte[] buffer = new byte[64 << 10];
                int read;
                while ((read = _socket.Receive(buffer)) > 0)
                    Interlocked.Add(ref _lines, buffer.AsSpan(0, read).Count((byte)'\n'));
            });
        }

        public int Lines => Volatile.Read(ref _lines);

        public void Dispose() => _socket.Dispose();
    }

    /// <summary>One connection to the control socket that is kept open from answer to answer.</summary>
    private sealed class ControlConnection : IDisposable
    {
        private readonly SocketsHttpHandler _handler;
        private readonly HttpClient _client;
        private int _connections;

        public ControlConnection(string path)
        {
            _handler = new SocketsHttpHandler
            {
                ConnectCallback = async (_, cancellation) =>
                {
                    Assert.Equal(1, Interlocked.Increment(ref _connections));
                    Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
                    return new NetworkStream(socket, ownsSocket: true);
                },
            };
            _client = new HttpClient(_handler) { BaseAddress = new Uri("http://localhost") };
        }

        public int Get(string page)
        {
            using HttpResponseMessage answer = _client.GetAsync(new Uri(page, UriKind.Relative)).GetAwaiter().GetResult();
            return (int)answer.StatusCode;
        }

        public void Dispose()
        {
            _client.Dispose();
            _handler.Dispose();
        }
    }
}
