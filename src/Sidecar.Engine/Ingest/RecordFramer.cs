using System.Buffers;
using Sidecar.Engine.Memory;

namespace Sidecar.Engine.Ingest;

/// <summary>What <see cref="RecordFramer"/> found.</summary>
internal enum FrameStatus
{
    /// <summary>No whole record is left: more bytes are needed.</summary>
    NeedMore,

    /// <summary>One record, without its newline.</summary>
    Record,

    /// <summary>The newline of a record that had passed the size limit, or for which others had taken the memory.</summary>
    TooLong,
}

/// <summary>
/// Cuts one stream of bytes into records at newlines. A record inside one segment is handed out in place; the beginning
/// of one that is not finished yet is copied, so that the segment can go and the bytes are searched once, however they
/// trickle in. Of one that is too long nothing is kept. One framer per input, used by the engine thread.
/// </summary>
internal sealed class RecordFramer(int maxRecordBytes, MemoryBudget budget) : IDisposable
{
    private const byte NewLine = (byte)'\n';

    private readonly NativeBuffer _begun = new(maxRecordBytes, budget);
    private bool _tooLong;
    private bool _lost;

    /// <param name="maxRecordBytes">Without the newline.</param>
    public RecordFramer(int maxRecordBytes)
        : this(maxRecordBytes, new MemoryBudget(maxRecordBytes))
    {
    }

    /// <summary>No record is begun: the next one is all in what comes next, and may be taken off it without asking here.</summary>
    public bool IsBetween => _begun.Length == 0 && !_tooLong && !_lost;

    /// <summary>As much of some bytes as the longest record and its newline can have.</summary>
    public ReadOnlySpan<byte> Longest(ReadOnlySpan<byte> bytes) => bytes.Length <= maxRecordBytes ? bytes : bytes[..(maxRecordBytes + 1)];

    /// <summary>Takes the next record off the front of <paramref name="unread"/>, all of which is taken when it says NeedMore.</summary>
    /// <param name="record">Valid until the next call and while the memory behind <paramref name="unread"/> lives.</param>
    public FrameStatus TryNext(scoped ref ReadOnlySpan<byte> unread, out ReadOnlySpan<byte> record)
    {
        _begun.Trim();
        for (int at; (at = unread.IndexOf(NewLine)) >= 0;)
        {
            ReadOnlySpan<byte> end = unread[..at];
            unread = unread[(at + 1)..];
            FrameStatus status = Finish(end, out record);
            if (status != FrameStatus.NeedMore)
            {
                return status;
            }
        }

        Keep(unread);
        unread = default;
        record = default;
        return FrameStatus.NeedMore;
    }

    /// <summary>The same over several segments.</summary>
    public FrameStatus TryNext(ref ReadOnlySequence<byte> unread, out ReadOnlySpan<byte> record)
    {
        record = default;
        while (!unread.IsEmpty)
        {
            ReadOnlySpan<byte> segment = unread.FirstSpan;
            ReadOnlySpan<byte> rest = segment;
            FrameStatus status = TryNext(ref rest, out record);
            unread = unread.Slice(segment.Length - rest.Length);
            if (status != FrameStatus.NeedMore)
            {
                return status;
            }
        }

        return FrameStatus.NeedMore;
    }

    /// <summary>What the input ended with behind its last newline: a record all the same, or nothing.</summary>
    public FrameStatus TryLast(out ReadOnlySpan<byte> record)
    {
        record = default;
        return _tooLong || _begun.Length > 0 ? Finish([], out record) : FrameStatus.NeedMore;
    }

    /// <summary>
    /// Bytes were lost here, and the records of which a part was lost are already counted: the one that was begun is
    /// forgotten, and so is the rest of one in the middle of which the bytes go on.
    /// </summary>
    public void Skip(bool insideRecord)
    {
        _begun.Clear();
        _tooLong = false;
        _lost = insideRecord;
    }

    public void Dispose() => _begun.Dispose();

    private FrameStatus Finish(ReadOnlySpan<byte> end, out ReadOnlySpan<byte> record)
    {
        record = end;
        if (_lost)
        {
            _lost = false;
            return FrameStatus.NeedMore;
        }

        if (_begun.Length > 0 || _tooLong)
        {
            Keep(end);
            record = _begun.Bytes;
            // The bytes stay where they are until the next call.
            _begun.Clear();
        }

        bool tooLong = _tooLong || end.Length > maxRecordBytes;
        _tooLong = false;
        return tooLong ? FrameStatus.TooLong : FrameStatus.Record;
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (!_lost && !_tooLong && !_begun.TryAppend(bytes))
        {
            _tooLong = true;
            _begun.Clear();
            _begun.Trim();
        }
    }
}
