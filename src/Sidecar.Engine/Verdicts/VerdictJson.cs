using System.Buffers;
using System.Text.Json;
using Sidecar.Engine.Eve;
using Sidecar.Engine.Learning;
using Sidecar.Engine.Profiles;

namespace Sidecar.Engine.Verdicts;

/// <summary>
/// A verdict as one line of EVE-style JSON, in the shape that suricata-config/verdict.schema.json lays down. Every
/// character outside printable ASCII is escaped, so that no key can reach a terminal or a page as anything but text.
/// </summary>
internal static class VerdictJson
{
    /// <param name="sensor">Name that Suricata gave itself in the records (<c>host</c>), or empty.</param>
    /// <param name="home">Which addresses are at home; nothing is said of it when that is not known.</param>
    /// <returns>The line with its newline.</returns>
    public static byte[] Line(Verdict verdict, ReadOnlySpan<byte> sensor, HomeNets home) =>
        OwnRecord.Line("heavy_hitter", verdict.Time, sensor, (verdict, home), WriteRest);

    private static void WriteRest(Utf8JsonWriter json, (Verdict Verdict, HomeNets Home) of)
    {
        Verdict verdict = of.Verdict;
        WriteOptional(json, "src_ip", verdict.Evidence.SourceAddress);
        WriteOptional(json, "dest_ip", verdict.Evidence.DestinationAddress);
        WriteHome(json, of.Home.Holds(verdict.Evidence.SourceAddress), of.Home.Holds(verdict.Evidence.DestinationAddress));
        WriteOptional(json, "app_proto", verdict.Window.View.AppProto);
        json.WriteStartObject("heavy_hitter");
        WriteBody(json, verdict);
        json.WriteEndObject();
    }

    /// <summary>Of the addresses that the verdict names.</summary>
    private static void WriteHome(Utf8JsonWriter json, bool? source, bool? destination)
    {
        if (source is null && destination is null)
        {
            return;
        }

        json.WriteStartObject("home");
        if (source is bool isSource)
        {
            json.WriteBoolean("src_ip", isSource);
        }

        if (destination is bool isDestination)
        {
            json.WriteBoolean("dest_ip", isDestination);
        }

        json.WriteEndObject();
    }

    private static void WriteBody(Utf8JsonWriter json, Verdict verdict)
    {
        View view = verdict.Window.View;
        json.WriteString("action", ActionName(verdict.Action));
        json.WriteString("view", view.Name);
        json.WritePropertyName("key");
        WriteText(json, verdict.Key.Key);
        if (verdict.Heavy is HeavyHitter heavy)
        {
            json.WriteNumber("rank", heavy.Rank);
            json.WriteNumber("cluster", heavy.Cluster);
            json.WriteNumber("distance", heavy.Distance);
        }

        if (verdict.Crowd is Crowd crowd)
        {
            json.WriteStartObject("crowd");
            json.WriteNumber("src_ip", crowd.Sources);
            json.WriteNumber("seconds", crowd.Seconds);
            json.WriteEndObject();
        }

        WriteShares(json, verdict.Shares);
        WriteFeatures(json, "features", view, verdict.Key.Features);
        if (verdict.Heavy is not null)
        {
            WriteFeatures(json, "scaled", view, verdict.Heavy.Scaled);
            WriteAnomaly(json, view, verdict.Heavy.Anomaly, verdict.Heavy.Scaled);
        }

        WriteWindow(json, verdict.Window);
        WriteModel(json, verdict.Model);
        if (verdict.Expires is long expires)
        {
            WriteTime(json, "expires", expires);
        }

        json.WriteString("reason", verdict.Reason);
        json.WriteStartArray("flow_ids");
        foreach (long flowId in verdict.Evidence.FlowIds)
        {
            json.WriteNumberValue(flowId);
        }

        json.WriteEndArray();
    }

    public static void WriteShares(Utf8JsonWriter json, KeyShares shares)
    {
        json.WriteStartObject("share");
        json.WriteNumber("records", shares.Records);
        json.WriteNumber("bytes", shares.Bytes);
        json.WriteNumber("flows", shares.Flows);
        json.WriteEndObject();
    }

    public static void WriteFeatures(Utf8JsonWriter json, string name, View view, IReadOnlyList<double> values)
    {
        IReadOnlyList<string> features = view.Features;
        json.WriteStartObject(name);
        for (int i = 0; i < values.Count; i++)
        {
            json.WriteNumber(features[i], values[i]);
        }

        json.WriteEndObject();
    }

    /// <summary>The features whose scaled values stand out.</summary>
    public static void WriteAnomaly(Utf8JsonWriter json, View view, AnomalyThresholds thresholds, IReadOnlyList<double> scaled)
    {
        json.WriteStartObject("anomaly");
        WriteNames(json, "above", thresholds.NamesAbove(view.Features, scaled));
        WriteNames(json, "below", thresholds.NamesBelow(view.Features, scaled));
        json.WriteEndObject();
    }

    private static void WriteNames(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    private static void WriteWindow(Utf8JsonWriter json, TickWindow window)
    {
        json.WriteStartObject("window");
        WriteTime(json, "start", window.Start);
        WriteTime(json, "end", window.End);
        json.WriteNumber("records", window.Records);
        json.WriteNumber("keys", window.Keys);
        json.WriteEndObject();
    }

    private static void WriteModel(Utf8JsonWriter json, TickModel model)
    {
        json.WriteStartObject("model");
        json.WriteNumber("tick", model.Tick);
        json.WriteNumber("round", model.Round);
        json.WriteNumber("k", model.K);
        json.WriteNumber("components", model.Components);
        json.WriteNumber("seed", model.Seed);
        json.WriteNumber("inertia", model.Inertia);
        json.WriteStartArray("explained");
        foreach (double part in model.Explained)
        {
            json.WriteNumberValue(part);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void WriteText(Utf8JsonWriter json, ReadOnlySpan<byte> canonical)
    {
        ArrayBufferWriter<byte> text = new(canonical.Length + 2);
        JsonText.WriteString(text, canonical);
        // A lone surrogate, which Suricata does write, is no text that the writer itself would take.
        json.WriteRawValue(text.WrittenSpan, skipInputValidation: true);
    }

    public static void WriteTime(Utf8JsonWriter json, string name, long microseconds)
    {
        Span<byte> text = stackalloc byte[EveTime.TextLength];
        EveTime.Format(microseconds, text);
        json.WritePropertyName(name);
        // The default escaping would turn the plus sign of the offset into \u002B.
        json.WriteRawValue([(byte)'"', .. text, (byte)'"'], skipInputValidation: true);
    }

    private static void WriteOptional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static string ActionName(VerdictAction action) => action switch
    {
        VerdictAction.Exclude => "exclude",
        VerdictAction.Mark => "mark",
        VerdictAction.Renew => "renew",
        VerdictAction.Release => "release",
        _ => "expire",
    };
}
