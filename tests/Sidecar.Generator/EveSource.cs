namespace Sidecar.Generator;

/// <summary>The records of a network as a stream of bytes, made as they are read.</summary>
internal sealed class EveSource : Stream
{
    private const long HourMicroseconds = 3_600_000_000;

    private readonly Network _network;
    private readonly EveWriter _writer;
    private readonly Oracle _oracle;
    private long _end;
    private byte[] _buffer = new byte[1 << 20];
    private int _filled;
    private int _read;
    private long _time;

    public EveSource(Cast cast)
    {
        _network = new Network(cast);
        _writer = new EveWriter(cast);
        _oracle = new Oracle(cast);
        _end = cast.Options.Hours * HourMicroseconds;
    }

    public IReadOnlyList<EveHour> Hours => _oracle.Hours;

    public long Records { get; private set; }

    /// <summary>Ends the stream after so many hours; it goes on when a later end is set.</summary>
    public void EndAfter(int hours) => _end = hours * HourMicroseconds;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (_read == _filled)
            Fill();

        int length = Math.Min(buffer.Length, _filled - _read);
        _buffer.AsSpan(_read, length).CopyTo(buffer);
        _read += length;
        return length;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Slot after slot, until there is something to read or the time is over; what would be written later is not.</summary>
    private void Fill()
    {
        (_read, _filled) = (0, 0);
        while (_filled < _buffer.Length / 2 && _time < _end)
        {
            List<Happening> slot = _network.Slot(_time);
            int needed = _filled + (slot.Count * EveWriter.MaxRecordBytes);
            if (needed > _buffer.Length)
                Array.Resize(ref _buffer, needed);
            foreach (ref readonly Happening happening in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(slot))
            {
                _filled += _writer.Write(happening, _buffer, _filled);
                _oracle.Count(happening);
                Records++;
            }

            slot.Clear();
            _time += Calendar.SlotMicroseconds;
        }
    }
}
