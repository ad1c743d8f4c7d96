using System.Net.Sockets;
using System.Text;

namespace Sidecar.EndToEnd;

/// <summary>A reader of the verdict socket: collects bytes from the moment it is connected until the sidecar ends.</summary>
internal sealed class VerdictClient : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Task<byte[]> _all;

    public VerdictClient(string path)
    {
        _socket.Connect(new UnixDomainSocketEndPoint(path));
        _all = Task.Run(ReadAll);
    }

    /// <summary>Every line up to the end of the stream, each held against the schema.</summary>
    public IReadOnlyList<string> Lines()
    {
        string text = Encoding.UTF8.GetString(_all.GetAwaiter().GetResult());
        return VerdictSchema.Check(text);
    }

    public void Dispose() => _socket.Dispose();

    private byte[] ReadAll()
    {
        using MemoryStream all = new();
        byte[] buffer = new byte[64 << 10];
        int read;
        while ((read = _socket.Receive(buffer)) > 0)
            all.Write(buffer, 0, read);
        return all.ToArray();
    }
}
