using System.Text.Json;
using Sidecar.Engine;
using Sidecar.Engine.Eve;
using Sidecar.Engine.Learning;
using Sidecar.Engine.Profiles;
using Sidecar.Engine.Verdicts;
using Sidecar.Report;

namespace Sidecar.Dashboard;

/// <summary>What the latest tick of a view saw, and single keys of it. Keys are JSON strings of printable ASCII.</summary>
internal static class TickJson
{
    private const int ShownKeys = 12;

    public static void Write(Utf8JsonWriter json, TickResult tick, Clustering clusters)
    {
        json.WriteStartObject();
        json.WriteString("view", clusters.View);
        json.WriteString("kind", tick.Window.View.Kind == ViewKind.Actor ? "actor" : "service");
        json.WriteString("effect", tick.Window.View.Effect == ViewEffect.Mark ? "mark" : "exclude");
        json.WriteNumber("tick", tick.Model.Tick);
        StatsJson.WriteTime(json, "start", tick.Window.Start);
        StatsJson.WriteTime(json, "end", tick.Window.End);
        json.WriteNumber("records", tick.Window.Records);
        json.WriteNumber("keys", tick.Window.Keys.Count);
        json.WriteNumber("clustered", clusters.Keys);
        json.WriteNumber("excluded", tick.Excluded.Count);
        json.WriteNumber("rounds", tick.Sifted.Models.Count);
        json.WriteNumber("inertia", clusters.Inertia);
        Array(json, "explained", clusters.Explained);
        json.WriteStartArray("features");
        foreach (string feature in clusters.Features)
        {
            json.WriteStringValue(feature);
        }

        json.WriteEndArray();
        Array(json, "distances", clusters.Distances);
        int[] members = new int[clusters.K];
        foreach (int label in clusters.Labels)
        {
            members[label]++;
        }

        Array(json, "members", members.Select(count => (double)count));
        json.WriteStartObject("refused_by_guard");
        foreach (Guard guard in Enum.GetValues<Guard>())
        {
            json.WriteNumber(StatsJson.Name(guard.ToString()), tick.Sifted.Refused[(int)guard]);
        }

        json.WriteEndObject();
        WriteHeaviest(json, tick);
        json.WriteEndObject();
    }

    /// <summary>One clustered key by its number.</summary>
    public static void WriteKey(Utf8JsonWriter json, TickResult tick, int number)
    {
        KeySnapshot key = tick.Sifted.Candidates[number];
        KeyShares shares = tick.Window.SharesOf(key);
        json.WriteStartObject();
        Key(json, key.Key);
        json.WriteNumber("number", number);
        json.WriteNumber("cluster", tick.Sifted.Model.Labels[number]);
        json.WriteNumber("records", key.Records);
        json.WriteNumber("flows", key.Flows);
        json.WriteNumber("bytes", key.Bytes);
        json.WriteNumber("sources", key.Sources);
        json.WriteNumber("alerts", key.Alerts);
        json.WriteNumber("share_records", shares.Records);
        json.WriteNumber("share_flows", shares.Flows);
        Array(json, "raw", key.Features);
        Array(json, "scaled", tick.Sifted.Model.Scale.Scaled(key.Features));
        json.WriteEndObject();
    }

    /// <summary>Of all keys of the window, the excluded ones too, by volume.</summary>
    private static void WriteHeaviest(Utf8JsonWriter json, TickResult tick)
    {
        HashSet<string> excluded = [.. tick.Excluded.Select(Convert.ToHexString)];
        json.WriteStartArray("heaviest");
        foreach ((KeySnapshot key, KeyShares shares) in tick.Window.Keys.Select(key => (key, tick.Window.SharesOf(key))).OrderByDescending(pair => pair.Item2.Volume).Take(ShownKeys))
        {
            json.WriteStartObject();
            Key(json, key.Key);
            json.WriteNumber("records", key.Records);
            json.WriteNumber("flows", key.Flows);
            json.WriteNumber("bytes", key.Bytes);
            json.WriteNumber("share", shares.Volume);
            json.WriteBoolean("excluded", excluded.Contains(Convert.ToHexString(key.Key)));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Key(Utf8JsonWriter json, byte[] key)
    {
        json.WritePropertyName("key");
        json.WriteRawValue(KeyJson.ToJson(key), skipInputValidation: true);
    }

    private static void Array(Utf8JsonWriter json, string name, IEnumerable<double> values)
    {
        json.WriteStartArray(name);
        foreach (double value in values)
        {
            json.WriteNumberValue(value);
        }

        json.WriteEndArray();
    }
}
