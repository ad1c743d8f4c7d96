using System.Globalization;
using Sidecar.Suricata;

namespace Sidecar.Doctor;

/// <summary>
/// What makes records so large that they are torn. The kernel takes a write to a stream socket in parts of 36,544 bytes;
/// when the buffer is full behind one, Suricata takes the part for the whole and the next record follows in its middle.
/// </summary>
internal static class SizeChecks
{
    private const long TornAboveBytes = 36_544;

    private const string Consequence = "Records above 36,544 bytes are torn when the socket is full: each tear costs one record or two.";

    /// <summary>An alert without its payloads and bodies.</summary>
    private const long AlertBytes = 2_000;

    /// <summary>Network cards put packets together up to this size.</summary>
    private const long PacketBytes = 65_536;

    /// <summary>Suricata's own for payload-buffer-size.</summary>
    private const long PayloadBytes = 4_096;

    /// <summary>That of the suricata.yaml that Suricata comes with, for requests and responses.</summary>
    private const long BodyBytes = 102_400;

    /// <summary>Types whose single records were seen to grow that large, none of which the sidecar reads.</summary>
    private static readonly string[] s_large = ["dnp3", "mqtt", "pop3", "sip"];

    public static IEnumerable<Finding> Alerts(Examination seen)
    {
        foreach (EveLog log in Streams(seen))
        {
            (string Option, long Bytes)[] parts = [.. Parts(seen, log).Where(part => log.IsTrue("alert", part.Option))];
            long bytes = AlertBytes + parts.Sum(part => part.Bytes);
            if (bytes > TornAboveBytes)
            {
                string options = string.Join(", ", parts.Select(part => part.Option));
                string size = bytes < int.MaxValue ? string.Create(CultureInfo.InvariantCulture, $"up to {bytes:N0} bytes") : "of any size";
                yield return new Finding(Severity.Loses, "large-alerts", $"alert with {options}: {size}", Consequence,
                    log.WhereOf("alert", parts.MaxBy(part => part.Bytes).Option), string.Join('\n', parts.Select(part => $"{part.Option}: no")));
            }
        }
    }

    public static IEnumerable<Finding> Stats(Examination seen) => Streams(seen).Where(log => log.IsTrue("stats", "threads")).Select(log => new Finding(
        Severity.Loses, "large-stats", "stats with the counters of each thread", Consequence, log.WhereOf("stats", "threads"), "threads: no"));

    public static IEnumerable<Finding> LargeTypes(Examination seen)
    {
        foreach (EveLog log in Streams(seen))
        {
            string[] large = [.. s_large.Where(log.Types.ContainsKey)];
            if (large.Length > 0)
            {
                yield return new Finding(Severity.Loses, "large-types", $"types whose records grow large: {string.Join(", ", large)}",
                    Consequence + " The sidecar does not read these.", log.WhereOf(large[0], "enabled"), string.Join('\n', large.Select(type => $"# - {type}")));
            }
        }
    }

    /// <summary>A datagram is sent whole or not at all, and a file takes everything.</summary>
    private static IEnumerable<EveLog> Streams(Examination seen) => seen.Ours.Where(log => log.FileType == EveLog.Stream);

    /// <summary>The options of alerts that bring bytes, and how many at most. Base64 makes four of three.</summary>
    private static IEnumerable<(string Option, long Bytes)> Parts(Examination seen, EveLog log)
    {
        long payload = Size(log.TextOf("alert", "payload-buffer-size")) ?? PayloadBytes;
        long body = Limit(seen, "request-body-limit") + Limit(seen, "response-body-limit");
        return
        [
            ("payload", payload * 4 / 3), ("payload-printable", payload), ("packet", PacketBytes * 4 / 3),
            ("http-body", body * 4 / 3), ("http-body-printable", body),
        ];
    }

    /// <summary>Bytes of a body that are kept; 0 is without a limit.</summary>
    private static long Limit(Examination seen, string option)
    {
        bool said = seen.Yaml.TryGet($"app-layer.protocols.http.libhtp.default-config.{option}", out string? text, out _);
        return Size(said ? text : null) switch { null => BodyBytes, 0 => int.MaxValue, long bytes => bytes };
    }

    /// <summary>Sizes as Suricata writes them (ParseSizeStringU64): 4096, 100kb, 4 KiB.</summary>
    private static long? Size(string? text)
    {
        string digits = new([.. (text ?? "").TrimStart().TakeWhile(char.IsAsciiDigit)]);
        if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number))
        {
            return null;
        }

        int power = text!.Trim()[digits.Length..].Trim().ToLower(CultureInfo.InvariantCulture) switch
        {
            "kb" or "kib" => 10,
            "mb" or "mib" => 20,
            "gb" or "gib" => 30,
            _ => 0,
        };
        return number > long.MaxValue >> 40 ? int.MaxValue : Math.Min(number << power, int.MaxValue);
    }
}
