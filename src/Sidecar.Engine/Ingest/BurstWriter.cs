namespace Sidecar.Engine.Ingest;

/// <summary>
/// The receiving thread's end of a connection's burst queue: says where the next bytes go, and sheds whole records when
/// the buffer is full. What it sheds is counted here, by the records' newlines, and leaves a gap in the numbers of the
/// blocks; the engine thread then forgets the records that the gap has cut.
/// </summary>
internal sealed class BurstWriter
{
    private const byte NewLine = (byte)'\n';

    /// <summary>Room in a block below which the next one is begun: a receive for less is not worth its call.</summary>
    private readonly int _leastRoom;

    private readonly BurstQueue _queue;
    private readonly BurstBuffer _buffer;
    private readonly WhenFull _whenFull;
    private readonly long _mostBlocks;
    private readonly LostRecords _newest;
    private readonly LostRecords _oldest;
    private BurstBlock? _open;
    private long _next;
    private long _nextLost;
    private bool _insideRecord;
    private bool _insideCounted;
    private long _recordBegan;
    private bool _shedding;

    public BurstWriter(BurstQueue queue, BurstBuffer buffer, IngestOptions options, IngestCounters counters)
    {
        _queue = queue;
        _buffer = buffer;
        _whenFull = options.WhenFull;
        _mostBlocks = _whenFull == WhenFull.Wait ? Math.Max(1, options.WaitBytes / buffer.BlockBytes) : long.MaxValue;
        _newest = new LostRecords(counters);
        _oldest = new LostRecords(counters);
        _leastRoom = buffer.BlockBytes / 4;
    }

    /// <summary>The number that the next block will have.</summary>
    public long Next => _next;

    /// <summary>Where the next bytes go; empty when the buffer is full, or as much waits as is to wait of one sender.</summary>
    public Span<byte> Room()
    {
        Span<byte> room = _open is null ? default : _open.Room;
        if (room.Length >= _leastRoom)
        {
            return room;
        }

        Close();
        return TryOpen() ? _open!.Room : default;
    }

    /// <summary>So many bytes were written into the room.</summary>
    public void Advance(int bytes)
    {
        int newLine = _open!.Room[..bytes].LastIndexOf(NewLine);
        _insideRecord = newLine != bytes - 1;
        if (newLine >= 0)
        {
            _recordBegan = _open.Number;
            _insideCounted = false;
        }

        _open.Advance(bytes);
    }

    /// <summary>These bytes came while there was no room.</summary>
    public void Shed(ReadOnlySpan<byte> bytes)
    {
        if (!_shedding)
        {
            _shedding = true;
            // The gap in the numbers.
            _next++;
            if (_insideCounted || (_insideRecord && _oldest.EndsInsideRecord && _recordBegan < _nextLost))
            {
                _newest.BeginInsideCounted();
            }
        }

        _newest.Add(bytes);
    }

    /// <summary>Lets go of the block that is being written: nothing may come for long, and others need the memory.</summary>
    public void Close()
    {
        _open?.Seal();
        _open = null;
    }

    /// <summary>Nothing comes any more.</summary>
    public void End()
    {
        Close();
        _newest.End();
        _oldest.End();
    }

    private bool TryOpen()
    {
        // Once it sheds it goes on until there is room for long: one long gap cuts fewer flows than many short ones.
        if (_shedding && _buffer.IsHalfTaken)
        {
            return false;
        }

        if (_queue.Count >= _mostBlocks || (!_buffer.TryTake(out _open) && !TryTakeOldest()))
        {
            return false;
        }

        if (_shedding)
        {
            _insideRecord = _newest.EndsInsideRecord;
            _insideCounted = _insideRecord;
            _newest.End();
            _shedding = false;
        }

        _open!.Begin(_next++, _insideRecord, _recordBegan, _insideCounted);
        _queue.Put(_open);
        return true;
    }

    private bool TryTakeOldest()
    {
        if (_whenFull != WhenFull.ShedOldest || !_queue.TryTake(out _open))
        {
            return false;
        }

        // Blocks between this one and those shed before were read. A record may have begun before them and end behind.
        bool goesOn = _open.Number == _nextLost
            || (_oldest.EndsInsideRecord && _open.BeginsInsideRecord && _open.RecordBegan < _nextLost);
        if (!goesOn)
        {
            _oldest.End();
            if (_open.BeginsInsideCounted)
            {
                _oldest.BeginInsideCounted();
            }
        }

        _nextLost = _open.Number + 1;
        _oldest.Add(_open.Bytes);
        return true;
    }
}
