namespace Sidecar.Engine.Ingest;

/// <summary>What is read, and who may write to the stream socket.</summary>
public sealed record InputOptions
{
    public static InputOptions Default { get; } = new();

    /// <summary>Where Suricata connects to (<c>filetype: unix_stream</c>).</summary>
    public string StreamPath { get; init; } = "eve.sock";

    /// <summary>
    /// Where datagrams are taken (Suricata's <c>filetype: unix_dgram</c>); empty for nowhere, the default: Suricata
    /// loses more of them than of a stream.
    /// </summary>
    public string DatagramPath { get; init; } = "";

    /// <summary>Longest datagram that is taken whole; a longer one is cut off, counted, and rejected as truncated.</summary>
    public int MaxDatagramBytes { get; init; } = 1 << 20;

    /// <summary>Names or numbers of the users that may connect to the stream socket; empty for all that its file lets in.</summary>
    public IReadOnlyList<string> Users { get; init; } = [];

    /// <summary>
    /// Files that are followed over their rotation, each from where the last run stopped or from its start; gzip and
    /// zstd files and <c>-</c>, standard input, are read once to their end, a named pipe again and again.
    /// </summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Where the positions in followed files are kept; empty for nowhere.</summary>
    public string PositionFile { get; init; } = "";
}
