namespace Sidecar.Engine.Flows;

/// <summary>The protocols that have time-outs of their own in Suricata (src/flow-private.h, FLOW_PROTO_*).</summary>
public enum FlowProtocol : byte
{
    /// <summary>Every other one, ICMPv6 and SCTP among them: Suricata's time-outs called <c>default</c>.</summary>
    Other,
    Tcp,
    Udp,
    Icmp,
}

/// <summary>
/// How far a live flow is, as far as its records show. Closed and bypassed show only in the <c>flow</c> record, with
/// which a flow is live no more.
/// </summary>
public enum FlowState : byte
{
    /// <summary>Nothing shows that the other side has answered.</summary>
    New,
    Established,
}
