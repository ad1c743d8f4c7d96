using System.Buffers;
using System.IO.Pipelines;

namespace Sidecar.Engine.Ingest;

/// <summary>Takes one record, without its newline.</summary>
public delegate void RecordTaker(ReadOnlySpan<byte> record);

/// <summary>Reads a file or standard input to its end, record by record, for commands that need no engine.</summary>
public static class RecordReader
{
    /// <returns>Records that were longer than <see cref="IngestOptions.MaxRecordBytes"/>, and were skipped.</returns>
    public static long ReadToEnd(PipeReader reader, RecordTaker take)
    {
        RecordFramer framer = new(IngestOptions.Default.MaxRecordBytes);
        long tooLong = 0;
        while (true)
        {
            ReadResult result = reader.ReadAsync().AsTask().GetAwaiter().GetResult();
            ReadOnlySequence<byte> unread = result.Buffer;
            FrameStatus status;
            while ((status = framer.TryNext(ref unread, out ReadOnlySpan<byte> record)) != FrameStatus.NeedMore)
            {
                if (status == FrameStatus.Record)
                {
                    take(record);
                }
                else
                {
                    tooLong++;
                }
            }

            if (result.IsCompleted)
            {
                if (framer.TryLast(unread, out ReadOnlySpan<byte> last))
                {
                    take(last);
                }

                reader.Complete();
                return tooLong;
            }

            reader.AdvanceTo(unread.Start, unread.End);
        }
    }
}
