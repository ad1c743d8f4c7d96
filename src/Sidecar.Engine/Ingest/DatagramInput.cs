using System.Net.Sockets;
using Sidecar.Engine.Memory;

namespace Sidecar.Engine.Ingest;

/// <summary>
/// The datagram socket that Suricata's eve-log sends to with <c>filetype: unix_dgram</c>. The end of a datagram ends a
/// record, with or without a newline. Suricata is never made to wait: when the engine is late by
/// <see cref="IngestOptions.BufferBytes"/>, datagrams are shed and counted until half of that is free again. Each is counted
/// by the user that sent it.
/// </summary>
internal sealed class DatagramInput : EveFeed
{
    private const int PollMicroseconds = 100_000;

    private readonly IngestOptions _options;
    private readonly LostRecords _lost;
    private readonly IReadOnlyList<uint> _users;
    private readonly SenderCounts _senders = new();
    private readonly CredentialMessage _message;
    private readonly int _maxDatagramBytes;
    private readonly StandingSocket _socket;
    private long _cut;
    private long _errors;
    private long _refused;
    private long _remade;
    private long _notRemade;
    private bool _shedding;
    private volatile bool _stopping;

    /// <param name="users">Ids of the users whose datagrams are taken; empty for all.</param>
    public DatagramInput(SocketFile file, IngestOptions options, InputOptions inputs, IReadOnlyList<uint> users, IngestCounters counters, WakeBell bell)
        : base(file.Path, options.MaxRecordBytes, pauseBytes: 0, bell)
    {
        _socket = new StandingSocket(file, PeerUser.Ask);
        _options = options;
        _users = users;
        _lost = new LostRecords(counters);
        _maxDatagramBytes = inputs.MaxDatagramBytes;
        // One byte more than the longest, to know a longer one, which the kernel cuts off; and one for a newline.
        _message = new CredentialMessage(_maxDatagramBytes + 1, spare: 1);
    }

    /// <summary>
    /// What the kernel holds is still read; unless the socket outlives us: then the next who has it finds the rest.
    /// </summary>
    public override void Stop()
    {
        _stopping = true;
        _socket.Stop();
    }

    protected override void Read()
    {
        ReceiverPriority.TryTake();
        while (!HasEnded())
        {
            if (!TakeNext(_socket.Socket))
            {
                _socket.Socket.Poll(PollMicroseconds, SelectMode.SelectRead);
            }

            LookAtFile();
        }
    }

    protected override IReadOnlyDictionary<string, long> Events()
    {
        (string Cause, long Count)[] all =
        [
            ("cut off", Volatile.Read(ref _cut)), ("errors", Volatile.Read(ref _errors)), ("refused by user", Volatile.Read(ref _refused)),
            ("socket made again", Volatile.Read(ref _remade)), ("socket not made", Volatile.Read(ref _notRemade)), .. _senders.ByUser(),
        ];
        return all.Where(one => one.Count > 0).ToDictionary(one => one.Cause, one => one.Count);
    }

    protected override void Release() => _socket.Dispose();

    private bool HasEnded() => _stopping && (_socket.IsInherited || _socket.Socket.Available == 0);

    /// <returns>Whether something was there.</returns>
    private bool TakeNext(Socket socket)
    {
        int length = _message.TryReceive(socket.SafeHandle, out uint user);
        if (length < 0 && socket.Available > 0)
        {
            // Came since, or could not be taken.
            length = _message.TryReceive(socket.SafeHandle, out user);
        }

        if (length < 0 && socket.Available > 0)
        {
            // Out of memory, or nothing worth ending for: the next try may do.
            Interlocked.Increment(ref _errors);
            Thread.Sleep(1);
        }
        else if (length > 0)
        {
            Take(_message.Buffer, length, user);
        }

        return length > 0;
    }

    private void LookAtFile()
    {
        switch (_socket.Look(out SocketFile? old))
        {
            case SocketLook.MadeAgain:
                Interlocked.Increment(ref _remade);
                Empty(old!);
                break;
            case SocketLook.NotMade:
                Interlocked.Increment(ref _notRemade);
                break;
        }
    }

    /// <summary>A sender that holds on to it gets an error from now on, and finds the new one; what it has sent is here.</summary>
    private void Empty(SocketFile old)
    {
        old.Socket.Shutdown(SocketShutdown.Receive);
        while (TakeNext(old.Socket))
        {
        }

        old.Dispose();
    }

    private void Take(byte[] buffer, int length, uint user)
    {
        if (_users.Count > 0 && !_users.Contains(user))
        {
            Interlocked.Increment(ref _refused);
            return;
        }

        _senders.Add(user);
        if (length > _maxDatagramBytes)
        {
            Interlocked.Increment(ref _cut);
        }

        if (buffer[length - 1] != '\n')
        {
            buffer[length++] = (byte)'\n';
        }

        long late = Handed - SeenBytes;
        _shedding = late >= (_shedding ? _options.BufferBytes / 2 : _options.BufferBytes);
        if (_shedding)
        {
            _lost.Add(buffer.AsSpan(0, length));
            _lost.End();
        }
        else
        {
            Hand(buffer.AsSpan(0, length));
        }
    }
}
