using System.Net.Sockets;

namespace Sidecar.Engine.Outputs;

/// <summary>One reader of the listening residual socket, with a ring and a thread of its own.</summary>
internal sealed class ResidualReader : IDisposable
{
    private readonly Socket _socket;
    private readonly ResidualWriter _writer;
    private bool _gone;

    public ResidualReader(Socket socket, int bufferBytes, ResidualCounters counters)
    {
        _socket = socket;
        _writer = new ResidualWriter("residual-reader", bufferBytes, Deliver, counters);
        _writer.Start();
    }

    /// <summary>Whether a send has failed: it takes nothing any more.</summary>
    public bool Gone => Volatile.Read(ref _gone);

    /// <summary>Whether the other side has closed.</summary>
    public bool HungUp => Gone || ReaderDoor.HasHungUp(_socket);

    public void Write(ReadOnlySpan<byte> record) => _writer.Write(record);

    public void BeginEnd() => _writer.BeginEnd();

    public void End(TimeSpan patience) => _writer.End(patience, _socket.Dispose);

    public void Dispose()
    {
        _socket.Dispose();
        _writer.Dispose();
    }

    private long Deliver(ReadOnlySpan<byte> records, ManualResetEventSlim stopping)
    {
        int sent = 0;
        try
        {
            while (sent < records.Length && !Gone)
            {
                sent += _socket.Send(records[sent..]);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            Volatile.Write(ref _gone, true);
            _socket.Dispose();
        }

        return records[sent..].Count((byte)'\n');
    }
}
