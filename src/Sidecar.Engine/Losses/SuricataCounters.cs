using Sidecar.Engine.Eve;

namespace Sidecar.Engine.Losses;

/// <summary>
/// What a <c>stats</c> record of Suricata says it has made, by event type, since it started. Run over the pcaps of
/// suricata-verify, 7 and 8 write as many records as these counters say: a <c>flow</c> for each end of a flow, an
/// <c>alert</c> for each alert, <c>http</c> and <c>dns</c> for each transaction, <c>tls</c> for each flow that is known to
/// be TLS (7 writes none when the handshake is never done). What is under way is counted and not yet written. Engine thread.
/// </summary>
internal sealed class SuricataCounters
{
    /// <summary>The types that can be estimated, and the counters whose sum says how many there were.</summary>
    private static readonly (EventType Type, string[] Counters)[] s_counters =
    [
        (EventType.Flow,
        [
            "stats.flow.end.state.new", "stats.flow.end.state.established", "stats.flow.end.state.closed",
            "stats.flow.end.state.local_bypassed", "stats.flow.end.state.capture_bypassed",
        ]),
        (EventType.Alert, ["stats.detect.alert"]),
        // Not tx.http2, which counts the frames that set a connection up too; so with HTTP/2 the estimate is too low.
        (EventType.Http, ["stats.app_layer.tx.http"]),
        (EventType.Dns, ["stats.app_layer.tx.dns_udp", "stats.app_layer.tx.dns_tcp"]),
        (EventType.Tls, ["stats.app_layer.flow.tls"]),
    ];

    /// <summary>A century in seconds: what says more was never measured.</summary>
    private const long LongestUptime = 100L * 366 * 86_400;

    private const int TimestampSlot = 0;
    private const int HostSlot = 1;
    private const int UptimeSlot = 2;
    private const int FirstCounterSlot = 3;

    private readonly EveParser _parser = new(FieldTable.Compile(
        ["timestamp", "host", "stats.uptime", .. s_counters.SelectMany(counter => counter.Counters)]));

    private readonly long[] _made = new long[s_counters.Length];
    private byte[] _scratch = [];

    /// <summary>The types that can be estimated; everything here is in their order.</summary>
    public static IReadOnlyList<EventType> Types { get; } = [.. s_counters.Select(counter => counter.Type)];

    /// <summary>Of the latest record: how many were made since Suricata started.</summary>
    public ReadOnlySpan<long> Made => _made;

    /// <summary>Of the latest record, by Suricata's wall clock, in microseconds.</summary>
    public long Time { get; private set; }

    /// <summary>When Suricata started, in microseconds, as its wall clock and its uptime say; whole seconds are lost in that.</summary>
    public long Started { get; private set; }

    /// <summary>Reads a line that was parsed before and is of type stats.</summary>
    /// <param name="host">Canonical text of the sensor's name, empty when there is none; valid until the next call.</param>
    /// <returns>False when it says nothing of when Suricata started.</returns>
    public bool TryRead(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> host)
    {
        host = default;
        if (_parser.Parse(line, out EveRecord record) != EveStatus.Ok
            || !record.TryGetText(TimestampSlot, out EveText time) || !EveTime.TryParse(time.Raw, out long now)
            || !record.TryGetInt64(UptimeSlot, out long uptime) || uptime is < 0 or > LongestUptime)
        {
            return false;
        }

        Time = now;
        Started = now - (uptime * 1_000_000);
        int slot = FirstCounterSlot;
        for (int type = 0; type < s_counters.Length; type++)
        {
            _made[type] = 0;
            for (int counter = 0; counter < s_counters[type].Counters.Length; counter++)
            {
                _made[type] += record.TryGetInt64(slot++, out long value) ? value : 0;
            }
        }

        host = record.TryGetText(HostSlot, out EveText name) ? name.Canonical(ref _scratch) : default;
        return true;
    }
}
