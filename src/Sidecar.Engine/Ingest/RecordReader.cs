using System.Buffers;
using System.IO.Pipelines;

namespace Sidecar.Engine.Ingest;

/// <summary>Takes one record, without its newline.</summary>
public delegate void RecordTaker(ReadOnlySpan<byte> record);

/// <summary>Reads a file or standard input to its end, record by record, for commands that need no engine.</summary>
public static class RecordReader
{
    /// <returns>Records that were longer than <see cref="IngestOptions.MaxRecordBytes"/>, and were skipped.</returns>
    public static long ReadToEnd(PipeReader reader, RecordTaker take) => ReadToEnd(reader, IngestOptions.Default.MaxRecordBytes, take);

    /// <param name="caughtUp">Called when all that has come is taken, before more is waited for.</param>
    /// <returns>Records that were longer than <paramref name="maxRecordBytes"/>, and were skipped.</returns>
    public static long ReadToEnd(PipeReader reader, int maxRecordBytes, RecordTaker take, Action? caughtUp = null)
    {
        using PipeInput input = new(reader, maxRecordBytes);
        long tooLong = 0;
        while (true)
        {
            input.Read(out ReadOnlySequence<byte> read, out bool ended);
            ReadOnlySequence<byte> unread = read;
            FrameStatus status;
            while ((status = input.Framer.TryNext(ref unread, out ReadOnlySpan<byte> record)) != FrameStatus.NeedMore)
            {
                Take(status, record);
            }

            input.AdvanceTo(unread, read);
            caughtUp?.Invoke();
            if (ended)
            {
                Take(input.Framer.TryLast(out ReadOnlySpan<byte> last), last);
                return tooLong;
            }
        }

        void Take(FrameStatus status, ReadOnlySpan<byte> record)
        {
            if (status == FrameStatus.Record)
            {
                take(record);
            }
            else if (status == FrameStatus.TooLong)
            {
                tooLong++;
            }
        }
    }
}
