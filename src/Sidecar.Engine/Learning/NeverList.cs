using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sidecar.Engine.Learning;

/// <summary>
/// Keys that are never excluded: exact texts, <c>*.domain</c> (the domain itself and everything below it, letters of
/// either case), and addresses and address ranges (CIDR), which hold an address however it is written: Suricata
/// writes IPv6 without abbreviations.
/// </summary>
internal sealed class NeverList
{
    private readonly HashSet<string> _exact = new(StringComparer.Ordinal);
    private readonly List<string> _domains = [];
    private readonly List<IPNetwork> _networks = [];

    public NeverList(IReadOnlyList<string> entries)
    {
        foreach (string entry in entries)
        {
            _exact.Add(entry);
            if (entry.StartsWith("*.", StringComparison.Ordinal))
            {
                _domains.Add(entry[1..]);
            }
            else if (TryReadAddress(entry, out IPAddress? address))
            {
                _networks.Add(new IPNetwork(address, 8 * address.GetAddressBytes().Length));
            }
            else if (IPNetwork.TryParse(entry, out IPNetwork network))
            {
                _networks.Add(network);
            }
        }
    }

    public bool Holds(ReadOnlySpan<byte> key)
    {
        if (_exact.Count == 0)
        {
            return false;
        }

        string text = Encoding.UTF8.GetString(key);
        return _exact.Contains(text) || InDomain(text) || InNetwork(text);
    }

    private bool InDomain(string text)
    {
        foreach (string domain in _domains)
        {
            if (text.EndsWith(domain, StringComparison.OrdinalIgnoreCase) ||
                text.AsSpan().Equals(domain.AsSpan(1), StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private bool InNetwork(string text)
    {
        if (_networks.Count == 0 || !TryReadAddress(text, out IPAddress? address))
        {
            return false;
        }

        foreach (IPNetwork network in _networks)
        {
            if (network.Contains(address))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>An address in full: the framework also takes 42 and 127.1 for one.</summary>
    private static bool TryReadAddress(string text, [NotNullWhen(true)] out IPAddress? address) =>
        IPAddress.TryParse(text, out address)
        && (address.AddressFamily == AddressFamily.InterNetworkV6 || text.Count(character => character == '.') == 3);
}
