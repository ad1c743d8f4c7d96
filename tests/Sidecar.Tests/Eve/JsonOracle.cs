using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Sidecar.Engine.Eve;

namespace Sidecar.Tests.Eve;

/// <summary>
/// Holds the parser against System.Text.Json: the same lines accepted, and in each wanted field the same value.
/// The last of duplicate keys is found by walking all properties.
/// </summary>
internal sealed class JsonOracle(params string[] paths)
{
    private readonly string[][] _steps = [.. paths.Select(path => path.Replace("[]", ".[]", StringComparison.Ordinal).Split('.'))];
    private readonly EveParser _parser = new(FieldTable.Compile(paths));
    private byte[] _scratch = [];

    /// <summary>Null when both agree, else what they differ in.</summary>
    public string? Difference(byte[] line, out EveStatus status)
    {
        status = _parser.Parse(line, out EveRecord record);
        using JsonDocument? document = TryParse(line);
        bool isRecord = document?.RootElement.ValueKind == JsonValueKind.Object;
        if (isRecord != (status == EveStatus.Ok))
            return $"status is {status}, System.Text.Json {(isRecord ? "accepts" : "rejects")}";

        for (int slot = 0; slot < paths.Length; slot++)
        {
            JsonElement expected = isRecord ? Find(document!.RootElement, _steps[slot]) : default;
            if (Difference(record, slot, expected) is { } difference)
                return $"{paths[slot]} {difference}";
        }

        return null;
    }

    private string? Difference(EveRecord record, int slot, JsonElement expected)
    {
        bool isMissing = expected.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;
        if (record.IsMissing(slot) != isMissing)
            return isMissing ? "should be missing" : $"is missing, should be {expected}";
        if (record.IsTrue(slot) != (expected.ValueKind == JsonValueKind.True))
            return $"true: {record.IsTrue(slot)}, should be {expected}";

        ReadOnlySpan<byte> raw = isMissing ? [] : JsonMarshal.GetRawUtf8Value(expected);
        if (!record.RawValue(slot).SequenceEqual(raw))
            return $"is {Encoding.Latin1.GetString(record.RawValue(slot))}, should be {Encoding.Latin1.GetString(raw)}";

        long integer = 0;
        bool isInteger = expected.ValueKind == JsonValueKind.Number && expected.TryGetInt64(out integer);
        if (record.TryGetInt64(slot, out long value) != isInteger || value != integer)
            return $"is {value}, should be {expected}";

        bool isText = expected.ValueKind == JsonValueKind.String;
        if (record.TryGetText(slot, out EveText text) != isText)
            return isText ? "should be a string" : "should be no string";
        return isText ? Difference(text, expected) : null;
    }

    private string? Difference(EveText text, JsonElement expected)
    {
        ReadOnlySpan<byte> canonical = text.Canonical(ref _scratch);
        if (!canonical.SequenceEqual(CanonicalModel.Of(text.Raw)))
            return $"has the canonical form {Convert.ToHexString(canonical)}";
        if (text.IsPlain != (text.Raw.IndexOf((byte)'\\') < 0 && Ascii.IsValid(text.Raw)))
            return $"plain: {text.IsPlain}";
        if (text.Is("a"u8) != canonical.SequenceEqual("a"u8))
            return $"is 'a': {text.Is("a"u8)}";
        if (GetString(expected) is { } known && !canonical.SequenceEqual(Encoding.UTF8.GetBytes(known)))
            return $"has the canonical form {Convert.ToHexString(canonical)}, should be {known}";
        return null;
    }

    private static JsonElement Find(JsonElement element, string[] steps)
    {
        foreach (string step in steps)
        {
            JsonElement next = default;
            if (step == "[]")
                next = element.ValueKind == JsonValueKind.Array && element.GetArrayLength() > 0 ? element[0] : default;
            else if (element.ValueKind == JsonValueKind.Object)
                foreach (JsonProperty property in element.EnumerateObject())
                    if (HasName(property, step))
                        next = property.Value;
            element = next;
        }

        return element;
    }

    private static JsonDocument? TryParse(byte[] line)
    {
        try
        {
            return JsonDocument.Parse(line);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>System.Text.Json will not compare a key with a lone surrogate; no wanted key has one.</summary>
    private static bool HasName(JsonProperty property, string name)
    {
        try
        {
            return property.NameEquals(name);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Null where System.Text.Json has no string to give: lone surrogates and bytes that are not UTF-8.</summary>
    private static string? GetString(JsonElement element)
    {
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
