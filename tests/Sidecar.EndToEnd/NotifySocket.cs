using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;

namespace Sidecar.EndToEnd;

/// <summary>Stands in for systemd: a socket of datagrams, and the states that the daemon told it.</summary>
internal sealed class NotifySocket : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly ConcurrentQueue<string> _told = new();

    /// <param name="address">A path, or @ and a name that is in no file system.</param>
    public NotifySocket(string address)
    {
        _socket.Bind(new UnixDomainSocketEndPoint(address[0] == '@' ? $"\0{address[1..]}" : address));
        new Thread(Listen) { IsBackground = true }.Start();
    }

    /// <summary>So far, in order.</summary>
    public IReadOnlyList<string> Told => [.. _told];

    public int Count(string state) => _told.Count(told => told == state);

    public void Dispose() => _socket.Dispose();

    private void Listen()
    {
        byte[] datagram = new byte[4096];
        try
        {
            while (true)
                _told.Enqueue(Encoding.ASCII.GetString(datagram.AsSpan(0, _socket.Receive(datagram))));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
            return;
        }
    }
}
