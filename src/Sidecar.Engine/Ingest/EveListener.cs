using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using Sidecar.Engine.Memory;

namespace Sidecar.Engine.Ingest;

/// <summary>
/// The socket that Suricata's eve-log connects to. Its thread accepts at once, always: connect() blocks Suricata's
/// packet threads while the backlog is full. Accepted connections queue for the engine thread, which owns them.
/// </summary>
internal sealed class EveListener : IDisposable
{
    private const int AcceptRetryMilliseconds = 10;
    private const int PollMicroseconds = 100_000;

    private readonly IReadOnlyList<uint> _users;
    private readonly IngestOptions _options;
    private readonly IngestCounters _counters;
    private readonly BurstBuffer _buffer;
    private readonly MemoryBudget _longRecords;
    private readonly WakeBell _bell;
    private readonly ConcurrentQueue<EveConnection> _accepted = new();
    private readonly Thread _thread;
    private readonly StandingSocket _socket;
    private int _open;
    private volatile bool _stopping;

    /// <param name="users">Ids of the users that may connect; empty for all.</param>
    public EveListener(SocketFile file, IngestOptions options, IReadOnlyList<uint> users, IngestCounters counters, BurstBuffer buffer, WakeBell bell)
    {
        _socket = new StandingSocket(file, _ => { });
        _users = users;
        _options = options;
        _counters = counters;
        _buffer = buffer;
        _longRecords = new MemoryBudget(options.LongRecordBytes);
        _bell = bell;
        _thread = new Thread(Accept) { Name = "eve-accept", IsBackground = true };
    }

    /// <summary>Connections open now.</summary>
    public int Open => Volatile.Read(ref _open);

    public void Start() => _thread.Start();

    /// <summary>Called by the engine thread: the next connection that it does not know yet.</summary>
    public bool TryTake([NotNullWhen(true)] out EveConnection? connection) =>
        _accepted.TryDequeue(out connection);

    /// <summary>Called by the engine thread when a connection has been read to its end.</summary>
    public void Closed() => Interlocked.Decrement(ref _open);

    /// <summary>
    /// Accepts nobody any more; connections that wait in the backlog are still taken, or, where the socket outlives us,
    /// left to the next who has it.
    /// </summary>
    public void Stop()
    {
        _stopping = true;
        // From now on connect() is refused, and accept() fails once the backlog is empty.
        _socket.Stop();
        _thread.Join();
    }

    public void Dispose() => _socket.Dispose();

    private void Accept()
    {
        while (!(_stopping && _socket.IsInherited))
        {
            try
            {
                if (_socket.Socket.Poll(PollMicroseconds, SelectMode.SelectRead))
                {
                    Take(_socket.Socket.Accept());
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
                // Out of descriptors or memory: the open connections go on, the next try comes soon.
                _counters.AddAcceptError();
                Thread.Sleep(AcceptRetryMilliseconds);
            }
        }
    }

    private void LookAtFile()
    {
        switch (_socket.Look(out SocketFile? old))
        {
            case SocketLook.MadeAgain:
                _counters.AddSocketMadeAgain();
                Empty(old!);
                break;
            case SocketLook.NotMade:
                _counters.AddSocketNotMade();
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
                Take(old.Socket.Accept());
            }
        }
        catch (SocketException)
        {
            old.Dispose();
        }
    }

    private void Take(Socket socket)
    {
        uint user = PeerUser.Of(socket);
        if (_users.Count > 0 && !_users.Contains(user))
        {
            _counters.AddRefused(Refusal.User);
            socket.Dispose();
            return;
        }

        if (Interlocked.Increment(ref _open) > _options.MaxConnections)
        {
            Interlocked.Decrement(ref _open);
            _counters.AddRefused(Refusal.TooMany);
            socket.Dispose();
            return;
        }

        _counters.AddAccepted();
        EveConnection connection = new(socket, user, _options, _counters, _buffer, _longRecords, _bell);
        connection.Start();
        _accepted.Enqueue(connection);
        _bell.Ring();
    }
}
