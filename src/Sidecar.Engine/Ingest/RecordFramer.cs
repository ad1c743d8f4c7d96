using System.Buffers;

namespace Sidecar.Engine.Ingest;

/// <summary>What <see cref="RecordFramer.TryNext"/> found.</summary>
internal enum FrameStatus
{
    /// <summary>No whole record is left: more bytes are needed.</summary>
    NeedMore,

    /// <summary>One record, without its newline.</summary>
    Record,

    /// <summary>A record passed the size limit; it is being skipped up to its newline.</summary>
    TooLong,
}

/// <summary>
/// Cuts one stream of bytes into records at newlines. A record inside one segment is handed out in place; one that
/// spans segments is copied together first. Remembers how far an unfinished record was searched, so that bytes which
/// arrive one at a time cost no more than bytes that arrive at once. One framer per input, used by the engine thread.
/// </summary>
internal sealed class RecordFramer(int maxRecordBytes)
{
    private const byte NewLine = (byte)'\n';

    private byte[] _joined = [];
    private long _searched;
    private bool _skipping;

    /// <summary>
    /// Takes the next record off the front of <paramref name="unread"/>. What is left in it after
    /// <see cref="FrameStatus.NeedMore"/> is the unfinished record: hand it in again with more behind it.
    /// </summary>
    /// <param name="record">Valid until the next call and while the memory behind <paramref name="unread"/> lives.</param>
    public FrameStatus TryNext(ref ReadOnlySequence<byte> unread, out ReadOnlySpan<byte> record)
    {
        record = default;
        while (true)
        {
            if (!TryFindNewLine(unread, out long length))
            {
                return Unfinished(ref unread);
            }

            bool skipped = _skipping;
            bool tooLong = length > maxRecordBytes;
            if (!skipped && !tooLong)
            {
                record = Contiguous(unread.Slice(0, length), (int)length);
            }

            unread = unread.Slice(length + 1);
            _searched = 0;
            _skipping = false;
            if (!skipped)
            {
                return tooLong ? FrameStatus.TooLong : FrameStatus.Record;
            }
        }
    }

    /// <summary>What the input ended with behind its last newline: a record all the same, or nothing.</summary>
    public bool TryLast(ReadOnlySequence<byte> unread, out ReadOnlySpan<byte> record)
    {
        record = default;
        if (_skipping || unread.IsEmpty)
        {
            return false;
        }

        record = Contiguous(unread, (int)unread.Length);
        return true;
    }

    private FrameStatus Unfinished(ref ReadOnlySequence<byte> unread)
    {
        if (!_skipping && unread.Length <= maxRecordBytes)
        {
            _searched = unread.Length;
            return FrameStatus.NeedMore;
        }

        unread = unread.Slice(unread.End);
        _searched = 0;
        bool known = _skipping;
        _skipping = true;
        return known ? FrameStatus.NeedMore : FrameStatus.TooLong;
    }

    private bool TryFindNewLine(in ReadOnlySequence<byte> unread, out long length)
    {
        ReadOnlySpan<byte> first = unread.FirstSpan;
        if (_searched < first.Length)
        {
            int at = first[(int)_searched..].IndexOf(NewLine);
            if (at >= 0)
            {
                length = _searched + at;
                return true;
            }

            if (unread.IsSingleSegment)
            {
                length = 0;
                return false;
            }
        }

        return TryFindInLaterSegments(unread, Math.Max(_searched, first.Length), out length);
    }

    private static bool TryFindInLaterSegments(in ReadOnlySequence<byte> unread, long from, out long length)
    {
        length = from;
        foreach (ReadOnlyMemory<byte> segment in unread.Slice(from))
        {
            int at = segment.Span.IndexOf(NewLine);
            if (at >= 0)
            {
                length += at;
                return true;
            }

            length += segment.Length;
        }

        return false;
    }

    private ReadOnlySpan<byte> Contiguous(ReadOnlySequence<byte> record, int length)
    {
        if (record.IsSingleSegment)
        {
            return record.FirstSpan;
        }

        if (_joined.Length < length)
        {
            // Doubling keeps the number of growths small; the limit keeps the doubling from passing it.
            _joined = new byte[Math.Min((long)maxRecordBytes, Math.Max(length, 2L * _joined.Length))];
        }

        record.CopyTo(_joined);
        return _joined.AsSpan(0, length);
    }
}
