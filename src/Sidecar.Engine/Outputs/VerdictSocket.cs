using System.Net.Sockets;
using Sidecar.Engine.Ingest;

namespace Sidecar.Engine.Outputs;

/// <summary>
/// The unix stream socket on which any number of readers get each verdict line from the moment they connect. Lines
/// come from the engine thread; accepting and sending have threads of their own.
/// </summary>
internal sealed class VerdictSocket : IVerdictSink
{
    private readonly OutputOptions _options;
    private readonly OutputCounters _counters;
    private readonly List<VerdictReader> _readers = [];
    private readonly ReaderDoor _door;

    /// <exception cref="SocketFileException">The path cannot be listened on.</exception>
    public VerdictSocket(string path, OutputOptions options, OutputCounters counters)
    {
        _options = options;
        _counters = counters;
        _door = new ReaderDoor(path, options.SocketMode, "verdict-accept", Admit, counters.Listener);
    }

    public void Write(ReadOnlyMemory<byte> line)
    {
        lock (_readers)
        {
            for (int i = _readers.Count - 1; i >= 0; i--)
            {
                if (_readers[i].Gone)
                {
                    _readers.RemoveAt(i);
                }
                else
                {
                    _readers[i].Enqueue(line);
                }
            }
        }
    }

    public void Dispose()
    {
        _door.Dispose();
        _readers.ForEach(reader => reader.BeginEnd());
        long deadline = Environment.TickCount64 + _options.DrainMilliseconds;
        foreach (VerdictReader reader in _readers)
        {
            reader.End(TimeSpan.FromMilliseconds(Math.Max(0, deadline - Environment.TickCount64)));
        }
    }

    private void Admit(Socket socket)
    {
        lock (_readers)
        {
            RemoveHungUp();
            if (_readers.Count >= _options.MaxReaders)
            {
                _counters.AddRefused();
                socket.Dispose();
                return;
            }

            _counters.AddReader();
            VerdictReader admitted = new(socket, _options.MaxLines, _counters);
            _readers.Add(admitted);
            admitted.Start();
        }
    }

    private void RemoveHungUp()
    {
        for (int i = _readers.Count - 1; i >= 0; i--)
        {
            if (_readers[i].HungUp)
            {
                _readers[i].BeginEnd();
                _readers.RemoveAt(i);
            }
        }
    }
}
