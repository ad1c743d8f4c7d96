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

    private readonly SocketFile _file;
    private readonly IngestOptions _options;
    private readonly IngestCounters _counters;
    private readonly BurstBuffer _buffer;
    private readonly MemoryBudget _longRecords;
    private readonly WakeBell _bell;
    private readonly ConcurrentQueue<EveConnection> _accepted = new();
    private readonly Thread _thread;
    private int _open;
    private volatile bool _stopping;

    /// <exception cref="SocketFileException">The path cannot be listened on.</exception>
    public EveListener(string path, IngestOptions options, IngestCounters counters, BurstBuffer buffer, WakeBell bell)
    {
        _file = SocketFile.Listen(path, options.SocketMode, options.Backlog);
        _options = options;
        _counters = counters;
        _buffer = buffer;
        _longRecords = new MemoryBudget(options.LongRecordBytes);
        _bell = bell;
        _thread = new Thread(Accept) { Name = "eve-accept", IsBackground = true };
    }

    public void Start() => _thread.Start();

    /// <summary>Called by the engine thread: the next connection that it does not know yet.</summary>
    public bool TryTake([NotNullWhen(true)] out EveConnection? connection) =>
        _accepted.TryDequeue(out connection);

    /// <summary>Called by the engine thread when a connection has been read to its end.</summary>
    public void Closed() => Interlocked.Decrement(ref _open);

    /// <summary>Accepts nobody any more; connections that wait in the backlog are still taken.</summary>
    public void Stop()
    {
        _stopping = true;
        // From now on connect() is refused, and accept() fails once the backlog is empty. It asks nothing of the socket
        // file, which somebody may have removed or replaced.
        _file.Socket.Shutdown(SocketShutdown.Receive);
        _thread.Join();
    }

    public void Dispose() => _file.Dispose();

    private void Accept()
    {
        while (true)
        {
            try
            {
                Take(_file.Socket.Accept());
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

    private void Take(Socket socket)
    {
        if (Interlocked.Increment(ref _open) > _options.MaxConnections)
        {
            Interlocked.Decrement(ref _open);
            _counters.AddRefused();
            socket.Dispose();
            return;
        }

        _counters.AddAccepted();
        EveConnection connection = new(socket, _options, _counters, _buffer, _longRecords, _bell);
        connection.Start();
        _accepted.Enqueue(connection);
        _bell.Ring();
    }
}
