using System.Buffers;

namespace Sidecar.Engine.Ingest;

/// <summary>The engine thread's end of a connection's burst queue: hands out the bytes where they were received.</summary>
internal sealed class BurstReader(BurstQueue queue, BurstBuffer buffer) : IDisposable
{
    private BurstBlock? _current;
    private int _read;
    private long _expected;
    private bool _isLoss;
    private long _end = long.MaxValue;

    /// <summary>Called by the receiving thread when nothing comes any more.</summary>
    /// <param name="number">The number that the next block would have had.</param>
    public void End(long number) => Volatile.Write(ref _end, number);

    /// <param name="unread">Bytes of one block, from the first that was not taken.</param>
    /// <param name="loss">Whether bytes before these were shed, and then whether these begin inside a record.</param>
    public bool TryRead(out ReadOnlySequence<byte> unread, out bool ended, out (bool Any, bool InsideRecord) loss)
    {
        // Asked before the queue is: what was put before the end was announced is then seen.
        long end = Volatile.Read(ref _end);
        ended = false;
        loss = default;
        while (true)
        {
            if (_current is null && !TryAdvance())
            {
                unread = default;
                ended = end != long.MaxValue;
                loss = (ended && (_isLoss || end != _expected), false);
                return ended;
            }

            bool isSealed = _current!.IsSealed;
            int written = _current.Written;
            if (written > _read)
            {
                unread = new ReadOnlySequence<byte>(_current.Slice(_read, written));
                loss = (_isLoss, _current.BeginsInsideRecord);
                _isLoss = false;
                return true;
            }

            if (!isSealed)
            {
                unread = default;
                return false;
            }

            GiveBack();
        }
    }

    public void AdvanceBy(long bytes) => _read += (int)bytes;

    /// <summary>Gives back all blocks. Called by the engine thread when the receiving thread has ended.</summary>
    public void Dispose()
    {
        do
        {
            GiveBack();
        }
        while (TryAdvance());
    }

    private bool TryAdvance()
    {
        if (!queue.TryTake(out _current))
        {
            return false;
        }

        _isLoss |= _current.Number != _expected;
        _expected = _current.Number + 1;
        _read = 0;
        return true;
    }

    private void GiveBack()
    {
        if (_current is BurstBlock done)
        {
            buffer.Give(done);
            _current = null;
        }
    }
}
