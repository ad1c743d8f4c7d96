using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>A reader of the verdict socket: collects bytes from the moment it is connected until the sidecar ends.</summary>
internal sealed class VerdictClient : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Task<byte[]> _all;
    private int _linesSoFar;

    public VerdictClient(string path)
    {
        _socket.Connect(new UnixDomainSocketEndPoint(path));
        _all = Task.Run(ReadAll);
    }

    /// <summary>Lines that have come until now.</summary>
    public int LinesSoFar => Volatile.Read(ref _linesSoFar);

    /// <summary>As a reader does that has nothing to say; what comes is still read.</summary>
    public void CloseSendingSide() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Every line up to the end of the stream, each held against the schema.</summary>
    public IReadOnlyList<string> Lines()
    {
        Assert.True(_all.Wait(TimeSpan.FromSeconds(20)), "the sidecar did not close the verdict socket");
        string text = Encoding.UTF8.GetString(_all.Result);
        return VerdictSchema.Check(text);
    }

    public void Dispose() => _socket.Dispose();

    private byte[] ReadAll()
    {
        using MemoryStream all = new();
        byte[] buffer = new byte[64 << 10];
        int read;
        while ((read = _socket.Receive(buffer)) > 0)
        {
            all.Write(buffer, 0, read);
            Volatile.Write(ref _linesSoFar, _linesSoFar + buffer.AsSpan(0, read).Count((byte)'\n'));
        }

        return all.ToArray();
    }
}
