using System.Net.Sockets;
using Sidecar.Engine.Ingest;

namespace Sidecar.Engine.Outputs;

/// <summary>A socket on which readers are served: a thread of its own lets each in as soon as it connects, whatever becomes of its file.</summary>
internal sealed class ReaderDoor : IDisposable
{
    private const int Backlog = 64;

    private readonly StandingListener _listener;

    /// <param name="mode">Permissions of the socket file.</param>
    /// <param name="thread">Name of the thread.</param>
    /// <param name="admit">Gets each reader's socket and owns it from then on. On the door's thread, from now on.</param>
    /// <exception cref="SocketFileException">The path cannot be listened on.</exception>
    public ReaderDoor(string path, UnixFileMode mode, string thread, Action<Socket> admit, ListenerCounters counters)
    {
        _listener = new StandingListener(SocketFile.Listen(path, mode, Backlog), thread, admit, counters);
        _listener.Start();
    }

    /// <summary>
    /// Whether a reader has closed. Not asked by reading: a reader that has shut down its sending side, as some do at once,
    /// still reads. Sending nothing fails when nobody can read it any more.
    /// </summary>
    public static bool HasHungUp(Socket reader)
    {
        try
        {
            reader.Send(ReadOnlySpan<byte>.Empty);
            return false;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Or its own thread found out in between.
            return true;
        }
    }

    /// <summary>Nobody is let in any more when this returns.</summary>
    public void Dispose() => _listener.Dispose();
}
