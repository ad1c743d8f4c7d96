using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Sidecar.Dashboard;

/// <summary>Where the dashboard listens, and under which names a browser may ask for it.</summary>
internal sealed record DashboardAddress(IPEndPoint EndPoint)
{
    public bool IsLocal => IPAddress.IsLoopback(EndPoint.Address);

    /// <summary>127.0.0.1:8787 or [::1]:8787; an address without a port is none.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out DashboardAddress? address)
    {
        bool hasPort = text.LastIndexOf(':') is int colon and > 0 && (text[colon - 1] == ']' || text.IndexOf(':', StringComparison.Ordinal) == colon);
        address = hasPort && IPEndPoint.TryParse(text, out IPEndPoint? endPoint) ? new DashboardAddress(endPoint) : null;
        return address is not null;
    }

    /// <summary>
    /// Whether a request's Host names this machine by a number, or as localhost. A name could be one that an attacker's
    /// DNS points here, so that a page of theirs would read ours (DNS rebinding); a number cannot.
    /// </summary>
    /// <param name="host">Without the port.</param>
    public bool IsOurs(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? number) && (!IsLocal || IPAddress.IsLoopback(number)));
}

/// <summary>Where, and with whose token: a file that a person named, or nothing.</summary>
internal sealed record DashboardPlace(DashboardAddress Address, string? TokenFile);
