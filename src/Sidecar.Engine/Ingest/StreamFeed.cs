using System.IO.Pipelines;

namespace Sidecar.Engine.Ingest;

/// <summary>
/// Standard input, a gzip or zstd file beside a running engine: read once, to its end. A named pipe (FIFO) ends with its
/// last writer and is opened again, for the next one. Waits while the engine is late: what is not read waits in the
/// kernel or on the disk.
/// </summary>
internal sealed class StreamFeed(string path, IngestOptions options, WakeBell bell)
    : EveFeed(path, options.MaxRecordBytes, pauseBytes: PauseBytes, bell)
{
    private volatile bool _stopping;

    /// <summary>Standard input and pipes may have nothing for hours.</summary>
    protected override bool EndsWhenTold => false;

    public override void Stop()
    {
        _stopping = true;
        Complete();
    }

    protected override IReadOnlyDictionary<string, long> Events() => new Dictionary<string, long>();

    protected override void Read()
    {
        do
        {
            ReadToEnd();
        }
        while (!_stopping && IsNamedPipe());
    }

    /// <summary>What the shell puts in /dev/fd (<c>&lt;(zcat ...)</c>) ends for good.</summary>
    private bool IsNamedPipe() => !Name.StartsWith("/dev/fd/", StringComparison.Ordinal) && FileKinds.State(Name).Kind == FileKind.Pipe;

    private void ReadToEnd()
    {
        PipeReader reader = FileInput.Open(Name);
        bool ended = false;
        while (!ended && !_stopping)
        {
            ReadResult read = reader.ReadAsync().AsTask().GetAwaiter().GetResult();
            foreach (ReadOnlyMemory<byte> piece in read.Buffer)
            {
                Hand(piece.Span);
            }

            ended = read.IsCompleted;
            reader.AdvanceTo(read.Buffer.End);
        }

        reader.Complete();
    }
}
