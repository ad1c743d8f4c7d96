using System.Net.Sockets;
using Sidecar.Engine.Ingest;

namespace Sidecar.Engine.Outputs;

/// <summary>
/// The residual to a unix stream socket on which a reader listens, as Suricata connects to one: tried again and again
/// while nobody does. A new connection begins with a whole record: the one that an earlier connection broke.
/// </summary>
public sealed class ResidualConnection : IResidualSink
{
    private readonly ResidualOptions _options;
    private readonly UnixDomainSocketEndPoint _reader;
    private readonly ResidualCounters _counters;
    private readonly ResidualWriter _writer;
    private Socket? _socket;

    /// <exception cref="SocketFileException">No reader can listen there.</exception>
    internal ResidualConnection(ResidualOptions options, ResidualCounters counters)
    {
        _options = options;
        _reader = SocketFile.EndPointOf(options.Connect);
        _counters = counters;
        _writer = new ResidualWriter("residual-connect", options.BufferBytes, Deliver, counters);
        _writer.Start();
    }

    public void Write(ReadOnlySpan<byte> record) => _writer.Write(record);

    public void Dispose()
    {
        _writer.BeginEnd();
        // Closing under a blocked send ends it.
        _writer.End(TimeSpan.FromMilliseconds(_options.DrainMilliseconds), () => Volatile.Read(ref _socket)?.Dispose());
        _writer.Dispose();
        _socket?.Dispose();
    }

    private long Deliver(ReadOnlySpan<byte> records, ManualResetEventSlim stopping)
    {
        while (true)
        {
            records = records[TrySend(records)..];
            if (records.IsEmpty)
            {
                return 0;
            }

            _counters.AddFailure();
            if (stopping.Wait(_options.RetryMilliseconds))
            {
                return records.Count((byte)'\n');
            }
        }
    }

    /// <returns>Bytes of the whole records that were sent.</returns>
    private int TrySend(ReadOnlySpan<byte> records)
    {
        int sent = 0;
        try
        {
            Socket socket = Connect();
            while (sent < records.Length)
            {
                sent += socket.Send(records[sent..]);
            }

            return sent;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            _socket?.Dispose();
            Volatile.Write(ref _socket, null);
            return records[..sent].LastIndexOf((byte)'\n') + 1;
        }
    }

    private Socket Connect()
    {
        if (_socket is Socket connected)
        {
            return connected;
        }

        // connect() waits as long as a send may while the reader's backlog is full; nobody else has this socket yet and could end it.
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { SendTimeout = _options.RetryMilliseconds };
        try
        {
            socket.Connect(_reader);
            socket.SendTimeout = 0;
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        // Read without a lock by Dispose, which ends a blocked send.
        Volatile.Write(ref _socket, socket);
        return socket;
    }
}
