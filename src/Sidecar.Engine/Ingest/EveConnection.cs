using System.Buffers;
using System.Net.Sockets;
using Sidecar.Engine.Memory;

namespace Sidecar.Engine.Ingest;

/// <summary>
/// One accepted connection of a Suricata. Its own thread does nothing but empty the socket into the burst buffer:
/// Suricata sends with MSG_DONTWAIT and drops what does not fit into some 97 KB of socket buffer, so nobody may keep
/// this thread waiting. It allocates nothing. When the engine is so late that the buffer is full, whole records are shed
/// there and counted, or, if so configured, the sender waits. Where processors are few, the engine thread receives for itself
/// as long as it keeps up, and this thread only watches that it does: on two processors a third busy thread takes its time
/// from the sender or from the engine.
/// </summary>
internal sealed class EveConnection : EveInput
{
    /// <summary>What one receive takes that is to be shed, on the thread's own stack.</summary>
    private const int ShedBytes = 32 << 10;

    private const int WaitMilliseconds = 1;

    /// <summary>How often it looks whether the engine thread receives, less the kernel's timer slack, 50 microseconds.</summary>
    private const long WatchNanoseconds = 200_000;

    /// <summary>An engine thread that has not looked for so long is late: 64 KB of each of two connections take it 200 microseconds.</summary>
    private static readonly TimeSpan s_late = TimeSpan.FromMicroseconds(400);

    private readonly Socket _socket;
    private readonly ReceivePace _pace = ReceivePace.Now();
    private readonly IngestOptions _options;
    private readonly IngestCounters _counters;
    private readonly BurstBuffer _buffer;
    private readonly BurstWriter _writer;
    private readonly BurstReader _reader;
    private readonly WakeBell _bell;
    private readonly Thread _thread;
    private readonly ReceiveTurn _turn = new();

    private long _takenBytes;

    /// <param name="user">Number of the user that connected.</param>
    public EveConnection(
        Socket socket, uint user, IngestOptions options, IngestCounters counters, BurstBuffer buffer, MemoryBudget longRecords, WakeBell bell)
        : base(options.MaxRecordBytes, longRecords)
    {
        BurstQueue queue = new(buffer.MaxBlocks);
        _socket = socket;
        User = user;
        _options = options;
        _counters = counters;
        _buffer = buffer;
        _writer = new BurstWriter(queue, buffer, options, counters);
        _reader = new BurstReader(queue, buffer);
        _bell = bell;
        _thread = new Thread(Receive) { Name = "eve-receive", IsBackground = true };
    }

    public uint User { get; }

    /// <summary>As of now. Called by the engine thread.</summary>
    public ConnectionStats Stats() => new(User, _takenBytes);

    public void Start() => _thread.Start();

    /// <summary>
    /// Ends the connection behind what the kernel already holds, all of which is still read. Called by the engine thread.
    /// </summary>
    public void Stop()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Receive);
        }
        catch (SocketException)
        {
            // The sender was gone before us; the receiving thread sees the end by itself.
            _counters.AddReset();
        }
    }

    /// <summary>Called by the engine thread before it rests.</summary>
    /// <param name="receives">Whether it will be back soon, and would then receive for itself what has come.</param>
    public void Rest(bool receives)
    {
        if (receives)
        {
            _turn.Ask();
        }
        else
        {
            _turn.Leave();
        }
    }

    public override bool TryRead(out ReadOnlySequence<byte> unread, out bool ended)
    {
        bool any = _reader.TryRead(out unread, out ended, out (bool Any, bool InsideRecord) loss);
        if (!any && _turn.TryUse())
        {
            any = ReceiveHere() && _reader.TryRead(out unread, out ended, out loss);
        }

        if (loss.Any)
        {
            Framer.Skip(loss.InsideRecord);
        }

        return any;
    }

    public override void AdvanceTo(in ReadOnlySequence<byte> rest, in ReadOnlySequence<byte> read)
    {
        long taken = read.Length - rest.Length;
        _takenBytes += taken;
        _reader.AdvanceBy(taken);
    }

    /// <summary>Called by the engine thread when everything has been read.</summary>
    public override void Dispose()
    {
        if (_thread.IsAlive)
        {
            _thread.Join();
        }

        _reader.Dispose();
        _socket.Dispose();
        base.Dispose();
    }

    /// <summary>The receiving thread's whole life.</summary>
    internal void Receive()
    {
        ReceiverPriority.TryTake();
        try
        {
            Span<byte> shed = stackalloc byte[ShedBytes];
            while (ReceiveSome(shed, out bool emptied))
            {
                if (emptied && _turn.TryLend())
                {
                    Watch();
                }
            }
        }
        catch (SocketException)
        {
            // A reset ends the stream as a close does: what arrived is kept.
            _counters.AddReset();
        }
        finally
        {
            _writer.End();
            _reader.End(_writer.Next);
            _bell.Ring();
        }
    }

    /// <param name="emptied">Whether all that had come was received: what is more to come may be the engine's to receive.</param>
    /// <returns>Whether the stream goes on.</returns>
    private bool ReceiveSome(Span<byte> shed, out bool emptied)
    {
        emptied = false;
        LendWhileIdle(shed[..1]);
        Span<byte> room = _writer.Room();
        if (room.IsEmpty && _options.WhenFull == WhenFull.Wait)
        {
            room = WaitForRoom();
        }

        if (room.IsEmpty)
        {
            int lost = _socket.Receive(shed);
            _writer.Shed(shed[..lost]);
            return lost > 0;
        }

        int received = _socket.Receive(room);
        if (received == 0)
        {
            return false;
        }

        emptied = received < room.Length;
        _writer.Advance(received);
        _bell.Ring();
        if (_pace.IsNapDue(received, room.Length))
        {
            ShortNap.Take(_pace.NapNanoseconds);
        }

        return true;
    }

    /// <summary>
    /// On the engine thread, which must not wait: to wait, to shed and to end is left to the other one. So is a sender with a large
    /// buffer in which more waits than in one of the kernel's own size: the engine falls behind, and there is room for it here.
    /// </summary>
    /// <returns>Whether something came.</returns>
    private bool ReceiveHere()
    {
        Span<byte> room = _writer.Room();
        // What is there stays there: nobody else receives now.
        int there = room.IsEmpty ? 0 : _socket.Available;
        if (room.IsEmpty || there > ReceivePace.KernelsOwnBytes || (there == 0 && HasEnded()))
        {
            _turn.DoneForLong();
            return false;
        }

        if (there > 0)
        {
            _writer.Advance(_socket.Receive(room));
            _counters.EngineReceives++;
        }

        _turn.Done();
        return there > 0;
    }

    /// <summary>It has something to say, and no bytes.</summary>
    private bool HasEnded() => _socket.Poll(0, SelectMode.SelectRead) && _socket.Available == 0;

    /// <summary>Waits until the engine thread is late: a socket's buffer is full after half a millisecond of 200,000 records a second.</summary>
    private void Watch()
    {
        do
        {
            ShortNap.Take(WatchNanoseconds);
        }
        while (!_turn.TryTakeBack(s_late));
    }

    /// <summary>Memory that is short is not held for a sender that is silent.</summary>
    private void LendWhileIdle(Span<byte> next)
    {
        if (_buffer.IsHalfTaken && _socket.Available == 0)
        {
            _writer.Close();
            _bell.Ring();
            // Waits for a byte and leaves it where it is.
            _socket.Receive(next, SocketFlags.Peek);
        }
    }

    private Span<byte> WaitForRoom()
    {
        _counters.AddWait();
        Span<byte> room = default;
        while (room.IsEmpty)
        {
            // The engine gives back blocks that it has read; there is no hurry, as much is there for it to read.
            _bell.Ring();
            Thread.Sleep(WaitMilliseconds);
            room = _writer.Room();
        }

        return room;
    }
}
