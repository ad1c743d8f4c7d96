using System.Text.Json;

namespace Sidecar.EndToEnd;

/// <summary>What Suricata wrote about a pcap: the EVE records by event type, in the order of the file.</summary>
internal sealed class SceneRun
{
    /// <summary>Suricata itself checks every checksum: one alert for each wrong one.</summary>
    private const string ChecksumRules = """

        alert ip any any -> any any (msg:"CHECKSUM ipv4"; ipv4-csum:invalid; sid:9000101; rev:1;)
        alert tcp any any -> any any (msg:"CHECKSUM tcp over ipv4"; tcpv4-csum:invalid; sid:9000102; rev:1;)
        alert tcp any any -> any any (msg:"CHECKSUM tcp over ipv6"; tcpv6-csum:invalid; sid:9000103; rev:1;)
        alert udp any any -> any any (msg:"CHECKSUM udp over ipv4"; udpv4-csum:invalid; sid:9000104; rev:1;)
        alert icmp any any -> any any (msg:"CHECKSUM icmp"; icmpv4-csum:invalid; sid:9000105; rev:1;)

        """;

    private static readonly Lazy<SceneRun> SceneOnce = new(() => OfPcap(FixtureFiles.PathOf("scene.pcap")));
    private readonly ILookup<string, JsonElement> _byType;

    public SceneRun(IEnumerable<string> eve)
    {
        _byType = eve.Select(Parse).ToLookup(record => record.GetProperty("event_type").GetString()!);
        FlowById = OfType("flow").ToDictionary(flow => flow.GetProperty("flow_id").GetInt64());
    }

    /// <summary>Suricata's view of scene.pcap, made once for all tests.</summary>
    public static SceneRun Scene => SceneOnce.Value;

    public IReadOnlyDictionary<long, JsonElement> FlowById { get; }

    public static SceneRun OfPcap(string pcap)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("sidecar-scene-");
        try
        {
            string eve = Path.Combine(folder.FullName, "eve.json");
            string rules = File.ReadAllText(FixtureFiles.PathOf("scene.rules")) + ChecksumRules;
            SuricataRunner.ReadPcap(pcap, rules, folder.FullName, eve);
            return new SceneRun(File.ReadLines(eve));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public IReadOnlyList<JsonElement> OfType(string eventType) => [.. _byType[eventType]];

    public Dictionary<string, UserAgentCounts> UserAgents() => OfType("http")
        .GroupBy(record => record.GetProperty("http").GetProperty("http_user_agent").GetString()!)
        .ToDictionary(agent => agent.Key, agent => UserAgentCounts.OfRecords(agent, FlowById));

    /// <summary>Suricata 7 calls them query and answer, 8 request and response.</summary>
    public IReadOnlyList<JsonElement> Dns(params string[] types) =>
        [.. _byType["dns"].Where(record => types.Contains(record.GetProperty("dns").GetProperty("type").GetString()))];

    private static JsonElement Parse(string line) => JsonDocument.Parse(line).RootElement;
}
