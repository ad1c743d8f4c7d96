using System.Buffers;
using System.IO.Pipelines;

namespace Sidecar.Engine.Ingest;

/// <summary>EVE out of a pipe: a file, standard input, or a test's bytes.</summary>
internal sealed class PipeInput(PipeReader reader, int maxRecordBytes) : EveInput(maxRecordBytes)
{
    public override bool TryRead(out ReadOnlySequence<byte> unread, out bool ended)
    {
        bool any = reader.TryRead(out ReadResult result);
        (unread, ended) = (result.Buffer, result.IsCompleted);
        return any;
    }

    /// <summary>The same, but waits until there is something to read, or the end.</summary>
    public void Read(out ReadOnlySequence<byte> unread, out bool ended)
    {
        ReadResult result = reader.ReadAsync().AsTask().GetAwaiter().GetResult();
        (unread, ended) = (result.Buffer, result.IsCompleted);
    }

    public override void AdvanceTo(in ReadOnlySequence<byte> rest, in ReadOnlySequence<byte> read) => reader.AdvanceTo(rest.Start);

    public override void Dispose()
    {
        reader.Complete();
        base.Dispose();
    }
}
