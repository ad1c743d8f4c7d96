namespace Sidecar.Engine.Outputs;

/// <summary>Where the records go that belong to no excluded key, byte for byte as Suricata wrote them.</summary>
public interface IResidualSink : IDisposable
{
    /// <summary>
    /// Takes one record without its newline, on the engine thread. Copies it: the memory is only lent for the call.
    /// </summary>
    void Write(ReadOnlySpan<byte> record);
}
