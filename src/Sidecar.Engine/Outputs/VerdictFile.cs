namespace Sidecar.Engine.Outputs;

/// <summary>Verdict lines into a file or another stream, in the order in which they come.</summary>
public sealed class VerdictFile(Stream stream) : IVerdictSink
{
    public void Write(ReadOnlyMemory<byte> line) => stream.Write(line.Span);

    public void Dispose() => stream.Dispose();
}
