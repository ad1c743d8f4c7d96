using System.Buffers;
using Sidecar.Engine.Memory;

namespace Sidecar.Engine.Ingest;

/// <summary>
/// One stream of EVE on its way to the engine thread, and the framer of its records. Whatever feeds it (a connection's
/// thread, a file) only brings bytes; framing and all that follows happens on the engine thread, which owns this.
/// </summary>
internal abstract class EveInput(RecordFramer framer) : IDisposable
{
    protected EveInput(int maxRecordBytes)
        : this(new RecordFramer(maxRecordBytes))
    {
    }

    protected EveInput(int maxRecordBytes, MemoryBudget budget)
        : this(new RecordFramer(maxRecordBytes, budget))
    {
    }

    public RecordFramer Framer { get; } = framer;

    /// <summary>What has come and was not taken yet; says false when there is nothing, without waiting.</summary>
    /// <param name="ended">Whether nothing comes behind it.</param>
    public abstract bool TryRead(out ReadOnlySequence<byte> unread, out bool ended);

    /// <summary>Of what was <paramref name="read"/> only the <paramref name="rest"/>, its end, is still wanted.</summary>
    public abstract void AdvanceTo(in ReadOnlySequence<byte> rest, in ReadOnlySequence<byte> read);

    public virtual void Dispose() => Framer.Dispose();
}
