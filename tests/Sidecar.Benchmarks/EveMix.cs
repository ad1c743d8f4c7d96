using System.Globalization;
using System.Text;

namespace Sidecar.Benchmarks;

/// <summary>
/// EVE in memory as a busy sensor writes it: flow 35 %, dns 20 %, tls 18 %, http 15 %, fileinfo 6 %, alert 5 %, stats 1 %,
/// about 850 bytes a record, in event time. A flow has one or several transactions and then its record, with some 200
/// others in between; names are as unevenly common as on a network. The same bytes for the same count.
/// </summary>
internal static class EveMix
{
    /// <summary>Of a link of some Gbit/s.</summary>
    public const int PerSecond = 20_000;

    private const int LiveFlows = 200;

    private static readonly string s_headers = string.Join(',', Enumerable.Range(0, 8).Select(i => $$"""{"name":"X-Header-{{i}}","value":"value of header {{i}}; q=0.{{i}}"}"""));
    private static readonly string s_stats = string.Join(',', Enumerable.Range(0, 120).Select(i => $"\"counter_{i}\":{i * 12345}"));
    private static readonly string s_payload = Convert.ToBase64String(new byte[600]);

    /// <param name="perSecond">Records in a second of event time.</param>
    public static byte[] Make(int records, int perSecond)
    {
        using MemoryStream eve = new(records * 900);
        Write(eve, records, perSecond);
        return eve.ToArray();
    }

    /// <param name="perSecond">Records in a second of event time.</param>
    public static void Write(Stream eve, int records, int perSecond)
    {
        Random random = new(7);
        StringBuilder record = new();
        DateTimeOffset begin = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);
        long flow = 1_000_000_000_000;
        List<long> live = [];
        for (int i = 0; i < records; i++)
        {
            DateTimeOffset time = begin.AddTicks(TimeSpan.TicksPerSecond * i / perSecond);
            string type = Type(random.Next(100));
            long id = type switch
            {
                "flow" => End(live, random),
                "fileinfo" or "alert" => live.Count > 0 ? live[random.Next(live.Count)] : 0,
                _ => live.Count > 2 * LiveFlows || (live.Count > LiveFlows && random.Next(3) == 0) ? live[random.Next(live.Count)] : 0,
            };
            if (id == 0)
            {
                id = ++flow;
                live.Add(id);
            }

            record.Append(CultureInfo.InvariantCulture, $"{{\"timestamp\":\"{Stamp(time)}\",\"flow_id\":{id},\"in_iface\":\"eth0\",\"event_type\":\"{type}\",\"src_ip\":\"10.0.{id % 8}.{id % 250}\",\"src_port\":{1024 + (id % 60000)},\"dest_ip\":\"192.0.2.{id % 200}\",\"dest_port\":443,\"proto\":\"TCP\",\"pkt_src\":\"wire/pcap\",\"community_id\":\"1:2NcAQvTsybBaL94eZe1VoWiajMw=\",");
            record.Append(Body(type, id, time, random)).Append("}\n");
            eve.Write(Encoding.UTF8.GetBytes(record.ToString()));
            record.Clear();
        }
    }

    private static string Stamp(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'+0000'", CultureInfo.InvariantCulture);

    /// <summary>A few are most of it: the n-th is asked for in proportion to 1/n (Zipf's law).</summary>
    private static int Rank(int count, Random random) => (int)Math.Pow(count, random.NextDouble());

    /// <returns>One of the live flows, which is none any more; 0 when there are few.</returns>
    private static long End(List<long> live, Random random)
    {
        if (live.Count < LiveFlows)
            return 0;
        int at = random.Next(live.Count);
        long id = live[at];
        live[at] = live[^1];
        live.RemoveAt(live.Count - 1);
        return id;
    }

    private static string Type(int kind) => kind switch
    {
        < 35 => "flow",
        < 55 => "dns",
        < 73 => "tls",
        < 88 => "http",
        < 94 => "fileinfo",
        < 99 => "alert",
        _ => "stats",
    };

    private static string Body(string type, long id, DateTimeOffset time, Random random) => type switch
    {
        "flow" => $$$"""
            "app_proto":"tls","flow":{"pkts_toserver":{{{random.Next(1, 90)}}},"pkts_toclient":{{{random.Next(1, 90)}}},"bytes_toserver":{{{random.Next(60, 90_000)}}},"bytes_toclient":{{{random.Next(60, 900_000)}}},"start":"{{{Stamp(time.AddSeconds(-30))}}}","end":"{{{Stamp(time)}}}","age":30,"state":"closed","reason":"timeout","alerted":false},"tcp":{"tcp_flags":"1b","tcp_flags_ts":"1b","tcp_flags_tc":"1b","syn":true,"fin":true,"psh":true,"ack":true,"state":"closed","ts_max_regions":1,"tc_max_regions":1}
            """,
        "dns" => $$$"""
            "dns":{"version":2,"type":"answer","id":{{{random.Next(65_536)}}},"flags":"8180","qr":true,"rd":true,"ra":true,"opcode":0,"rrname":"host{{{Rank(3000, random)}}}.example.org","rrtype":"A","rcode":"NOERROR","answers":[{"rrname":"host.example.org","rrtype":"A","ttl":60,"rdata":"192.0.2.1"},{"rrname":"host.example.org","rrtype":"A","ttl":60,"rdata":"192.0.2.2"}],"grouped":{"A":["192.0.2.1","192.0.2.2"]}}
            """,
        "tls" => $$$"""
            "tls":{"subject":"CN=host{{{Rank(3000, random)}}}.example.org","issuerdn":"C=US, O=Example Trust, CN=Example RSA 2048 M01","serial":"02:9D:F3:33:37:E9:ED:9B:2D:E8:23:F7:75:97:10:50","fingerprint":"0a:a1:18:c3:04:45:30:07:c8:4a:08:ba:80:02:ff:4c:6e:9d:a5:1e","sni":"host{{{Rank(3000, random)}}}.example.org","version":"TLS 1.3","notbefore":"2023-02-14T00:00:00","notafter":"2027-11-10T23:59:59","ja3":{"hash":"b32309a26951912be7dba376398abc3b","string":"771,4865-4866-4867-49195-49199-49196-49200-52393-52392-49171-49172-156-157-47-53,0-23-65281-10-11-35-16-5-13-18-51-45-43-27-21,29-23-24,0"},"ja3s":{"hash":"303951d4c50efb2e991652225a6f02b1","string":"771,49199,65281-11"}}
            """,
        "http" => $$$"""
            "tx_id":0,"http":{"hostname":"host{{{Rank(3000, random)}}}.example.org","url":"\/path\/{{{random.Next(100_000)}}}?q=1","http_user_agent":"Mozilla\/5.0 (X11; Linux x86_64) agent\/{{{Rank(400, random)}}}","http_content_type":"text\/html","http_refer":"http:\/\/r{{{Rank(500, random)}}}.example.org\/","http_method":"GET","protocol":"HTTP\/1.1","status":200,"length":1387,"request_headers":[{{{s_headers}}}],"response_headers":[{{{s_headers}}}]}
            """,
        "fileinfo" => $$$"""
            "http":{"hostname":"a.example.org","url":"\/f","http_user_agent":"x","status":200,"length":9},"app_proto":"http","fileinfo":{"filename":"\/f{{{random.Next(9999)}}}","gaps":false,"state":"CLOSED","sha256":"c531b510d3fb3382d60941179ec703b4ce43e8b2f91d18dbe9ea5177dc60cee1","stored":false,"size":1387,"tx_id":0}
            """,
        "alert" => $$$"""
            "alert":{"action":"allowed","gid":1,"signature_id":{{{2_000_000 + random.Next(999)}}},"rev":1,"signature":"A \"quoted\" signature","category":"Misc","severity":3},"app_proto":"http","payload":"{{{s_payload}}}","stream":1
            """,
        _ => $"\"stats\":{{\"uptime\":1,\"decoder\":{{{s_stats}}}}}",
    };
}
