using NJsonSchema;
using NJsonSchema.Validation;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>The shipped JSON Schema, against which every verdict of every test is held.</summary>
internal static class VerdictSchema
{
    private static readonly JsonSchema s_schema = JsonSchema
        .FromFileAsync(Path.Combine(FixtureFiles.Root, "suricata-config", "verdict.schema.json")).GetAwaiter().GetResult();

    /// <summary>Splits into lines; fails on one that is unfinished, or that the schema refuses.</summary>
    public static IReadOnlyList<string> Check(string text)
    {
        Assert.True(text.Length == 0 || text.EndsWith('\n'), "the last verdict is no whole line");
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (string line in lines)
        {
            ICollection<ValidationError> faults = Faults(line);
            Assert.True(faults.Count == 0, $"{string.Join("; ", faults)}: {line}");
        }

        return lines;
    }

    /// <summary>What the schema has against a line.</summary>
    public static ICollection<ValidationError> Faults(string line) => s_schema.Validate(line);
}
