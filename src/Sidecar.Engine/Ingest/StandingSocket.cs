using System.Net.Sockets;

namespace Sidecar.Engine.Ingest;

/// <summary>
/// A socket that clients find by its file alone: when that is gone, another is made with a file of the same name, for
/// without one no Suricata that restarts would find us. The thread that receives owns it; any thread may stop it.
/// </summary>
internal sealed class StandingSocket : IDisposable
{
    private const int LookMilliseconds = 500;

    private readonly Action<Socket> _prepare;
    private readonly Lock _swapping = new();
    private SocketFile _file;
    private long _lookedAt = Environment.TickCount64;
    private bool _isStopped;

    /// <param name="prepare">Done to the socket, and to each that takes its place, before it is read.</param>
    public StandingSocket(SocketFile file, Action<Socket> prepare)
    {
        _file = file;
        _prepare = prepare;
        prepare(file.Socket);
    }

    public Socket Socket => _file.Socket;

    /// <summary>Another process has it too, and after us.</summary>
    public bool IsInherited => _file.IsInherited;

    /// <summary>
    /// Nothing new comes; what the kernel holds can still be read. A socket that outlives us is left as it is, to the next
    /// who has it.
    /// </summary>
    public void Stop()
    {
        lock (_swapping)
        {
            _isStopped = true;
            if (!_file.IsInherited)
            {
                // It asks nothing of the file, which somebody may have removed or replaced.
                _file.Socket.Shutdown(SocketShutdown.Receive);
            }
        }
    }

    /// <summary>Looks after the file, twice a second at most.</summary>
    /// <param name="old">
    /// The socket whose place another has taken: to be read to its end and disposed. Nothing unless one was made.
    /// </param>
    public SocketLook Look(out SocketFile? old)
    {
        old = null;
        if (Environment.TickCount64 - _lookedAt < LookMilliseconds)
        {
            return SocketLook.Stands;
        }

        _lookedAt = Environment.TickCount64;
        if (!_file.IsGone)
        {
            return SocketLook.Stands;
        }

        try
        {
            SocketFile next = _file.Again();
            _prepare(next.Socket);
            lock (_swapping)
            {
                (old, _file) = (_file, next);
                if (_isStopped)
                {
                    next.Socket.Shutdown(SocketShutdown.Receive);
                }
            }

            return SocketLook.MadeAgain;
        }
        catch (SocketFileException)
        {
            // The folder is gone too, say: tried again at the next look.
            return SocketLook.NotMade;
        }
    }

    public void Dispose() => _file.Dispose();
}

/// <summary>What a look after a socket's file has found.</summary>
internal enum SocketLook
{
    Stands,

    /// <summary>The file was gone, and another socket has its name.</summary>
    MadeAgain,

    /// <summary>The file is gone, and no other could be made.</summary>
    NotMade,
}
