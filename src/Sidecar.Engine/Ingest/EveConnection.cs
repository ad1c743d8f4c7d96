using System.Diagnostics;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace Sidecar.Engine.Ingest;

/// <summary>
/// One accepted connection of a Suricata. Its own thread does nothing but empty the socket into a pipe: Suricata
/// sends with MSG_DONTWAIT and drops what does not fit into some 97 KB of socket buffer, so nobody may keep this
/// thread waiting. When the engine is so late that <see cref="IngestOptions.BufferBytes"/> are unseen, whole records
/// are shed here and counted, or, if so configured, the sender waits.
/// </summary>
internal sealed class EveConnection : EveInput, IDisposable
{
    /// <summary>Room in a segment below which the next one is begun: a receive for less is not worth its call.</summary>
    private const int LeastReceiveBytes = 16 << 10;

    private readonly Socket _socket;
    private readonly PipeWriter _writer;
    private readonly IngestOptions _options;
    private readonly IngestCounters _counters;
    private readonly AutoResetEvent _wakeEngine;
    private readonly ManualResetEventSlim _room = new(true);
    private readonly ShedGate _gate;
    private readonly Thread _thread;

    // Added to by the receiving thread, taken from by the engine thread (Seen), both with Interlocked.
    private long _unseen;

    public EveConnection(Socket socket, IngestOptions options, IngestCounters counters, AutoResetEvent wakeEngine)
        : this(socket, options, counters, wakeEngine, NewPipe(options))
    {
    }

    private EveConnection(Socket socket, IngestOptions options, IngestCounters counters, AutoResetEvent wakeEngine, Pipe pipe)
        : base(pipe.Reader, options.MaxRecordBytes)
    {
        _socket = socket;
        _writer = pipe.Writer;
        _options = options;
        _counters = counters;
        _wakeEngine = wakeEngine;
        _gate = new ShedGate(options.BufferBytes, options.MaxRecordBytes);
        _thread = new Thread(Receive) { Name = "eve-receive", IsBackground = true };
    }

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

    /// <summary>Called by the engine thread when everything has been read.</summary>
    public void Dispose()
    {
        Reader.Complete();
        _thread.Join();
        _socket.Dispose();
        _room.Dispose();
    }

    protected override void Seen(long bytes)
    {
        if (Interlocked.Add(ref _unseen, -bytes) < _options.BufferBytes / 2 && !_room.IsSet)
        {
            _room.Set();
        }
    }

    private static Pipe NewPipe(IngestOptions options) =>
        new(new PipeOptions(
            minimumSegmentSize: options.ReceiveBytes,
            // The bound is kept by this class: a paused FlushAsync could neither shed nor count.
            pauseWriterThreshold: 0,
            resumeWriterThreshold: 0,
            readerScheduler: PipeScheduler.Inline,
            writerScheduler: PipeScheduler.Inline,
            useSynchronizationContext: false));

    private void Receive()
    {
        try
        {
            while (true)
            {
                // Asking for a whole segment each time would spend one on every small record.
                Span<byte> free = _writer.GetSpan(LeastReceiveBytes);
                int received = _socket.Receive(free);
                if (received == 0)
                {
                    break;
                }

                Hand(free[..received]);
            }
        }
        catch (SocketException)
        {
            // A reset ends the stream as a close does: what arrived is kept.
            _counters.AddReset();
        }
        finally
        {
            _writer.Complete();
            _wakeEngine.Set();
        }
    }

    private void Hand(Span<byte> received)
    {
        int kept = received.Length;
        if (_options.WhenFull == WhenFull.Shed)
        {
            kept = _gate.Admit(received, Volatile.Read(ref _unseen), out long shedRecords, out long shedBytes);
            _counters.AddShed(shedRecords, shedBytes);
        }
        else if (Volatile.Read(ref _unseen) >= _options.BufferBytes)
        {
            WaitForRoom();
        }

        if (kept == 0)
        {
            return;
        }

        _writer.Advance(kept);
        Interlocked.Add(ref _unseen, kept);
        ValueTask<FlushResult> flushed = _writer.FlushAsync();
        Debug.Assert(flushed.IsCompleted, "the pipe has no pause threshold");
        _wakeEngine.Set();
    }

    private void WaitForRoom()
    {
        _counters.AddWait();
        _room.Reset();
        // The engine may have caught up between the check and the reset.
        if (Volatile.Read(ref _unseen) >= _options.BufferBytes)
        {
            _room.Wait();
        }
        else
        {
            _room.Set();
        }
    }
}
