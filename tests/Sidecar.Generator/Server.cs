namespace Sidecar.Generator;

/// <summary>What a server is to the network.</summary>
internal enum ServerRole
{
    /// <summary>One of the tail.</summary>
    Site,

    /// <summary>One of the noisy six.</summary>
    Service,

    /// <summary>What the scanner asks.</summary>
    Target,

    /// <summary>Where a caller calls home.</summary>
    Home,
}

/// <summary>How a server is spoken to.</summary>
internal enum Protocol
{
    Tls,
    Http,

    /// <summary>No record but that of the flow.</summary>
    Plain,
}

/// <summary>A server: its name and its addresses.</summary>
internal sealed record Server(ServerRole Role, string Name, Protocol Protocol, IReadOnlyList<string> Addresses)
{
    public byte[] NameBytes { get; } = System.Text.Encoding.ASCII.GetBytes(Name);

    public byte[][] AddressBytes { get; } = [.. Addresses.Select(System.Text.Encoding.ASCII.GetBytes)];
}

/// <summary>Something that calls home: one client, one server, every so many seconds, give or take.</summary>
internal sealed record Caller(int Client, int Server, int Browser, int PeriodSeconds, int JitterPercent);
