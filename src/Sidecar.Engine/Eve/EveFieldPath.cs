using System.Diagnostics;

namespace Sidecar.Engine.Eve;

/// <summary>The path of each <see cref="EveField"/> in Suricata's own names; <c>[]</c> is the first element of an array.</summary>
internal static class EveFieldPath
{
    public static string Of(EveField field) => field switch
    {
        EveField.Timestamp => "timestamp",
        EveField.FlowId => "flow_id",
        EveField.EventType => "event_type",
        EveField.Host => "host",
        EveField.SrcIp => "src_ip",
        EveField.SrcPort => "src_port",
        EveField.DestIp => "dest_ip",
        EveField.DestPort => "dest_port",
        EveField.Proto => "proto",
        EveField.AppProto => "app_proto",
        EveField.TxId => "tx_id",
        EveField.CommunityId => "community_id",
        EveField.FlowBytesToServer => "flow.bytes_toserver",
        EveField.FlowBytesToClient => "flow.bytes_toclient",
        EveField.FlowPacketsToServer => "flow.pkts_toserver",
        EveField.FlowPacketsToClient => "flow.pkts_toclient",
        EveField.FlowStart => "flow.start",
        EveField.FlowEnd => "flow.end",
        EveField.FlowAge => "flow.age",
        EveField.FlowState => "flow.state",
        EveField.FlowReason => "flow.reason",
        EveField.FlowAlerted => "flow.alerted",
        EveField.FlowBypassedPacketsToServer => "flow.bypassed.pkts_toserver",
        EveField.FlowBypassedPacketsToClient => "flow.bypassed.pkts_toclient",
        EveField.FlowBypassedBytesToServer => "flow.bypassed.bytes_toserver",
        EveField.FlowBypassedBytesToClient => "flow.bypassed.bytes_toclient",
        EveField.HttpHostname => "http.hostname",
        EveField.HttpUrl => "http.url",
        EveField.HttpUserAgent => "http.http_user_agent",
        EveField.HttpReferer => "http.http_refer",
        EveField.HttpStatus => "http.status",
        EveField.HttpLength => "http.length",
        EveField.TlsSni => "tls.sni",
        EveField.TlsVersion => "tls.version",
        EveField.TlsJa3Hash => "tls.ja3.hash",
        EveField.TlsJa3sHash => "tls.ja3s.hash",
        EveField.TlsJa4 => "tls.ja4",
        EveField.DnsType => "dns.type",
        EveField.DnsRrname => "dns.rrname",
        EveField.DnsQueriesRrname => "dns.queries[].rrname",
        EveField.DnsRrtype => "dns.rrtype",
        EveField.DnsRcode => "dns.rcode",
        EveField.AlertSignatureId => "alert.signature_id",
        EveField.AlertSignature => "alert.signature",
        EveField.AlertSeverity => "alert.severity",
        EveField.AlertCategory => "alert.category",
        _ => throw new UnreachableException($"EveField {field} has no path"),
    };
}
