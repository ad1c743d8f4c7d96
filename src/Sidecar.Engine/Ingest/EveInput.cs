using System.Buffers;
using System.IO.Pipelines;

namespace Sidecar.Engine.Ingest;

/// <summary>
/// One stream of EVE on its way to the engine thread: a pipe's reader and the framer of its records. Whatever feeds
/// it (a connection's thread, a file) only writes bytes; framing and all that follows happens on the engine thread.
/// </summary>
internal class EveInput(PipeReader reader, int maxRecordBytes)
{
    /// <summary>Bytes of an unfinished record that were seen already.</summary>
    private long _seenAhead;

    public PipeReader Reader { get; } = reader;

    public RecordFramer Framer { get; } = new(maxRecordBytes);

    /// <summary>Gives back what the framer took of a read. Called on the engine thread.</summary>
    /// <param name="read">What the pipe had.</param>
    /// <param name="left">What the framer left of it.</param>
    /// <param name="needsMore">Whether what is left is an unfinished record; otherwise the next read returns at once.</param>
    public void AdvanceTo(in ReadOnlySequence<byte> read, in ReadOnlySequence<byte> left, bool needsMore)
    {
        long seen = needsMore ? read.Length : read.Length - left.Length;
        long unfinished = needsMore ? left.Length : 0;
        Reader.AdvanceTo(left.Start, needsMore ? left.End : left.Start);
        Seen(seen - _seenAhead);
        _seenAhead = unfinished;
    }

    /// <summary>
    /// That many more bytes have been looked at: all that was used up, and an unfinished record, for which no sender
    /// may be kept waiting.
    /// </summary>
    protected virtual void Seen(long bytes)
    {
    }
}
