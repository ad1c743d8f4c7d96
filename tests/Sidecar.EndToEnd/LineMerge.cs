using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>
/// Stands between several writers and the sidecar: whole lines of all of them go into one connection and one file, in the
/// order in which they come.
/// </summary>
internal sealed class LineMerge : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Lock _writing = new();
    private readonly Task _passing;

    public LineMerge(string path, string eveSocket, string file, int connections)
    {
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen();
        _passing = Task.Run(() => Pass(eveSocket, file, connections));
    }

    /// <summary>Waits until every writer has closed its end and everything is passed on.</summary>
    public void WaitForEnd() => Assert.True(_passing.Wait(TimeSpan.FromSeconds(40)), "a writer did not close its connection");

    public void Dispose() => _listener.Dispose();

    private void Pass(string eveSocket, string file, int connections)
    {
        using EveClient sidecar = new(eveSocket);
        using StreamWriter kept = new(file);
        List<Task> readers = [];
        while (readers.Count < connections)
        {
            // Read at once: the first writer waits for it, and the next is not there yet.
            Socket writer = _listener.Accept();
            readers.Add(Task.Run(() => Read(writer, sidecar, kept)));
        }

        Task.WaitAll([.. readers]);
    }

    private void Read(Socket writer, EveClient sidecar, StreamWriter kept)
    {
        using StreamReader reader = new(new NetworkStream(writer, ownsSocket: true), Encoding.UTF8);
        while (reader.ReadLine() is string line)
        {
            lock (_writing)
            {
                sidecar.Send(line + "\n");
                kept.Write(line + "\n");
            }
        }
    }
}
