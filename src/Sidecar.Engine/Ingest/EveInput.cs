using System.IO.Pipelines;

namespace Sidecar.Engine.Ingest;

/// <summary>
/// One stream of EVE on its way to the engine thread: a pipe's reader and the framer of its records. Whatever feeds
/// it (a connection's thread, a file) only writes bytes; framing and all that follows happens on the engine thread.
/// </summary>
internal class EveInput(PipeReader reader, int maxRecordBytes)
{
    public PipeReader Reader { get; } = reader;

    public RecordFramer Framer { get; } = new(maxRecordBytes);

    /// <summary>Called on the engine thread when that many bytes have been used up.</summary>
    public virtual void Consumed(long bytes)
    {
    }
}
