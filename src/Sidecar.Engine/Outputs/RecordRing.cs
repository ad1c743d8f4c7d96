namespace Sidecar.Engine.Outputs;

/// <summary>
/// Whole records, each with its newline, that wait for one slow reader: the engine thread adds, the reader's thread
/// takes. Bounded in bytes: at the bound the oldest records go, counted; the engine never waits. Allocates nothing but
/// its room.
/// </summary>
internal sealed class RecordRing(int capacityBytes)
{
    private const byte NewLine = (byte)'\n';

    /// <summary>Bytes taken at once, unless a single record is longer.</summary>
    private const int BatchBytes = 256 << 10;

    private readonly byte[] _bytes = new byte[capacityBytes];
    private readonly object _lock = new();
    private int _head;
    private int _used;
    private long _dropped;
    private bool _ended;

    /// <summary>Records that the reader did not get.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Adds one record, which holds no newline. One that is larger than the whole ring is dropped itself.</summary>
    public void Add(ReadOnlySpan<byte> record)
    {
        lock (_lock)
        {
            if (record.Length >= _bytes.Length)
            {
                _dropped++;
                return;
            }

            bool wasEmpty = _used == 0;
            while (record.Length >= _bytes.Length - _used)
            {
                DropOldest();
            }

            Put(record);
            Put([NewLine]);
            if (wasEmpty)
            {
                Monitor.Pulse(_lock);
            }
        }
    }

    /// <summary>Nothing more comes; what waits can still be taken.</summary>
    public void End()
    {
        lock (_lock)
        {
            _ended = true;
            Monitor.Pulse(_lock);
        }
    }

    /// <summary>Takes whole records from the front, oldest first; waits while there are none.</summary>
    /// <param name="batch">Grown when a record is longer than it.</param>
    /// <returns>Bytes put into the batch; 0 when the ring has ended and is empty.</returns>
    public int Take(ref byte[] batch)
    {
        lock (_lock)
        {
            while (_used == 0 && !_ended)
            {
                Monitor.Wait(_lock);
            }

            int length = _used <= BatchBytes ? _used : LastEnd(BatchBytes);
            length = length == 0 && _used > 0 ? FirstEnd() : length;
            if (batch.Length < length)
            {
                batch = new byte[Math.Max(length, BatchBytes)];
            }

            (ReadOnlySpan<byte> front, ReadOnlySpan<byte> back) = Parts(length);
            front.CopyTo(batch);
            back.CopyTo(batch.AsSpan(front.Length));
            Skip(length);
            return length;
        }
    }

    private void DropOldest()
    {
        Skip(FirstEnd());
        _dropped++;
    }

    /// <summary>Where the first record ends, behind its newline.</summary>
    private int FirstEnd()
    {
        (ReadOnlySpan<byte> front, ReadOnlySpan<byte> back) = Parts(_used);
        int at = front.IndexOf(NewLine);
        return at >= 0 ? at + 1 : front.Length + back.IndexOf(NewLine) + 1;
    }

    /// <summary>Where the last record that fits into so many bytes ends, or 0.</summary>
    private int LastEnd(int bytes)
    {
        (ReadOnlySpan<byte> front, ReadOnlySpan<byte> back) = Parts(bytes);
        int at = back.LastIndexOf(NewLine);
        return at >= 0 ? front.Length + at + 1 : front.LastIndexOf(NewLine) + 1;
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        int tail = (int)(((long)_head + _used) % _bytes.Length);
        int first = Math.Min(bytes.Length, _bytes.Length - tail);
        bytes[..first].CopyTo(_bytes.AsSpan(tail));
        bytes[first..].CopyTo(_bytes);
        _used += bytes.Length;
    }

    private void Skip(int bytes)
    {
        _head = (int)(((long)_head + bytes) % _bytes.Length);
        _used -= bytes;
    }

    /// <summary>The first so many bytes; they may go over the end of the room and on at its beginning.</summary>
    private Wrapped Parts(int bytes)
    {
        int first = Math.Min(bytes, _bytes.Length - _head);
        return new Wrapped(_bytes.AsSpan(_head, first), _bytes.AsSpan(0, bytes - first));
    }

    /// <summary>Bytes of the ring in two pieces, the second empty when they do not go over its end.</summary>
    private readonly ref struct Wrapped(ReadOnlySpan<byte> front, ReadOnlySpan<byte> back)
    {
        private readonly ReadOnlySpan<byte> _front = front;
        private readonly ReadOnlySpan<byte> _back = back;

        public void Deconstruct(out ReadOnlySpan<byte> front, out ReadOnlySpan<byte> back)
        {
            front = _front;
            back = _back;
        }
    }
}
