namespace Sidecar.Engine.Eve;

/// <summary>
/// The event types that are counted by name; everything else that Suricata writes counts as other. The order is that
/// of <see cref="EventTypes.Names"/>.
/// </summary>
public enum EventType : byte
{
    Other,
    Flow,
    Netflow,
    Http,
    Tls,
    Dns,
    FileInfo,
    Alert,
    Anomaly,
    Stats,
}

/// <summary>Finds the <see cref="EventType"/> of a record.</summary>
public static class EventTypes
{
    public static IReadOnlyList<string> Names { get; } =
        ["other", "flow", "netflow", "http", "tls", "dns", "fileinfo", "alert", "anomaly", "stats"];

    public static EventType Of(in EveRecord record) =>
        record.TryGetText(EveField.EventType, out EveText name) ? Of(name) : EventType.Other;

    internal static EventType Of(EveText name)
    {
        if (name.Is("flow"u8))
            return EventType.Flow;
        if (name.Is("http"u8))
            return EventType.Http;
        if (name.Is("dns"u8))
            return EventType.Dns;
        if (name.Is("tls"u8))
            return EventType.Tls;
        if (name.Is("fileinfo"u8))
            return EventType.FileInfo;
        if (name.Is("alert"u8))
            return EventType.Alert;
        if (name.Is("netflow"u8))
            return EventType.Netflow;
        if (name.Is("anomaly"u8))
            return EventType.Anomaly;
        return name.Is("stats"u8) ? EventType.Stats : EventType.Other;
    }
}
