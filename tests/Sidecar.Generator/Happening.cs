namespace Sidecar.Generator;

/// <summary>The records that the network writes.</summary>
internal enum RecordKind : byte
{
    DnsQuery,
    DnsAnswer,
    DnsFlow,
    Tls,
    Http,
    Flow,
}

/// <summary>One record that is still to be written. Times are microseconds since the start.</summary>
internal record struct Happening
{
    public long Time { get; init; }

    /// <summary>When its flow began.</summary>
    public long Start { get; init; }

    public long FlowId { get; init; }

    public int Client { get; init; }

    public int Server { get; init; }

    /// <summary>Number of the user agent.</summary>
    public int Agent { get; init; }

    public ushort Port { get; init; }

    /// <summary>Of an http record: its number in the flow.</summary>
    public byte Tx { get; init; }

    public RecordKind Kind { get; init; }

    /// <summary>Whether the connection speaks http, tls, or nothing known.</summary>
    public Protocol Protocol { get; init; }
}
