using System.Security.Cryptography;
using System.Text.Json;
using Sidecar.Fixtures;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>
/// The scene is what its truth file says, in the eyes of the real Suricata: the truth is the generator's bookkeeping, the
/// records are Suricata's, and neither knows of the other.
/// </summary>
public class SceneFixtureTests
{
    private static readonly JsonElement Truth = SceneTruthFile.Root;

    [Fact]
    public void The_program_makes_the_same_bytes_again()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("sidecar-fixtures-");
        SceneFiles.Write(folder.FullName);
        foreach (string name in (string[])[SceneFiles.Pcap, SceneFiles.TruthFile])
            Assert.Equal(Sha256(FixtureFiles.PathOf(name)), Sha256(Path.Combine(folder.FullName, name)));
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("tls")]
    [InlineData("fileinfo")]
    [InlineData("alert")]
    [InlineData("flow")]
    public void Suricata_writes_as_many_records_of_a_type_as_the_scene_has(string eventType)
    {
        int expected = Truth.GetProperty("events").GetProperty(eventType).GetInt32();
        Assert.True(expected > 0);
        Assert.Equal(expected, SceneRun.Scene.OfType(eventType).Count);
    }

    [Fact]
    public void User_agents_have_the_transactions_flows_and_distinct_values_of_the_truth()
    {
        Dictionary<string, UserAgentCounts> seen = SceneRun.Scene.UserAgents();
        Assert.Equal(25, seen.Count);
        Assert.Equal(SceneTruthFile.UserAgents(), seen);
    }

    [Fact]
    public void The_scanner_asks_for_1500_urls_on_300_hosts_and_finds_none()
    {
        List<JsonElement> scanner = [.. SceneRun.Scene.OfType("http").Select(record => record.GetProperty("http"))
            .Where(http => http.GetProperty("http_user_agent").GetString()!.StartsWith("python-requests/", StringComparison.Ordinal))];
        Assert.Equal(1500, scanner.Count);
        Assert.Equal(1500, scanner.Select(http => http.GetProperty("url").GetString()).Distinct().Count());
        Assert.Equal(300, scanner.Select(http => http.GetProperty("hostname").GetString()).Distinct().Count());
        Assert.All(scanner, http => Assert.Equal(404, http.GetProperty("status").GetInt32()));
    }

    [Fact]
    public void Server_names_have_the_flows_clients_and_version_of_the_truth()
    {
        ILookup<bool, JsonElement> bySni = SceneRun.Scene.OfType("tls").ToLookup(record => record.GetProperty("tls").TryGetProperty("sni", out _));
        Dictionary<string, (int, int, string)> expected = Truth.GetProperty("tls").GetProperty("sni").EnumerateObject().ToDictionary(
            sni => sni.Name,
            sni => (sni.Value.GetProperty("flows").GetInt32(), sni.Value.GetProperty("src_ip").GetInt32(), sni.Value.GetProperty("version").GetString()!));
        Dictionary<string, (int, int, string)> seen = bySni[true].GroupBy(record => record.GetProperty("tls").GetProperty("sni").GetString()!)
            .ToDictionary(sni => sni.Key, sni => (sni.Count(), sni.Select(record => record.GetProperty("src_ip").GetString()).Distinct().Count(),
                string.Join(',', sni.Select(record => record.GetProperty("tls").GetProperty("version").GetString()).Distinct())));
        Assert.Equal(41, seen.Count);
        Assert.Equal(expected, seen);
        Assert.Equal(Truth.GetProperty("tls").GetProperty("without_sni").GetInt32(), bySni[false].Count());
    }

    [Fact]
    public void Every_tls_record_has_ja3_and_there_are_three_kinds_of_client()
    {
        IEnumerable<string> hashes = SceneRun.Scene.OfType("tls")
            .Select(record => record.GetProperty("tls").GetProperty("ja3").GetProperty("hash").GetString()!);
        // Three hellos; the one without SNI lacks an extension and so is a fourth hash.
        Assert.Equal(4, hashes.Distinct().Count());
    }

    [Fact]
    public void Names_are_asked_for_and_answered_as_in_the_truth()
    {
        Dictionary<(string, string), (int, string)> expected = [];
        foreach (JsonProperty name in Truth.GetProperty("dns").EnumerateObject())
        {
            foreach (JsonProperty type in name.Value.EnumerateObject().Where(p => p.Name != "rcode"))
                expected.Add((name.Name, type.Name), (type.Value.GetInt32(), name.Value.GetProperty("rcode").GetString()!));
        }
        Dictionary<(string, string), (int, string)> seen = SceneRun.Scene.Dns("answer", "response").Select(record => record.GetProperty("dns"))
            .GroupBy(dns => (Question(dns).GetProperty("rrname").GetString()!, Question(dns).GetProperty("rrtype").GetString()!))
            .ToDictionary(question => question.Key,
                question => (question.Count(), string.Join(',', question.Select(dns => dns.GetProperty("rcode").GetString()).Distinct())));
        Assert.Equal(expected, seen);
        Assert.Equal(Truth.GetProperty("events").GetProperty("dns_queries").GetInt32(), SceneRun.Scene.Dns("query", "request").Count);
    }

    [Fact]
    public void Only_the_shipped_rule_fires_and_only_on_its_flow()
    {
        IEnumerable<string> expected = Truth.GetProperty("alerts").EnumerateArray()
            .Select(alert => $"{alert.GetProperty("signature_id")} {Tuple(alert)}");
        IEnumerable<string> seen = SceneRun.Scene.OfType("alert")
            .Select(record => $"{record.GetProperty("alert").GetProperty("signature_id")} {Tuple(record)}");
        Assert.Equal(expected, seen);
    }

    [Fact]
    public void Flows_by_protocol_agree_and_hold_every_packet()
    {
        IReadOnlyList<JsonElement> flows = SceneRun.Scene.OfType("flow");
        foreach (JsonProperty count in Truth.GetProperty("flows").EnumerateObject().Where(p => p.Name != "total"))
            Assert.Equal(count.Value.GetInt32(), flows.Count(flow => flow.GetProperty("proto").GetString() == count.Name));
        FlowSums sums = FlowSums.OfRecords(flows);
        JsonElement capture = Truth.GetProperty("capture");
        Assert.Equal(capture.GetProperty("packets").GetInt64(), sums.PacketsToServer + sums.PacketsToClient);
        Assert.Equal(capture.GetProperty("bytes").GetInt64(), sums.BytesToServer + sums.BytesToClient);
    }

    [Theory]
    [InlineData("two-user-agents")]
    [InlineData("thirty-minutes")]
    [InlineData("without-fin")]
    [InlineData("reset")]
    [InlineData("refused")]
    [InlineData("icmp-echo")]
    [InlineData("ipv6-http")]
    [InlineData("ipv6-tls")]
    [InlineData("udp-one-way")]
    [InlineData("vlan-http")]
    [InlineData("tls-without-sni")]
    [InlineData("alert")]
    public void A_special_flow_ends_in_its_state_with_its_packets_and_times(string name)
    {
        JsonElement expected = Truth.GetProperty("special_flows").GetProperty(name);
        JsonElement record = Assert.Single(SceneRun.Scene.OfType("flow"), flow => Tuple(flow) == Tuple(expected));
        JsonElement flow = record.GetProperty("flow");
        Assert.Equal(expected.GetProperty("state").GetString(), flow.GetProperty("state").GetString());
        Assert.Equal(expected.GetProperty("start").GetString(), flow.GetProperty("start").GetString());
        Assert.Equal(expected.GetProperty("end").GetString(), flow.GetProperty("end").GetString());
        Assert.Equal(FlowSums.OfTruth(expected), FlowSums.OfTruth(flow));
        Assert.Equal(expected.TryGetProperty("vlan", out JsonElement vlan) ? $"[{vlan}]" : null,
            record.TryGetProperty("vlan", out JsonElement tags) ? tags.GetRawText() : null);
        Assert.Equal(name == "alert", flow.GetProperty("alerted").GetBoolean());
    }

    [Fact]
    public void Suricata_finds_nothing_odd_in_the_packets()
    {
        Assert.Empty(SceneRun.Scene.OfType("anomaly"));
        JsonElement stats = SceneRun.Scene.OfType("stats")[^1].GetProperty("stats");
        Assert.Equal(Truth.GetProperty("capture").GetProperty("packets").GetInt64(), stats.GetProperty("decoder").GetProperty("pkts").GetInt64());
        Assert.Equal(0, stats.GetProperty("decoder").GetProperty("invalid").GetInt64());
        Assert.Equal(0, stats.GetProperty("tcp").GetProperty("invalid_checksum").GetInt64());
        Assert.Equal(0, stats.GetProperty("tcp").GetProperty("reassembly_gap").GetInt64());
    }

    [Theory]
    [InlineData(9000101, 6, 18)]
    [InlineData(9000102, 6, 38)]
    [InlineData(9000104, 17, 40)]
    [InlineData(9000105, 1, 38)]
    public void A_wrong_checksum_would_not_pass_unnoticed(int signature, byte protocol, int byteOfFrame)
    {
        string broken = Path.GetTempFileName();
        byte[] pcap = File.ReadAllBytes(FixtureFiles.PathOf("scene.pcap"));
        int at = 24;
        while (pcap[at + 16 + 12] != 8 || pcap[at + 16 + 23] != protocol)
            at += 16 + BitConverter.ToInt32(pcap, at + 8);
        pcap[at + 16 + byteOfFrame] ^= 0x40;
        File.WriteAllBytes(broken, pcap);

        SceneRun run = SceneRun.OfPcap(broken);
        File.Delete(broken);
        Assert.Contains(run.OfType("alert"), record => record.GetProperty("alert").GetProperty("signature_id").GetInt32() == signature);
    }

    private static JsonElement Question(JsonElement dns) => dns.TryGetProperty("queries", out JsonElement queries) ? queries[0] : dns;

    /// <summary>ICMP has no ports: the truth says 0, the record nothing.</summary>
    private static string Tuple(JsonElement e) =>
        $"{e.GetProperty("proto")} {Address(e, "src_ip")} {Port(e, "src_port")} {Address(e, "dest_ip")} {Port(e, "dest_port")}";

    /// <summary>Suricata writes IPv6 addresses in full.</summary>
    private static string Address(JsonElement e, string name) => System.Net.IPAddress.Parse(e.GetProperty(name).GetString()!).ToString();

    private static int Port(JsonElement e, string name) => e.TryGetProperty(name, out JsonElement port) ? port.GetInt32() : 0;

    private static string Sha256(string path) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));
}
