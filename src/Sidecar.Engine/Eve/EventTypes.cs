using System.Runtime.CompilerServices;

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
    /// <summary>The longest name with each byte written as an escape.</summary>
    private const int LongestRaw = 8 * EveText.MaxRawPerCanonicalByte;

    public static IReadOnlyList<string> Names { get; } =
        ["other", "flow", "netflow", "http", "tls", "dns", "fileinfo", "alert", "anomaly", "stats"];

    public static EventType Of(in EveRecord record) =>
        record.TryGetPlain((int)EveField.EventType, out ReadOnlySpan<byte> name) ? Of(name) : OfOdd(record);

    internal static EventType Of(EveText name)
    {
        // As Suricata writes it; whoever writes it with escapes waits a little longer.
        EventType type = Of(name.Raw);
        return type == EventType.Other && !name.IsPlain ? OfEscaped(name) : type;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static EventType OfOdd(in EveRecord record) =>
        record.TryGetText(EveField.EventType, out EveText name) ? Of(name) : EventType.Other;

    private static EventType OfEscaped(EveText name)
    {
        Span<byte> canonical = stackalloc byte[LongestRaw * EveText.MaxGrowth];
        return name.Raw.Length <= LongestRaw ? Of(canonical[..name.CopyCanonical(canonical)]) : EventType.Other;
    }

    private static EventType Of(ReadOnlySpan<byte> name) => name.Length switch
    {
        3 => name.SequenceEqual("dns"u8) ? EventType.Dns : name.SequenceEqual("tls"u8) ? EventType.Tls : EventType.Other,
        4 => name.SequenceEqual("flow"u8) ? EventType.Flow : name.SequenceEqual("http"u8) ? EventType.Http : EventType.Other,
        5 => name.SequenceEqual("alert"u8) ? EventType.Alert : name.SequenceEqual("stats"u8) ? EventType.Stats : EventType.Other,
        7 => name.SequenceEqual("netflow"u8) ? EventType.Netflow : name.SequenceEqual("anomaly"u8) ? EventType.Anomaly : EventType.Other,
        8 => name.SequenceEqual("fileinfo"u8) ? EventType.FileInfo : EventType.Other,
        _ => EventType.Other,
    };
}
