namespace Sidecar.Engine.Outputs;

/// <summary>Where verdict lines go: the socket of a running sidecar, or the file of a replay.</summary>
public interface IVerdictSink : IDisposable
{
    /// <summary>Takes one line with its newline; never waits for a reader. The memory is not changed afterwards.</summary>
    void Write(ReadOnlyMemory<byte> line);
}
