using System.Net.Sockets;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>Stands between Suricata and the sidecar: passes on what Suricata writes, and keeps it in a file as it came.</summary>
internal sealed class Tee : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Task _passing;

    public Tee(string path, string eveSocket, string file)
    {
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen();
        _passing = Task.Run(() => Pass(eveSocket, file));
    }

    /// <summary>Waits until Suricata has closed its end and everything is passed on.</summary>
    public void WaitForEnd() => Assert.True(_passing.Wait(TimeSpan.FromSeconds(20)), "Suricata did not close its connection");

    public void Dispose() => _listener.Dispose();

    private void Pass(string eveSocket, string file)
    {
        using Socket suricata = _listener.Accept();
        using EveClient sidecar = new(eveSocket);
        using FileStream kept = File.Create(file);
        byte[] buffer = new byte[64 << 10];
        int read;
        while ((read = suricata.Receive(buffer)) > 0)
        {
            sidecar.Send(buffer.AsSpan(0, read));
            kept.Write(buffer, 0, read);
        }
    }
}
