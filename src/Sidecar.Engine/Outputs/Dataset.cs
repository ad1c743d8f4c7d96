using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Sidecar.Engine.Profiles;

namespace Sidecar.Engine.Outputs;

/// <summary>One of the datasets that the shipped rules look into: its name and type in Suricata, and the field whose values it holds.</summary>
internal sealed class Dataset
{
    /// <summary>No name in the DNS is longer (RFC 1035 2.3.4).</summary>
    private const int LongestName = 253;

    private Dataset(string name, string type, string field)
    {
        Name = name;
        Type = type;
        Field = field;
    }

    public static IReadOnlyList<Dataset> All { get; } =
    [
        new("eve-sidecar-sni", "string", "tls.sni"),
        new("eve-sidecar-host", "string", "http.hostname"),
        new("eve-sidecar-ip", "ip", "dest_ip"),
    ];

    public string Name { get; }

    /// <summary>Suricata's word: <c>string</c> or <c>ip</c>.</summary>
    public string Type { get; }

    public string Field { get; }

    /// <summary>The dataset of a view's keys: that of the field which they are first of all; nothing when there is none.</summary>
    public static Dataset? Of(View view) => All.FirstOrDefault(dataset => view.Key.Alternatives[0] is [string first] && first == dataset.Field);

    /// <summary>
    /// The key as it goes into a command: an address as text, a name in base64. False for what no rule could match, or
    /// what may mean something else: a name with bytes that EVE writes in another way, and an address where a name
    /// belongs, since a view's key may be the address of a server without a name just as well as a name that was made up to look like it.
    /// </summary>
    public bool TryWrite(ReadOnlySpan<byte> key, [NotNullWhen(true)] out string? value)
    {
        value = null;
        if (key.IsEmpty || key.Length > LongestName || key.ContainsAnyExceptInRange((byte)'!', (byte)'~'))
        {
            return false;
        }

        bool isAddress = IPAddress.TryParse(Encoding.ASCII.GetString(key), out IPAddress? address)
            && (address.AddressFamily == AddressFamily.InterNetworkV6 || key.Count((byte)'.') == 3);
        if (isAddress == (Type == "ip"))
        {
            value = isAddress ? address!.ToString() : Convert.ToBase64String(key);
        }

        return value is not null;
    }
}
