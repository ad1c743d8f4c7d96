using System.Buffers.Text;
using System.Text;

namespace Sidecar.Generator;

/// <summary>Writes records as Suricata 7 does, the fields in its order.</summary>
internal sealed class EveWriter(Cast cast)
{
    /// <summary>The network's time 0, a Monday morning, in microseconds since the Unix epoch.</summary>
    public const long Epoch = 1_767_600_000_000_000;

    /// <summary>No record is longer.</summary>
    public const int MaxRecordBytes = 2048;

    private readonly byte[][] _clients = Cast.Bytes(cast.Clients);
    private readonly byte[][] _agents = Cast.Bytes(cast.Agents);
    private readonly byte[][] _ja3 = [.. cast.Agents.Select((_, i) => Encoding.ASCII.GetBytes(Hex(i, 2)))];
    private readonly byte[][] _ja4 = [.. cast.Agents.Select((_, i) => Encoding.ASCII.GetBytes($"t13d15{i % 100:00}h2_{Hex(i, 1)[..12]}_{Hex(i + 1000, 1)[..12]}"))];
    private byte[] _buffer = [];
    private int _at;
    private long _second = -1;
    private readonly byte[] _stamp = new byte[31];

    /// <returns>Bytes written, the newline among them.</returns>
    public int Write(in Happening happening, byte[] destination, int at)
    {
        (_buffer, _at) = (destination, at);
        switch (happening.Kind)
        {
            case RecordKind.DnsQuery or RecordKind.DnsAnswer:
                WriteDns(happening);
                break;
            case RecordKind.Tls:
                WriteTls(happening);
                break;
            case RecordKind.Http:
                WriteHttp(happening);
                break;
            default:
                WriteFlow(happening);
                break;
        }

        return _at - at;
    }

    private void WriteDns(in Happening happening)
    {
        Server server = cast.Servers[happening.Server];
        ulong chance = SeededRandom.Mix((ulong)happening.FlowId);
        bool isQuery = happening.Kind == RecordKind.DnsQuery;
        Head(happening, "dns"u8);
        Put(isQuery ? ",\"pkt_src\":\"wire/pcap\",\"dns\":{\"type\":\"query\",\"id\":"u8 : ",\"pkt_src\":\"wire/pcap\",\"dns\":{\"version\":2,\"type\":\"answer\",\"id\":"u8);
        Put((long)(chance & 0xffff));
        Put(isQuery ? ",\"rrname\":\""u8 : ",\"flags\":\"8180\",\"qr\":true,\"rd\":true,\"ra\":true,\"opcode\":0,\"rrname\":\""u8);
        Put(server.NameBytes);
        if (isQuery)
        {
            Put("\",\"rrtype\":\"A\",\"tx_id\":0,\"opcode\":0}}\n"u8);
            return;
        }

        byte[] address = AddressOf(happening);
        Put("\",\"rrtype\":\"A\",\"rcode\":\"NOERROR\",\"answers\":[{\"rrname\":\""u8);
        Put(server.NameBytes);
        Put("\",\"rrtype\":\"A\",\"ttl\":60,\"rdata\":\""u8);
        Put(address);
        Put("\"}],\"grouped\":{\"A\":[\""u8);
        Put(address);
        Put("\"]}}}\n"u8);
    }

    private void WriteTls(in Happening happening)
    {
        Head(happening, "tls"u8);
        Put(",\"pkt_src\":\"wire/pcap\",\"tls\":{\"sni\":\""u8);
        Put(cast.Servers[happening.Server].NameBytes);
        Put("\",\"version\":\"TLS 1.3\",\"ja3\":{\"hash\":\""u8);
        Put(_ja3[happening.Agent]);
        Put("\",\"string\":\"771,4865-4866-4867-49195-49199-52393-52392-49196-49200-49162-49161-49171-49172-156-157-47-53,0-23-65281-10-11-35-16-5-34-51-43-13-45-28,29-23-24-25,0\"},\"ja3s\":{\"hash\":\"eb1d94daa7e0344597e756a1fb6e7054\",\"string\":\"771,4865,51-43\"},\"ja4\":\""u8);
        Put(_ja4[happening.Agent]);
        Put("\"}}\n"u8);
    }

    private void WriteHttp(in Happening happening)
    {
        ulong chance = SeededRandom.Mix((ulong)happening.FlowId + happening.Tx);
        ServerRole role = cast.Servers[happening.Server].Role;
        Head(happening, "http"u8);
        Put(",\"pkt_src\":\"wire/pcap\",\"tx_id\":"u8);
        Put(happening.Tx);
        Put(",\"http\":{\"hostname\":\""u8);
        Put(cast.Servers[happening.Server].NameBytes);
        Put("\",\"url\":\"/"u8);
        Put(role == ServerRole.Home ? "gate.php?id="u8 : role == ServerRole.Target ? "admin/"u8 : "pages/"u8);
        Put((long)(role == ServerRole.Home ? 7UL : chance % (role == ServerRole.Target ? 100_000UL : 400UL)));
        Put("\",\"http_user_agent\":\""u8);
        Put(_agents[happening.Agent]);
        Put("\",\"http_content_type\":\"text/html\",\"http_method\":\"GET\",\"protocol\":\"HTTP/1.1\",\"status\":"u8);
        Put(role == ServerRole.Target && chance % 8 != 0 ? 404L : 200L);
        Put(",\"length\":"u8);
        Put((long)(200 + (chance >> 40) % 40_000));
        Put("}}\n"u8);
    }

    private void WriteFlow(in Happening happening)
    {
        bool isLookup = happening.Kind == RecordKind.DnsFlow;
        ulong chance = SeededRandom.Mix((ulong)happening.FlowId ^ 0xF10);
        bool isHome = cast.Servers[happening.Server].Role == ServerRole.Home;
        long packets = isLookup ? 1 : 5 + (long)(isHome ? chance % 4 : chance % 30);
        long toServer = isLookup ? 80 : 400 + (long)(chance >> 20) % (isHome ? 300 : 4_000);
        // One answer in sixty is large.
        long toClient = isLookup ? 96 : 600 + (long)(chance >> 30) % (isHome ? 400 : chance % 60 == 0 ? 900_000 : 20_000);
        long end = happening.Time - (isLookup ? 302_000_000 : 64_000_000);
        Head(happening, "flow"u8);
        Put(isLookup ? ",\"app_proto\":\"dns\""u8 : happening.Protocol switch
        {
            Protocol.Tls => ",\"app_proto\":\"tls\""u8,
            Protocol.Http => ",\"app_proto\":\"http\""u8,
            _ => ",\"app_proto\":\"failed\""u8,
        });
        Put(",\"flow\":{\"pkts_toserver\":"u8);
        Put(packets);
        Put(",\"pkts_toclient\":"u8);
        Put(packets);
        Put(",\"bytes_toserver\":"u8);
        Put(toServer);
        Put(",\"bytes_toclient\":"u8);
        Put(toClient);
        Put(",\"start\":\""u8);
        PutTime(happening.Start);
        Put("\",\"end\":\""u8);
        PutTime(Math.Max(happening.Start, end));
        Put("\",\"age\":"u8);
        Put(Math.Max(0, (end - happening.Start) / 1_000_000));
        Put(isLookup
            ? ",\"state\":\"established\",\"reason\":\"timeout\",\"alerted\":false}}\n"u8
            : ",\"state\":\"closed\",\"reason\":\"timeout\",\"alerted\":false},\"tcp\":{\"tcp_flags\":\"1b\",\"tcp_flags_ts\":\"1b\",\"tcp_flags_tc\":\"1b\",\"syn\":true,\"fin\":true,\"psh\":true,\"ack\":true,\"state\":\"closed\",\"ts_max_regions\":1,\"tc_max_regions\":1}}\n"u8);
    }

    private void Head(in Happening happening, ReadOnlySpan<byte> type)
    {
        bool isLookup = happening.Kind is RecordKind.DnsQuery or RecordKind.DnsAnswer or RecordKind.DnsFlow;
        Put("{\"timestamp\":\""u8);
        PutTime(happening.Time);
        Put("\",\"flow_id\":"u8);
        Put(happening.FlowId);
        Put(",\"in_iface\":\"eth0\",\"event_type\":\""u8);
        Put(type);
        Put("\",\"src_ip\":\""u8);
        Put(_clients[happening.Client]);
        Put("\",\"src_port\":"u8);
        Put(happening.Port);
        Put(",\"dest_ip\":\""u8);
        Put(isLookup ? "10.255.0.53"u8 : AddressOf(happening));
        Put("\",\"dest_port\":"u8);
        Put(isLookup ? 53 : happening.Protocol switch { Protocol.Tls => 443, Protocol.Http => 80, _ => 5671 });
        Put(isLookup ? ",\"proto\":\"UDP\""u8 : ",\"proto\":\"TCP\""u8);
    }

    private byte[] AddressOf(in Happening happening)
    {
        byte[][] addresses = cast.Servers[happening.Server].AddressBytes;
        return addresses[SeededRandom.Mix((ulong)happening.FlowId ^ 0xADD) % (ulong)addresses.Length];
    }

    private void PutTime(long time)
    {
        (long second, long microsecond) = Math.DivRem(Epoch + time, 1_000_000);
        if (second != _second)
        {
            _second = second;
            string text = DateTimeOffset.FromUnixTimeSeconds(second).ToString("yyyy-MM-dd'T'HH:mm:ss'.000000+0000'", System.Globalization.CultureInfo.InvariantCulture);
            Encoding.ASCII.GetBytes(text, _stamp);
        }

        Span<byte> place = _buffer.AsSpan(_at, _stamp.Length);
        _stamp.CopyTo(place);
        for (int digit = 25; digit >= 20; digit--)
        {
            place[digit] = (byte)('0' + (microsecond % 10));
            microsecond /= 10;
        }

        _at += _stamp.Length;
    }

    private void Put(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_buffer.AsSpan(_at));
        _at += text.Length;
    }

    private void Put(long number)
    {
        Utf8Formatter.TryFormat(number, _buffer.AsSpan(_at), out int length);
        _at += length;
    }

    private static string Hex(int number, int words) => string.Concat(
        Enumerable.Range(1, words).Select(word => SeededRandom.Mix((ulong)((number * 16) + word)).ToString("x16", System.Globalization.CultureInfo.InvariantCulture)));
}
