using System.Net.Sockets;

namespace Sidecar.Engine.Ingest;

/// <summary>
/// Accepts whoever connects to a standing socket, at once and always, on a thread of its own. When the socket's file is
/// gone, another is made; what was accepted goes on.
/// </summary>
public sealed class StandingListener : IDisposable
{
    private const int RetryMilliseconds = 10;
    private const int PollMicroseconds = 100_000;

    private readonly StandingSocket _socket;
    private readonly Action<Socket> _take;
    private readonly Action? _madeAgain;
    private readonly ListenerCounters _counters;
    private readonly Thread _thread;
    private volatile bool _stopping;

    /// <param name="file">Owned from now on.</param>
    /// <param name="thread">Name of the thread.</param>
    /// <param name="take">Gets each connection and owns it from then on. On the listener's thread.</param>
    /// <param name="madeAgain">Told, on that thread, when the file was gone and another was made.</param>
    public StandingListener(SocketFile file, string thread, Action<Socket> take, ListenerCounters counters, Action? madeAgain = null)
    {
        _socket = new StandingSocket(file, _ => { });
        (_take, _counters, _madeAgain) = (take, counters, madeAgain);
        _thread = new Thread(Accept) { Name = thread, IsBackground = true };
    }

    public void Start() => _thread.Start();

    /// <summary>
    /// Accepts nobody any more when this returns; connections that wait in the backlog are still taken, or, where the
    /// socket outlives us, left to the next who has it.
    /// </summary>
    public void Stop()
    {
        if (_stopping)
        {
            return;
        }

        _stopping = true;
        // From now on connect() is refused, and accept() fails once the backlog is empty.
        _socket.Stop();
        if (_thread.IsAlive)
        {
            _thread.Join();
        }
    }

    public void Dispose()
    {
        Stop();
        _socket.Dispose();
    }

    private void Accept()
    {
        while (!(_stopping && _socket.IsInherited))
        {
            try
            {
                if (_socket.Socket.Poll(PollMicroseconds, SelectMode.SelectRead))
                {
                    _take(_socket.Socket.Accept());
                }
                else
                {
                    LookAtFile();
                }
            }
            catch (SocketException) when (_stopping)
            {
                return;
            }
            catch (SocketException)
            {
                // Out of descriptors or memory: what is open goes on, the next try comes soon.
                _counters.AddAcceptError();
                Thread.Sleep(RetryMilliseconds);
            }
        }
    }

    private void LookAtFile()
    {
        switch (_socket.Look(out SocketFile? old))
        {
            case SocketLook.MadeAgain:
                _counters.AddMadeAgain();
                Empty(old!);
                _madeAgain?.Invoke();
                break;
            case SocketLook.NotMade:
                _counters.AddNotMade();
                break;
        }
    }

    /// <summary>Takes who connected before the file was gone; nobody comes any more.</summary>
    private void Empty(SocketFile old)
    {
        old.Socket.Blocking = false;
        try
        {
            while (true)
            {
                _take(old.Socket.Accept());
            }
        }
        catch (SocketException)
        {
            old.Dispose();
        }
    }
}
