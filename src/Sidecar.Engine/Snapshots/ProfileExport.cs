using System.Buffers;
using System.Text.Json;
using Sidecar.Engine.Profiles;
using Sidecar.Engine.Verdicts;

namespace Sidecar.Engine.Snapshots;

/// <summary>
/// The profile tables of one moment as NDJSON, zstd-compressed: a line a key, for zstdcat and jq, pandas or DuckDB. A
/// file appears whole or not at all.
/// </summary>
public static class ProfileExport
{
    /// <param name="path">Where the file shall appear; its folder must exist.</param>
    /// <param name="ticks">The latest tick of each view.</param>
    /// <param name="level">Of zstd, 1 to 22.</param>
    /// <exception cref="IOException">Disk full, folder gone or read-only.</exception>
    public static void Write(string path, IReadOnlyList<TickResult> ticks, int level) =>
        WholeFile.Write(path, file => Write(file, ticks, level));

    /// <summary>The same into what cannot be replaced, as a file is: a pipe, say.</summary>
    public static void Write(Stream stream, IReadOnlyList<TickResult> ticks, int level)
    {
        using ZstdSharp.CompressionStream zstd = new(stream, level, leaveOpen: true);
        foreach (TickResult tick in ticks)
        {
            WriteLines(zstd, tick);
        }
    }

    private static void WriteLines(Stream stream, TickResult tick)
    {
        SortedSet<byte[]> excluded = new(tick.Excluded, ByBytes.Order);
        ArrayBufferWriter<byte> line = new(1024);
        int index = 0;
        int candidate = 0;
        foreach (KeySnapshot key in tick.Window.Keys)
        {
            line.ResetWrittenCount();
            // Both are sorted by key, and every candidate is in the window.
            bool wasClustered = candidate < tick.Sifted.Candidates.Count && tick.Sifted.Candidates[candidate].Key.AsSpan().SequenceEqual(key.Key);
            IReadOnlyList<double>? scaled = wasClustered ? tick.Sifted.Model.Scale.Scaled(key.Features) : null;
            candidate += wasClustered ? 1 : 0;
            using (Utf8JsonWriter json = new(line))
            {
                WriteKey(json, tick, key, index++, scaled, excluded.Contains(key.Key));
            }

            line.Write("\n"u8);
            stream.Write(line.WrittenSpan);
        }
    }

    /// <param name="scaled">Nothing for a key that was not clustered, since it is excluded.</param>
    private static void WriteKey(Utf8JsonWriter json, TickResult tick, KeySnapshot key, int index, IReadOnlyList<double>? scaled, bool excluded)
    {
        WindowSnapshot window = tick.Window;
        json.WriteStartObject();
        VerdictJson.WriteTime(json, "timestamp", window.End);
        json.WriteString("view", window.View.Name);
        json.WritePropertyName("key");
        VerdictJson.WriteText(json, key.Key);
        WriteNumbers(json, key.Records, key.Flows, key.Bytes, key.Alerts);
        VerdictJson.WriteShares(json, window.SharesOf(key));
        VerdictJson.WriteFeatures(json, "features", window.View, key.Features);
        if (scaled is not null)
        {
            VerdictJson.WriteFeatures(json, "scaled", window.View, scaled);
            VerdictJson.WriteAnomaly(json, window.View, tick.Sifted.Anomaly, scaled);
        }

        json.WriteBoolean("excluded", excluded);
        WriteWindow(json, window.Records, window.Flows, window.Bytes);
        if (window.Sketches is WindowSketches sketches)
        {
            json.WriteStartObject("sketches");
            for (int field = 0; field < window.View.Distinct.Count; field++)
            {
                json.WriteString(window.View.Distinct[field].Name, sketches.Text(index, field));
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    internal static void WriteNumbers(Utf8JsonWriter json, long records, long flows, double bytes, long alerts)
    {
        json.WriteNumber("records", records);
        json.WriteNumber("flows", flows);
        json.WriteNumber("bytes", bytes);
        json.WriteNumber("alerts", alerts);
    }

    /// <summary>What the shares are parts of.</summary>
    internal static void WriteWindow(Utf8JsonWriter json, double records, double flows, double bytes)
    {
        json.WriteStartObject("window");
        json.WriteNumber("records", records);
        json.WriteNumber("flows", flows);
        json.WriteNumber("bytes", bytes);
        json.WriteEndObject();
    }
}
