using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>
/// The test stands in for systemd: it listens, hands the socket over as descriptor 3, and keeps it while the sidecar
/// comes and goes.
/// </summary>
public sealed class SocketActivationTests : IDisposable
{
    private const string HandOver = "exec 3<&$0; LISTEN_PID=$$ LISTEN_FDS=1 exec \"$@\"";

    private readonly string _folder = Directory.CreateTempSubdirectory("sidecar-activation-").FullName;
    private readonly string _path;

    public SocketActivationTests() => _path = Path.Combine(_folder, "given.sock");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_writer_loses_nothing_over_restarts()
    {
        using Socket listener = Bound(SocketType.Stream);
        listener.Listen(100);
        using CancellationTokenSource enough = new();
        Task<int> writing = Task.Run(() => WriteUntil(enough.Token));
        long parsed = 0;
        for (int run = 0; run < 3; run++)
        {
            using SidecarProcess sidecar = Start(listener);
            Assert.Contains($"listening on {_path}", sidecar.Talk, StringComparison.Ordinal);
            Thread.Sleep(300);
            Finished finished = sidecar.Stop().Balanced();
            Assert.Equal(0, finished.Rejected);
            Assert.True(File.Exists(_path));
            parsed += finished.Parsed;
        }

        await enough.CancelAsync();
        using SidecarProcess last = Start(listener);
        int written = await writing.WaitAsync(TimeSpan.FromSeconds(20));
        parsed += last.Stop().Balanced().Parsed;
        Assert.True(written > 1000, $"only {written} records were written");
        Assert.Equal(written, parsed);
    }

    [Fact]
    public void Datagrams_that_wait_are_read_by_the_next()
    {
        using Socket receiver = Bound(SocketType.Dgram);
        using Socket suricata = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        long parsed = 0;
        for (int run = 0; run < 2; run++)
        {
            Send(run);
            using SidecarProcess sidecar = Start(receiver);
            Send(100 + run);
            SidecarProcess.WaitUntil(() => receiver.Available == 0, "all datagrams are taken");
            Finished finished = sidecar.Stop().Balanced();
            Assert.Contains($"input    {_path} 2 lines", finished.Talk, StringComparison.Ordinal);
            parsed += finished.Parsed;
        }

        Assert.Equal(4, parsed);

        void Send(int flow) => suricata.SendTo(Encoding.ASCII.GetBytes(EveClient.Records(flow, close: false)), new UnixDomainSocketEndPoint(_path));
    }

    [Fact]
    public void A_socket_that_does_not_listen_is_refused_in_one_line()
    {
        using Socket idle = Bound(SocketType.Stream);
        Finished finished = SidecarProcess.RunProgram("bash", ["-c", HandOver, Inheritable(idle), SidecarProcess.Binary(), "run", "--run-dir", _folder]);
        Assert.Equal(1, finished.ExitCode);
        Assert.Contains("LISTEN_FDS: descriptor 3 ", Assert.Single(finished.Talk.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public void Sockets_for_another_process_are_left_alone()
    {
        using Socket listener = Bound(SocketType.Stream);
        listener.Listen(1);
        using SidecarProcess sidecar = SidecarProcess.StartByShell(
            _folder, "exec 3<&$0; LISTEN_PID=1 LISTEN_FDS=1 exec \"$@\"", Inheritable(listener));
        using (EveClient client = new(sidecar.EveSocket))
            client.Send(EveClient.Records(1));
        Assert.Equal(2, sidecar.Stop().Balanced().Parsed);
    }

    private SidecarProcess Start(Socket given) => SidecarProcess.StartByShell(_folder, HandOver, Inheritable(given));

    /// <summary>As Suricata does: one send a record, connecting anew when it fails; here the record is sent again then.</summary>
    private int WriteUntil(CancellationToken enough)
    {
        int written = 0;
        EveClient? client = null;
        while (!enough.IsCancellationRequested)
        {
            try
            {
                client ??= new EveClient(_path);
                client.Send(EveClient.Records(written, close: false));
                written++;
            }
            catch (SocketException)
            {
                client?.Dispose();
                client = null;
            }
        }

        client?.Dispose();
        return written;
    }

    private Socket Bound(SocketType type)
    {
        Socket socket = new(AddressFamily.Unix, type, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_path));
        return socket;
    }

    /// <summary>Number of its descriptor, which programs that are started from now on inherit.</summary>
    private static string Inheritable(Socket socket)
    {
        const int setFlags = 2;
        int descriptor = (int)socket.Handle;
        Assert.Equal(0, Fcntl(descriptor, setFlags, 0));
        return descriptor.ToString(CultureInfo.InvariantCulture);
    }

    [DllImport("libc", EntryPoint = "fcntl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Fcntl(int descriptor, int command, int argument);
}
