using System.Net.Sockets;

namespace Sidecar.Engine.Ingest;

/// <summary>
/// The datagram socket that Suricata's eve-log sends to with <c>filetype: unix_dgram</c>. The end of a datagram ends a
/// record, with or without a newline. Suricata is never made to wait: when the engine is late by
/// <see cref="IngestOptions.BufferBytes"/>, datagrams are shed and counted until half of that is free again.
/// </summary>
internal sealed class DatagramInput : EveFeed
{
    private const int PollMicroseconds = 100_000;

    private readonly SocketFile _file;
    private readonly IngestOptions _options;
    private readonly LostRecords _lost;
    private readonly int _maxDatagramBytes;
    private long _cut;
    private long _errors;
    private bool _shedding;
    private volatile bool _stopping;

    public DatagramInput(SocketFile file, IngestOptions options, InputOptions inputs, IngestCounters counters, WakeBell bell)
        : base(file.Path, options.MaxRecordBytes, pauseBytes: 0, bell)
    {
        _file = file;
        _options = options;
        _lost = new LostRecords(counters);
        _maxDatagramBytes = inputs.MaxDatagramBytes;
    }

    /// <summary>
    /// What the kernel holds is still read; unless the socket outlives us: then the next who has it finds the rest.
    /// </summary>
    public override void Stop()
    {
        _stopping = true;
        if (!_file.IsInherited)
        {
            _file.Socket.Shutdown(SocketShutdown.Receive);
        }
    }

    protected override void Read()
    {
        // One byte more than the longest, to know a longer one, which the kernel cuts off; and one for a newline.
        byte[] buffer = new byte[_maxDatagramBytes + 2];
        while (!HasEnded())
        {
            try
            {
                if (!_file.IsInherited || _file.Socket.Poll(PollMicroseconds, SelectMode.SelectRead))
                {
                    Take(buffer, _file.Socket.Receive(buffer.AsSpan(..^1)));
                }
            }
            catch (SocketException)
            {
                // Out of memory, or nothing worth ending for: the next datagram may do.
                Interlocked.Increment(ref _errors);
                Thread.Sleep(1);
            }
        }
    }

    protected override IReadOnlyDictionary<string, long> Events()
    {
        Dictionary<string, long> events = [];
        Add("cut off", Volatile.Read(ref _cut));
        Add("errors", Volatile.Read(ref _errors));
        return events;

        void Add(string cause, long count)
        {
            if (count > 0)
            {
                events.Add(cause, count);
            }
        }
    }

    protected override void Release() => _file.Dispose();

    private bool HasEnded() => _stopping && (_file.IsInherited || _file.Socket.Available == 0);

    private void Take(byte[] buffer, int length)
    {
        if (length == 0)
        {
            return;
        }

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
