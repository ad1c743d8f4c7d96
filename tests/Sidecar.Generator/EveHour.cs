namespace Sidecar.Generator;

/// <summary>What was written in one hour, by type of record; the truth that the sidecar's residual is held against.</summary>
internal sealed record EveHour
{
    public const int Types = 4;

    /// <summary>In the order of <see cref="TypeNames"/>.</summary>
    public long[] Records { get; } = new long[Types];

    /// <summary>Those of the callers home.</summary>
    public long[] OfCallers { get; } = new long[Types];

    /// <summary>
    /// What an oracle leaves, without the callers: it excludes a server from the moment its third client is seen, and the
    /// scanner from the start.
    /// </summary>
    public long[] OracleLeaves { get; } = new long[Types];

    public static IReadOnlyList<string> TypeNames { get; } = ["dns", "tls", "http", "flow"];

    public static int TypeOf(RecordKind kind) => kind switch
    {
        RecordKind.DnsQuery or RecordKind.DnsAnswer => 0,
        RecordKind.Tls => 1,
        RecordKind.Http => 2,
        _ => 3,
    };
}
