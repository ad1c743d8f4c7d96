using System.Text;
using System.Text.Json;
using Sidecar.Engine.Eve;
using Sidecar.Engine.Ingest;
using Sidecar.Engine.Verdicts;

namespace Sidecar.Engine.Snapshots;

/// <summary>
/// What people said about keys, in a small JSON file that outlives a restart; learned exclusions are not in it. A new
/// file takes the place of the old one in one step. One that cannot be read is refused, not overwritten: to forget a
/// never would be worse than not to start.
/// </summary>
internal static class HandRulesFile
{
    private const int Version = 1;

    /// <exception cref="IOException">Disk full, folder gone or read-only; the file is as it was.</exception>
    public static void Write(string path, IReadOnlyList<HandRule> rules) => WholeFile.Write(
        path,
        file =>
        {
            using Utf8JsonWriter json = new(file, new JsonWriterOptions { Indented = true });
            WriteAll(json, rules);
        },
        NewFile.OwnerAlone);

    /// <summary>The rules of the file; none when there is no file.</summary>
    /// <exception cref="IOException">The file is damaged or may not be read; the message says what to do.</exception>
    public static IReadOnlyList<HandRule> Read(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            JsonElement root = document.RootElement;
            return root.GetProperty("version").GetInt32() == Version
                ? [.. root.GetProperty("rules").EnumerateArray().Select(RuleOf)]
                : throw new FormatException("it is of another version");
        }
        catch (Exception e) when (e is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            throw new IOException($"{path}: cannot be read ({e.Message}); mend it, or remove it to forget what was pinned and never to be excluded", e);
        }
    }

    private static void WriteAll(Utf8JsonWriter json, IReadOnlyList<HandRule> rules)
    {
        json.WriteStartObject();
        json.WriteNumber("version", Version);
        json.WriteStartArray("rules");
        foreach (HandRule rule in rules)
        {
            json.WriteStartObject();
            json.WriteString("view", rule.View);
            json.WritePropertyName("key");
            json.WriteRawValue(KeyJson.ToJson(rule.Key), skipInputValidation: true);
            json.WriteString("action", HandActions.Name(rule.Action));
            VerdictJson.WriteTime(json, "since", rule.Since);
            if (rule.Expires is long expires)
            {
                VerdictJson.WriteTime(json, "expires", expires);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static HandRule RuleOf(JsonElement rule)
    {
        string raw = rule.GetProperty("key").GetRawText();
        string action = rule.GetProperty("action").GetString() ?? "";
        if (!raw.StartsWith('"'))
        {
            throw new FormatException($"the key {raw} is no text");
        }

        if (!HandActions.TryParse(action, out HandAction parsed) || parsed == HandAction.Remove)
        {
            throw new FormatException($"there is no action '{action}'");
        }

        long? expires = rule.TryGetProperty("expires", out JsonElement end) ? TimeOf(end) : null;
        return expires is null == (parsed != HandAction.Add)
            ? new HandRule(rule.GetProperty("view").GetString() ?? "", KeyJson.Decode(Encoding.UTF8.GetBytes(raw[1..^1])), parsed, TimeOf(rule.GetProperty("since")), expires)
            : throw new FormatException($"the action '{action}' {(expires is null ? "lacks" : "has")} an end");
    }

    private static long TimeOf(JsonElement text) =>
        EveTime.TryParse(Encoding.UTF8.GetBytes(text.GetString() ?? ""), out long time) ? time : throw new FormatException($"{text.GetRawText()} is no time");
}
