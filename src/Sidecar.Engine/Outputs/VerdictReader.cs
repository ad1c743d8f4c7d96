using System.Net.Sockets;

namespace Sidecar.Engine.Outputs;

/// <summary>
/// One reader of the verdict socket: a bounded queue that the engine thread fills, and a thread that sends. A slow
/// reader loses its oldest lines, counted; it never holds up the engine.
/// </summary>
internal sealed class VerdictReader
{
    private readonly Socket _socket;
    private readonly int _maxLines;
    private readonly OutputCounters _counters;
    private readonly Queue<ReadOnlyMemory<byte>> _lines = new();
    private readonly Thread _thread;
    private bool _ending;
    private bool _gone;

    public VerdictReader(Socket socket, int maxLines, OutputCounters counters)
    {
        _socket = socket;
        _maxLines = maxLines;
        _counters = counters;
        _thread = new Thread(Send) { Name = "verdict-reader", IsBackground = true };
    }

    /// <summary>Whether its thread has ended: a send failed. It takes no line any more.</summary>
    public bool Gone => Volatile.Read(ref _gone);

    public void Start() => _thread.Start();

    public void Enqueue(ReadOnlyMemory<byte> line)
    {
        lock (_lines)
        {
            if (_gone)
            {
                return;
            }

            if (_lines.Count == _maxLines)
            {
                _lines.Dequeue();
                _counters.AddDropped();
            }

            _lines.Enqueue(line);
            Monitor.Pulse(_lines);
        }
    }

    /// <summary>Whether the other side has closed.</summary>
    public bool HungUp => Gone || ReaderDoor.HasHungUp(_socket);

    /// <summary>Nothing more comes: its thread sends what waits and ends.</summary>
    public void BeginEnd()
    {
        lock (_lines)
        {
            _ending = true;
            Monitor.Pulse(_lines);
        }
    }

    /// <summary>Waits for the end; at the deadline what is still unsent is given up.</summary>
    public void End(TimeSpan patience)
    {
        if (!_thread.Join(patience))
        {
            // Closing under a blocked send ends it.
            _socket.Dispose();
            _thread.Join();
        }
    }

    private void Send()
    {
        int inHand = 0;
        try
        {
            while (TryDequeue(out ReadOnlyMemory<byte> line))
            {
                SendWhole(line.Span);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The reader went away, or the sidecar stops and it was too slow: one line was in its hands.
            inHand = 1;
        }

        lock (_lines)
        {
            // Read without the lock by Gone. Before the count: whoever sees that knows that no line is taken any more.
            Volatile.Write(ref _gone, true);
            _counters.AddUndelivered(inHand + _lines.Count);
            _lines.Clear();
        }

        _socket.Dispose();
    }

    private void SendWhole(ReadOnlySpan<byte> line)
    {
        while (!line.IsEmpty)
        {
            line = line[_socket.Send(line)..];
        }
    }

    private bool TryDequeue(out ReadOnlyMemory<byte> line)
    {
        lock (_lines)
        {
            while (_lines.Count == 0 && !_ending)
            {
                Monitor.Wait(_lines);
            }

            return _lines.TryDequeue(out line);
        }
    }
}
