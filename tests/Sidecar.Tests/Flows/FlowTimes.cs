using Sidecar.Engine.Flows;

namespace Sidecar.Tests.Flows;

/// <summary>Time-outs for tests.</summary>
internal static class FlowTimes
{
    /// <summary>The same for all protocols and states; in an emergency a tenth.</summary>
    public static FlowTimeouts Same(long seconds)
    {
        ProtocolTimeouts all = new(seconds, seconds, seconds / 10, seconds / 10);
        return new FlowTimeouts { Other = all, Tcp = all, Udp = all, Icmp = all };
    }
}
