using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Sidecar.Engine.Eve;
using Sidecar.Engine.Kernels;

namespace Sidecar.Engine.Selftest;

/// <summary>
/// Holds the parser against System.Text.Json: the same lines accepted, and in each wanted field the same value; and each
/// kernel against the scalar parser: the same cause, and each field in the same place. The last of duplicate keys is
/// found by walking all properties.
/// </summary>
/// <param name="kernels">Those that are held against the scalar parser; one without hardware is slow, but right.</param>
/// <param name="paths">The wanted fields.</param>
internal sealed class JsonOracle(IReadOnlyList<JsonKernel> kernels, IReadOnlyList<string> paths)
{
    private readonly string[][] _steps = [.. paths.Select(path => path.Replace("[]", ".[]", StringComparison.Ordinal).Split('.'))];
    private readonly EveParser _scalar = new(FieldTable.Compile(paths), JsonKernel.Scalar);
    private readonly EveParser[] _parsers = [.. kernels.Select(kernel => new EveParser(FieldTable.Compile(paths), kernel))];
    private byte[] _scratch = [];

    /// <summary>All that there are beside the scalar one.</summary>
    public static IReadOnlyList<JsonKernel> AllKernels { get; } = [JsonKernel.Vector128, JsonKernel.Vector256, JsonKernel.Vector512];

    /// <summary>Lines, of all kernels together, that were not like a line before, and were like themselves when they came again.</summary>
    public long LinesKnown { get; private set; }

    /// <summary>Lines that each kernel has read by itself, without the scalar parser.</summary>
    public Dictionary<JsonKernel, long> LinesReadBy { get; } = kernels.ToDictionary(kernel => kernel, _ => 0L);

    /// <summary>Null when all agree, else what they differ in: text of the line's author, not made harmless yet.</summary>
    public string? Difference(ReadOnlyMemory<byte> memory, out EveStatus status)
    {
        ReadOnlySpan<byte> line = memory.Span;
        status = _scalar.Parse(line, out EveRecord record);
        foreach (EveParser parser in _parsers)
            if ((Difference(parser, line, record, status) ?? AgainKnown(parser, line, record, status)) is { } difference)
                return difference;

        using JsonDocument? document = TryParse(memory);
        bool isRecord = document?.RootElement.ValueKind == JsonValueKind.Object;
        if (isRecord != (status == EveStatus.Ok))
            return $"status is {status}, System.Text.Json {(isRecord ? "accepts" : "rejects")}";

        for (int slot = 0; slot < paths.Count; slot++)
        {
            JsonElement expected = isRecord ? Find(document!.RootElement, _steps[slot]) : default;
            if (Difference(record, slot, expected) is { } difference)
                return $"{paths[slot]} {difference}";
        }

        return null;
    }

    /// <summary>The same of the line when it comes again, as it is known then, if it could be learnt.</summary>
    private string? AgainKnown(EveParser parser, ReadOnlySpan<byte> line, EveRecord expected, EveStatus expectedStatus)
    {
        if (parser.LastReader == JsonKernel.Scalar)
            return null;
        LinesReadBy[parser.LastReader]++;
        if (parser.IsLastKnown)
            return null;
        string? difference = Difference(parser, line, expected, expectedStatus);
        LinesKnown += parser.IsLastKnown ? 1 : 0;
        return difference;
    }

    private string? Difference(EveParser parser, ReadOnlySpan<byte> line, EveRecord expected, EveStatus expectedStatus)
    {
        EveStatus status = parser.Parse(line, out EveRecord record);
        string name = $"kernel {JsonKernels.Name(parser.Kernel)}";
        if (status != expectedStatus)
            return $"{name}: status is {status}, should be {expectedStatus}";

        for (int slot = 0; slot < paths.Count; slot++)
        {
            if (!record.RawValue(slot).Overlaps(expected.RawValue(slot), out int offset) && !record.RawValue(slot).IsEmpty)
                return $"{name}: {paths[slot]} is elsewhere";
            if (offset != 0 || record.RawValue(slot).Length != expected.RawValue(slot).Length)
                return $"{name}: {paths[slot]} is {Encoding.Latin1.GetString(record.RawValue(slot))}";
            if (record.TryGetText(slot, out EveText text) && expected.TryGetText(slot, out EveText other) && text.IsPlain != other.IsPlain)
                return $"{name}: {paths[slot]} is plain: {text.IsPlain}";
        }

        return null;
    }

    private string? Difference(EveRecord record, int slot, JsonElement expected)
    {
        bool isMissing = expected.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;
        if (record.IsMissing(slot) != isMissing)
            return isMissing ? "should be missing" : $"is missing, should be {Raw(expected)}";
        if (record.IsTrue(slot) != (expected.ValueKind == JsonValueKind.True))
            return $"true: {record.IsTrue(slot)}, should be {Raw(expected)}";

        if (!record.RawValue(slot).SequenceEqual(isMissing ? [] : JsonMarshal.GetRawUtf8Value(expected)))
            return $"is {Encoding.Latin1.GetString(record.RawValue(slot))}, should be {Raw(expected)}";

        long integer = 0;
        bool isInteger = expected.ValueKind == JsonValueKind.Number && expected.TryGetInt64(out integer);
        if (record.TryGetInt64(slot, out long value) != isInteger || value != integer)
            return $"is {value}, should be {Raw(expected)}";

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

    /// <summary>As it stands in the line: a lone surrogate cannot be shown as text.</summary>
    private static string Raw(JsonElement element) =>
        element.ValueKind == JsonValueKind.Undefined ? "missing" : Encoding.Latin1.GetString(JsonMarshal.GetRawUtf8Value(element));

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

    private static JsonDocument? TryParse(ReadOnlyMemory<byte> line)
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
