using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using Sidecar.Engine.Memory;

namespace Sidecar.Engine.Ingest;

/// <summary>
/// The socket that Suricata's eve-log connects to. It accepts at once, always: connect() blocks Suricata's packet threads
/// while the backlog is full. Accepted connections queue for the engine thread, which owns them.
/// </summary>
internal sealed class EveListener : IDisposable
{
    private readonly IReadOnlyList<uint> _users;
    private readonly IngestOptions _options;
    private readonly IngestCounters _counters;
    private readonly BurstBuffer _buffer;
    private readonly MemoryBudget _longRecords;
    private readonly WakeBell _bell;
    private readonly ConcurrentQueue<EveConnection> _accepted = new();
    private readonly StandingListener _listener;
    private int _open;

    /// <param name="users">Ids of the users that may connect; empty for all.</param>
    public EveListener(SocketFile file, IngestOptions options, IReadOnlyList<uint> users, IngestCounters counters, BurstBuffer buffer, WakeBell bell)
    {
        _listener = new StandingListener(file, "eve-accept", Take, counters.Listener);
        _users = users;
        _options = options;
        _counters = counters;
        _buffer = buffer;
        _longRecords = new MemoryBudget(options.LongRecordBytes);
        _bell = bell;
    }

    /// <summary>Connections open now.</summary>
    public int Open => Volatile.Read(ref _open);

    public void Start() => _listener.Start();

    /// <summary>Called by the engine thread: the next connection that it does not know yet.</summary>
    public bool TryTake([NotNullWhen(true)] out EveConnection? connection) =>
        _accepted.TryDequeue(out connection);

    /// <summary>Called by the engine thread when a connection has been read to its end.</summary>
    public void Closed() => Interlocked.Decrement(ref _open);

    /// <summary>
    /// Accepts nobody any more; connections that wait in the backlog are still taken, or, where the socket outlives us,
    /// left to the next who has it.
    /// </summary>
    public void Stop() => _listener.Stop();

    public void Dispose() => _listener.Dispose();

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
