using System.Text;
using NJsonSchema;
using NJsonSchema.Validation;
using Sidecar.Engine.Verdicts;
using Xunit;

namespace Sidecar.Tests.Verdicts;

/// <summary>The JSON Schema that is shipped: every verdict line that a test writes is held against it.</summary>
internal static class VerdictSchema
{
    private static readonly JsonSchema s_schema = JsonSchema
        .FromFileAsync(Path.Combine(House.HouseTests.Root(), "suricata-config", "verdict.schema.json")).GetAwaiter().GetResult();

    /// <summary>What the schema has against a line.</summary>
    public static ICollection<ValidationError> Faults(string line) => s_schema.Validate(line);

    /// <summary>The verdict's line without its newline: as the schema wants it, and of printable ASCII only.</summary>
    public static string LineOf(Verdict verdict, ReadOnlySpan<byte> sensor = default, string home = "")
    {
        string line = Encoding.Latin1.GetString(VerdictJson.Line(verdict, sensor, HomeNets.Of(home)));
        Assert.Equal(line.Length - 1, line.IndexOf('\n', StringComparison.Ordinal));
        line = line[..^1];
        Assert.All(line, character => Assert.InRange(character, ' ', '~'));
        ICollection<ValidationError> faults = Faults(line);
        Assert.True(faults.Count == 0, $"{string.Join("; ", faults)}: {line}");
        return line;
    }
}
