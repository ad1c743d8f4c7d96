using System.Buffers;
using System.Text;
using System.Text.Json;
using Sidecar.Engine.Eve;

namespace Sidecar.Engine.Snapshots;

/// <summary>
/// Puts the profile exports of several sidecars together, of which each saw a part of the flows: sums and totals add up, a
/// distinct count is that of the values of all (exact where all exports are, within the error of the sketch elsewhere).
/// A key is excluded when one of them excludes it. Reads line by line; any thread.
/// </summary>
public sealed class ProfileMerge
{
    private readonly SortedDictionary<string, MergedView> _views = new(StringComparer.Ordinal);
    private readonly HashSet<string> _seen = [];
    private long _time = long.MinValue;
    private long _line;

    /// <summary>The lines of another export follow.</summary>
    public void Begin()
    {
        _seen.Clear();
        _line = 0;
    }

    /// <exception cref="InvalidDataException">It is no line of a profile export, or one that does not fit to the others.</exception>
    public void Take(ReadOnlySpan<byte> line)
    {
        _line++;
        try
        {
            Utf8JsonReader reader = new(line);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            Take(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or OverflowException)
        {
            throw new InvalidDataException($"line {_line} is no line of a profile export: {e.Message}", e);
        }
    }

    /// <summary>The merged profiles, a line a key in the order of view and key, as an export has them.</summary>
    public void Write(Stream output)
    {
        ArrayBufferWriter<byte> line = new(1024);
        foreach ((string name, MergedView view) in _views)
        {
            foreach ((string rawKey, MergedKey key) in view.Keys)
            {
                line.ResetWrittenCount();
                using (Utf8JsonWriter json = new(line))
                {
                    key.Write(json, _time, name, rawKey);
                }

                line.Write("\n"u8);
                output.Write(line.WrittenSpan);
            }
        }
    }

    private void Take(JsonElement line)
    {
        string name = line.GetProperty("view").GetString()!;
        if (!_views.TryGetValue(name, out MergedView? view))
        {
            _views.Add(name, view = new MergedView(line));
        }

        if (!view.Fits(line))
        {
            throw new InvalidDataException($"line {_line}: the view {name} counts other fields than in the exports before; merge exports of one configuration");
        }

        if (_seen.Add(name))
        {
            view.AddTotals(line.GetProperty("window"));
        }

        string timestamp = line.GetProperty("timestamp").GetString() ?? "";
        _time = EveTime.TryParse(Encoding.UTF8.GetBytes(timestamp), out long time) ? Math.Max(_time, time) : throw new FormatException("its timestamp is no time");
        string key = line.GetProperty("key").GetRawText();
        if (!view.Keys.TryGetValue(key, out MergedKey? merged))
        {
            view.Keys.Add(key, merged = new MergedKey(view));
        }

        if (!merged.TryAdd(line))
        {
            throw new InvalidDataException($"line {_line} has no sketches, or broken ones: distinct counts cannot be put together; export with snapshots.sketches: yes");
        }
    }
}
