using System.Runtime.CompilerServices;
using Sidecar.Engine.Eve;

namespace Sidecar.Engine.Flows;

/// <summary>What a record says of its flow: protocol, state, and how it ended. Pure, any thread.</summary>
internal static class FlowWords
{
    /// <summary>Suricata's own mapping (src/flow-private.h, FlowGetProtoMapping): ICMPv6 is none of its ICMP.</summary>
    public static FlowProtocol ProtocolOf(in EveRecord record)
    {
        // As Suricata writes it; whoever writes it with escapes waits a little longer.
        if (record.TryGetPlain((int)EveField.Proto, out ReadOnlySpan<byte> proto))
        {
            return proto.SequenceEqual("TCP"u8) ? FlowProtocol.Tcp
                : proto.SequenceEqual("UDP"u8) ? FlowProtocol.Udp
                : proto.SequenceEqual("ICMP"u8) ? FlowProtocol.Icmp
                : FlowProtocol.Other;
        }

        return record.IsAbsent((int)EveField.Proto) ? FlowProtocol.Other : ProtocolOfEscaped(record);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static FlowProtocol ProtocolOfEscaped(in EveRecord record) =>
        !record.TryGetText(EveField.Proto, out EveText proto) ? FlowProtocol.Other
            : proto.Is("TCP"u8) ? FlowProtocol.Tcp
            : proto.Is("UDP"u8) ? FlowProtocol.Udp
            : proto.Is("ICMP"u8) ? FlowProtocol.Icmp
            : FlowProtocol.Other;

    /// <summary>
    /// Established when packets went both ways, and when there is a transaction: its parser has seen a connection. Not
    /// so a DNS query, which needs one packet; nor an alert, which may be about the first.
    /// </summary>
    public static FlowState StateOf(in EveRecord record, EventType type) => type switch
    {
        EventType.Alert or EventType.Anomaly or EventType.Other => BothWays(record) ? FlowState.Established : FlowState.New,
        EventType.Dns => !IsQuery(record) || BothWays(record) ? FlowState.Established : FlowState.New,
        _ => FlowState.Established,
    };

    /// <summary>By the record of a flow.</summary>
    public static FlowEnd EndOf(in EveRecord record, long flowId, RecentMinutes minutes) => new()
    {
        FlowId = flowId,
        Start = TimeOf(record, EveField.FlowStart, minutes),
        BytesToServer = CountOf(record, EveField.FlowBytesToServer),
        BytesToClient = CountOf(record, EveField.FlowBytesToClient),
        PacketsToServer = CountOf(record, EveField.FlowPacketsToServer),
        PacketsToClient = CountOf(record, EveField.FlowPacketsToClient),
        Alerted = record.IsTrue(EveField.FlowAlerted),
        Finished = true,
    };

    private static long CountOf(in EveRecord record, EveField field) =>
        record.TryGetInt64(field, out long value) && value > 0 ? value : 0;

    private static long TimeOf(in EveRecord record, EveField field, RecentMinutes minutes) =>
        record.TryGetText(field, out EveText text) && minutes.TryParse(text.Raw, out long time) ? time : 0;

    /// <summary>Alerts carry the counters of their flow so far.</summary>
    private static bool BothWays(in EveRecord record) =>
        record.TryGetInt64(EveField.FlowPacketsToServer, out long toServer) && toServer > 0
        && record.TryGetInt64(EveField.FlowPacketsToClient, out long toClient) && toClient > 0;

    /// <summary>Version 2 of the record says query, version 3 request.</summary>
    private static bool IsQuery(in EveRecord record) => record.TryGetPlain((int)EveField.DnsType, out ReadOnlySpan<byte> plain)
        ? plain.SequenceEqual("query"u8) || plain.SequenceEqual("request"u8)
        : record.TryGetText(EveField.DnsType, out EveText type) && (type.Is("query"u8) || type.Is("request"u8));
}
