namespace Sidecar.Engine.Ingest;

/// <summary>A stream whose first bytes were read already, to see what it is: gives them once more. Only read.</summary>
/// <param name="begin">What was read; kept.</param>
internal sealed class BegunStream(ReadOnlyMemory<byte> begin, Stream rest) : Stream
{
    private ReadOnlyMemory<byte> _begin = begin;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer) => _begin.IsEmpty ? rest.Read(buffer) : TakeBegin(buffer);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _begin.IsEmpty ? rest.ReadAsync(buffer, cancellationToken) : new ValueTask<int>(TakeBegin(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            rest.Dispose();
        }

        base.Dispose(disposing);
    }

    private int TakeBegin(Span<byte> buffer)
    {
        int length = Math.Min(buffer.Length, _begin.Length);
        _begin.Span[..length].CopyTo(buffer);
        _begin = _begin[length..];
        return length;
    }
}
