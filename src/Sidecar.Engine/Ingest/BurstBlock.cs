using Sidecar.Engine.Memory;

namespace Sidecar.Engine.Ingest;

/// <summary>
/// A block of the burst buffer. The receiving thread fills it, the engine thread reads behind it; once it is sealed and
/// read to its end it goes back to the buffer. Number and <see cref="BeginsInsideRecord"/> are set before the queue makes
/// it known to the engine thread.
/// </summary>
internal sealed class BurstBlock(int bytes) : IDisposable
{
    private readonly NativeBlock _memory = new(bytes);
    private int _written;
    private bool _isSealed;

    /// <summary>Place in the stream of its connection; a number that is missing stands for bytes that were shed.</summary>
    public long Number { get; private set; }

    public bool BeginsInsideRecord { get; private set; }

    /// <summary>Nothing is written behind <see cref="Written"/> any more. To be asked first: then Written is the last word.</summary>
    public bool IsSealed => Volatile.Read(ref _isSealed);

    public int Written => Volatile.Read(ref _written);

    /// <summary>What is not written yet.</summary>
    public Span<byte> Room => _memory.GetSpan()[_written..];

    public ReadOnlySpan<byte> Bytes => _memory.GetSpan()[.._written];

    public ReadOnlyMemory<byte> Slice(int from, int to) => _memory.Memory[from..to];

    /// <summary>Number of the block in which the record began in whose middle this one begins.</summary>
    public long RecordBegan { get; private set; }

    /// <summary>It begins inside a record that is counted as shed already.</summary>
    public bool BeginsInsideCounted { get; private set; }

    public void Begin(long number, bool insideRecord, long recordBegan, bool insideCounted)
    {
        Number = number;
        BeginsInsideRecord = insideRecord;
        RecordBegan = recordBegan;
        BeginsInsideCounted = insideCounted;
        _written = 0;
        _isSealed = false;
    }

    public void Advance(int bytes) => Volatile.Write(ref _written, _written + bytes);

    public void Seal() => Volatile.Write(ref _isSealed, true);

    public void Dispose() => ((IDisposable)_memory).Dispose();
}
