namespace Sidecar.Engine.Outputs;

/// <summary>The residual of a replay, into a file or another stream; the replay goes no faster than that takes it.</summary>
public sealed class ResidualFile : IResidualSink
{
    private const int BufferBytes = 1 << 20;

    private readonly BufferedStream _stream;

    /// <param name="stream">Owned from now on.</param>
    public ResidualFile(Stream stream) => _stream = new BufferedStream(stream, BufferBytes);

    /// <exception cref="IOException">The stream takes no more.</exception>
    public void Write(ReadOnlySpan<byte> record)
    {
        _stream.Write(record);
        _stream.WriteByte((byte)'\n');
    }

    public void Dispose() => _stream.Dispose();
}
