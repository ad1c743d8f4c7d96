namespace Sidecar.Engine.Flows;

/// <summary>
/// Suricata's time-outs for a protocol, in seconds (<c>flow-timeouts</c> in suricata.yaml). Those of closed and bypassed
/// flows are not needed: that a flow is closed or bypassed, EVE says only in its <c>flow</c> record.
/// </summary>
public sealed record ProtocolTimeouts(long New, long Established, long EmergencyNew, long EmergencyEstablished)
{
    public long Of(FlowState state, bool emergency) => state switch
    {
        FlowState.New => emergency ? EmergencyNew : New,
        _ => emergency ? EmergencyEstablished : Established,
    };

    /// <summary>The longest of them.</summary>
    public long Longest => Math.Max(Math.Max(New, Established), Math.Max(EmergencyNew, EmergencyEstablished));
}

/// <summary>The time-outs of all protocols; the defaults are Suricata's (src/flow-private.h, the same in 7 and 8).</summary>
public sealed record FlowTimeouts
{
    public static FlowTimeouts Default { get; } = new();

    /// <summary>Suricata's <c>default</c>.</summary>
    public ProtocolTimeouts Other { get; init; } = new(30, 300, 10, 100);

    public ProtocolTimeouts Tcp { get; init; } = new(60, 600, 5, 100);

    public ProtocolTimeouts Udp { get; init; } = new(30, 300, 10, 100);

    public ProtocolTimeouts Icmp { get; init; } = new(30, 300, 10, 100);

    public long Longest => Math.Max(Math.Max(Other.Longest, Tcp.Longest), Math.Max(Udp.Longest, Icmp.Longest));

    public ProtocolTimeouts Of(FlowProtocol protocol) => protocol switch
    {
        FlowProtocol.Tcp => Tcp,
        FlowProtocol.Udp => Udp,
        FlowProtocol.Icmp => Icmp,
        _ => Other,
    };
}
