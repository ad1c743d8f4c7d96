using System.Net.Sockets;
using System.Text;

namespace Sidecar.EndToEnd;

/// <summary>Stands in for Suricata where a test needs bytes that no Suricata writes: connects and sends.</summary>
internal sealed class EveClient : IDisposable
{
    private readonly Socket _socket;

    public EveClient(string path) => _socket = Connect(path);

    /// <summary>An http record and, with <paramref name="close"/>, the flow record of its flow.</summary>
    public static string Records(long flowId, string userAgent = "curl/8", string source = "10.0.0.1", string time = "2026-01-05T08:00:00.000000+0000", bool close = true)
    {
        string head = $$$"""{"timestamp":"{{{time}}}","flow_id":{{{flowId}}},"src_ip":"{{{source}}}","src_port":1024,"dest_ip":"192.0.2.1","dest_port":80,"proto":"TCP",""";
        string http = $$$"""{{{head}}}"event_type":"http","http":{"hostname":"a.example","url":"/{{{flowId}}}","http_user_agent":"{{{userAgent}}}"}}""" + "\n";
        string flow = $$$"""{{{head}}}"event_type":"flow","flow":{"pkts_toserver":5,"pkts_toclient":4,"bytes_toserver":500,"bytes_toclient":4000,"start":"{{{time}}}","end":"{{{time}}}"}}""" + "\n";
        return close ? http + flow : http;
    }

    public void Send(string text) => Send(Encoding.UTF8.GetBytes(text));

    public void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[_socket.Send(bytes)..];
    }

    /// <summary>Waits for the other side to close.</summary>
    public bool IsClosedByPeer()
    {
        _socket.ReceiveTimeout = 5_000;
        try
        {
            return _socket.Receive(new byte[1]) == 0;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode == SocketError.ConnectionReset;
        }
    }

    public void Dispose() => _socket.Dispose();

    private static Socket Connect(string path)
    {
        // A sidecar that reads no more must fail the test, not hang it.
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { SendTimeout = 20_000 };
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
