using Sidecar.Engine.Flows;

namespace Sidecar.Config;

/// <summary>The options <c>flows.timeouts.PROTOCOL.STATE</c>, named as in suricata.yaml's <c>flow-timeouts</c>.</summary>
internal static class TimeoutSettings
{
    private const long Longest = 30 * 86_400;

    public static IReadOnlyList<Setting> All { get; } =
    [
        .. Of("default", timeouts => timeouts.Other, (timeouts, changed) => timeouts with { Other = changed }),
        .. Of("tcp", timeouts => timeouts.Tcp, (timeouts, changed) => timeouts with { Tcp = changed }),
        .. Of("udp", timeouts => timeouts.Udp, (timeouts, changed) => timeouts with { Udp = changed }),
        .. Of("icmp", timeouts => timeouts.Icmp, (timeouts, changed) => timeouts with { Icmp = changed }),
    ];

    private static IEnumerable<Setting> Of(string protocol, Func<FlowTimeouts, ProtocolTimeouts> get, Func<FlowTimeouts, ProtocolTimeouts, FlowTimeouts> set)
    {
        yield return One("new", "Idle time of a flow that nobody answered.", timeouts => timeouts.New, (timeouts, value) => timeouts with { New = value });
        yield return One("established", "Idle time of a flow with packets both ways.", timeouts => timeouts.Established, (timeouts, value) => timeouts with { Established = value });
        yield return One("emergency-new", "The same for a flow that nobody answered, at flows.memcap; no slack.", timeouts => timeouts.EmergencyNew, (timeouts, value) => timeouts with { EmergencyNew = value });
        yield return One("emergency-established", "The same for a flow with packets both ways, at flows.memcap; no slack.", timeouts => timeouts.EmergencyEstablished, (timeouts, value) => timeouts with { EmergencyEstablished = value });

        Setting<long> One(string state, string help, Func<ProtocolTimeouts, long> read, Func<ProtocolTimeouts, long, ProtocolTimeouts> write) => new(
            $"flows.timeouts.{protocol}.{state}",
            SettingTypes.Time,
            help,
            options => read(get(options.Flows.Timeouts)),
            (options, value) => options with { Flows = options.Flows with { Timeouts = set(options.Flows.Timeouts, write(get(options.Flows.Timeouts), value)) } },
            0,
            Longest);
    }
}
