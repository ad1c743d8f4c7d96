using Sidecar.Engine.Eve;

namespace Sidecar.Engine.Flows;

/// <summary>What the words of a record say of its flow's protocol and state. Pure, any thread.</summary>
internal static class FlowWords
{
    /// <summary>Suricata's own mapping (src/flow-private.h, FlowGetProtoMapping): ICMPv6 is none of its ICMP.</summary>
    public static FlowProtocol ProtocolOf(in EveRecord record)
    {
        if (!record.TryGetText(EveField.Proto, out EveText proto))
        {
            return FlowProtocol.Other;
        }

        return proto.Is("TCP"u8) ? FlowProtocol.Tcp
            : proto.Is("UDP"u8) ? FlowProtocol.Udp
            : proto.Is("ICMP"u8) ? FlowProtocol.Icmp
            : FlowProtocol.Other;
    }

    /// <summary>
    /// Established when packets went both ways, and when there is a transaction: its parser has seen a connection. Not
    /// so a DNS query, which needs one packet; nor an alert, which may be about the first.
    /// </summary>
    public static FlowState StateOf(in EveRecord record, EventType type) => type switch
    {
        EventType.Alert or EventType.Anomaly or EventType.Other => BothWays(record) ? FlowState.Established : FlowState.New,
        EventType.Dns => BothWays(record) || !IsQuery(record) ? FlowState.Established : FlowState.New,
        _ => FlowState.Established,
    };

    /// <summary>Alerts carry the counters of their flow so far.</summary>
    private static bool BothWays(in EveRecord record) =>
        record.TryGetInt64(EveField.FlowPacketsToServer, out long toServer) && toServer > 0
        && record.TryGetInt64(EveField.FlowPacketsToClient, out long toClient) && toClient > 0;

    /// <summary>Version 2 of the record says query, version 3 request.</summary>
    private static bool IsQuery(in EveRecord record) =>
        record.TryGetText(EveField.DnsType, out EveText type) && (type.Is("query"u8) || type.Is("request"u8));
}
