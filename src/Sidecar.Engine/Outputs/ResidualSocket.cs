using System.Net.Sockets;
using Sidecar.Engine.Ingest;

namespace Sidecar.Engine.Outputs;

/// <summary>
/// The residual on a unix stream socket that readers connect to; each gets it from the moment it connects. Records come
/// from the engine thread; accepting and sending have threads of their own.
/// </summary>
public sealed class ResidualSocket : IResidualSink
{
    private readonly ResidualOptions _options;
    private readonly ResidualCounters _counters;
    private readonly List<ResidualReader> _readers = [];
    private readonly ReaderDoor _door;

    /// <exception cref="SocketFileException">The path cannot be listened on.</exception>
    internal ResidualSocket(ResidualOptions options, ResidualCounters counters)
    {
        _options = options;
        _counters = counters;
        _door = new ReaderDoor(options.Listen, options.SocketMode, "residual-accept", Admit, counters.Listener);
    }

    public void Write(ReadOnlySpan<byte> record)
    {
        lock (_readers)
        {
            for (int i = _readers.Count - 1; i >= 0; i--)
            {
                if (_readers[i].Gone)
                {
                    Remove(i);
                }
                else
                {
                    _readers[i].Write(record);
                }
            }
        }
    }

    public void Dispose()
    {
        _door.Dispose();
        _readers.ForEach(reader => reader.BeginEnd());
        long deadline = Environment.TickCount64 + _options.DrainMilliseconds;
        foreach (ResidualReader reader in _readers)
        {
            reader.End(TimeSpan.FromMilliseconds(Math.Max(0, deadline - Environment.TickCount64)));
            reader.Dispose();
        }

        _readers.Clear();
    }

    private void Admit(Socket socket)
    {
        lock (_readers)
        {
            for (int i = _readers.Count - 1; i >= 0; i--)
            {
                if (_readers[i].HungUp)
                {
                    Remove(i);
                }
            }

            if (_readers.Count >= _options.MaxReaders)
            {
                _counters.AddRefused();
                socket.Dispose();
                return;
            }

            _readers.Add(new ResidualReader(socket, _options.BufferBytes, _counters));
        }
    }

    private void Remove(int at)
    {
        _readers[at].BeginEnd();
        _readers.RemoveAt(at);
    }
}
