using System.Globalization;
using System.Text;
using Sidecar.Engine.Eve;
using Sidecar.Engine.Kernels;
using Sidecar.Engine.Selftest;
using Xunit;
using Xunit.Abstractions;

namespace Sidecar.Tests.Eve;

/// <summary>
/// The parser, with each kernel, and System.Text.Json read every line alike. <see cref="CasesVariable"/> makes more cases of
/// it, for a night; <see cref="SeedVariable"/> makes others.
/// </summary>
public sealed class EveParserAgreementTests(ITestOutputHelper output)
{
    private const string CasesVariable = "EVE_SIDECAR_FUZZ_CASES";
    private const string SeedVariable = "EVE_SIDECAR_FUZZ_SEED";
    private const int Cases = 200_000;
    private const int Seed = 1_000_000;

    /// <summary>Paths that lie inside and beside each other, so that each value is wanted in several ways.</summary>
    private static readonly string[] s_tightPaths =
        ["a", "b.c", "b", "b.d[].e", "b.d[]", "b.d", "b.dd", "c[][].a", "c[]", "f.g.h.i.j", "f.g.k", "a.b.c", "é", "b.e\u0000"];

    private static readonly string[] s_enginePaths = [.. Enum.GetValues<EveField>().Select(EveFieldPath.Of)];

    private readonly JsonOracle _tight = new(JsonOracle.AllKernels, s_tightPaths);

    public static TheoryData<string> NastyLines =>
    [
        // What a line may be that is no record.
        "", " ", "\t\r\n ", "null", "1", "\"a\"", "[]", "[{}]", "{", "}", "{}{}", "{} {}", "{},", "{}\0", "\0{}", "{}x", "\ufeff{}", "//\n{}", "{}//", "{/**/}",
        // Structure.
        "{}", " { } ", "\r\n{\t}\r\n", "{,}", "{\"a\"}", "{\"a\":}", "{\"a\" 1}", "{\"a\":1,}", "{\"a\":1 \"b\":2}", "{\"a\":1,,\"b\":2}", "{a:1}", "{'a':1}",
        "{1:1}", "{null:1}", "{\"a\":[}", "{\"a\":[1,]}", "{\"a\":[,1]}", "{\"a\":[1 2]}", "{\"a\":{]}", "{\"a\":[]]}", "{\"a\":1]", "[}", "{\"a\"::1}", "{\"a\":[\"b\":1]}", "{\"a\":[1,\"b\":1]}", "{\"a\":[\"b\":{}]}", "{\"a\":{\"b\"}}", "{\"a\":{\"b\",\"c\":1}}", "{\"a\":{1:1}}", "{\"a\":[[\"b\":1],2]}", "{\"a\":[[],{},[{}]]}",
        // Literals.
        "{\"a\":true}", "{\"a\":false}", "{\"a\":null}", "{\"a\":True}", "{\"a\":tru}", "{\"a\":tru", "{\"a\":truee}", "{\"a\":nul", "{\"a\":nulll}", "{\"a\":fals,",
        "{\"a\":undefined}", "{\"a\":NaN}", "{\"a\":Infinity}", "{\"a\":-Infinity}",
        // Numbers.
        "{\"a\":0}", "{\"a\":-0}", "{\"a\":00}", "{\"a\":01}", "{\"a\":-01}", "{\"a\":-}", "{\"a\":+1}", "{\"a\":.5}", "{\"a\":5.}", "{\"a\":5.e1}", "{\"a\":1e}", "{\"a\":1e+}",
        "{\"a\":1E5}", "{\"a\":1e-05}", "{\"a\":0e0}", "{\"a\":0.0}", "{\"a\":1.0}", "{\"a\":1e2}", "{\"a\":--1}", "{\"a\":1-1}", "{\"a\":0x1}", "{\"a\":1", "{\"a\":-", "{\"a\":1.", "{\"a\":1e",
        "{\"a\":9223372036854775807}", "{\"a\":9223372036854775808}", "{\"a\":-9223372036854775808}", "{\"a\":-9223372036854775809}", "{\"a\":18446744073709551616}", "{\"a\":1/}", "{\"a\":1a}",
        // Strings.
        "{\"a\":\"\"}", "{\"a\":\"\u007f\"}", "{\"a\":\"\t\"}", "{\"a\":\"\n\"}", "{\"a\":\"\0\"}", "{\"a\":\"\u001f\"}", "{\"a\":\"", "{\"a\":\"\\", "{\"a\":\"\\\"", "{\"a\":\"\\u", "{\"a\":\"\\u12", "{\"a\":\"\\u1234",
        "{\"a\":\"\\x\"}", "{\"a\":\"\\'\"}", "{\"a\":\"\\u12g4\"}", "{\"a\":\"\\u 123\"}", "{\"a\":\"\\U0041\"}", "{\"a\":\"\\uABcd\"}", "{\"a\":\"\\\\\\\"\\/\\b\\f\\n\\r\\t\"}",
        "{\"a\":\"\\u0000\"}", "{\"a\":\"\\ud800\"}", "{\"a\":\"\\udc00\"}", "{\"a\":\"\\ud83d\\ude00\"}", "{\"a\":\"\\ud83d\\u\"}", "{\"a\":\"é€😀\"}", "{\"a\":\"\\u00e9\"}",
        // Keys.
        "{\"\":1}", "{\"\\u0061\":1}", "{\"\\u00e9\":1}", "{\"é\":1}", "{\"\\u00E9\":1}", "{\"\\ud800\":1}", "{\"\\u0061\\u0000\":1}", "{\"b\":{\"e\\u0000\":1,\"e\":2}}", "{\"aa\":1}", "{\"A\":1}", "{\"\\q\":1}", "{\"a\n\":1}",
        // Duplicates.
        "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":null}", "{\"b\":{\"c\":1},\"b\":{\"dd\":2}}", "{\"b\":{\"c\":1},\"b\":5}", "{\"b\":{\"c\":1},\"b\":null}", "{\"b\":{\"c\":1},\"b\":[]}",
        "{\"b\":{\"c\":1,\"c\":{\"x\":1}}}", "{\"b\":5,\"b\":{\"c\":1}}", "{\"b\":{\"d\":[{\"e\":1}],\"d\":[{\"x\":1},{\"e\":2}]}}", "{\"b\":{\"d\":[{\"e\":1}],\"d\":[]}}", "{\"b\":{\"d\":[{\"e\":1,\"e\":2}]}}",
        "{\"b\":{\"c\":1},\"x\":{\"b\":{\"c\":2}}}", "{\"x\":{\"a\":1}}", "{\"x\":[{\"a\":1}]}", "{\"f\":{\"g\":{\"h\":{\"i\":{\"j\":1}}},\"g\":{\"k\":2}}}",
        // Arrays.
        "{\"b\":{\"d\":[{\"e\":1},{\"e\":2}]}}", "{\"b\":{\"d\":[1,{\"e\":2}]}}", "{\"b\":{\"d\":{\"e\":1}}}", "{\"b\":[{\"c\":1}]}", "{\"c\":[[{\"a\":1},{\"a\":2}],[{\"a\":3}]]}", "{\"c\":[[],[{\"a\":3}]]}", "{\"c\":[null,1]}", "{\"c\":{\"[]\":1}}",
    ];

    [Theory]
    [MemberData(nameof(NastyLines))]
    public void A_nasty_line_is_read_as_System_Text_Json_reads_it(string line)
    {
        foreach (byte[] variant in InEachPlace(Encoding.UTF8.GetBytes(line)))
            Assert.Null(_tight.Difference(variant, out _));
    }

    [Theory]
    [InlineData("{\"a\":\"", "\"}")]
    [InlineData("{\"a\":\"\\", "\"}")]
    [InlineData("{\"", "\":1}")]
    [InlineData("{\"a\":", "}")]
    [InlineData("{\"a\":1", "}")]
    [InlineData("", "{}")]
    [InlineData("{}", "")]
    public void Any_byte_in_any_place_is_read_as_System_Text_Json_reads_it(string before, string after)
    {
        for (int first = 0; first <= byte.MaxValue; first++)
        {
            foreach (byte second in "\"\\{}[]:,0-.e n"u8)
            {
                byte[] line = [.. Encoding.ASCII.GetBytes(before), (byte)first, second, .. Encoding.ASCII.GetBytes(after)];
                Assert.Null(_tight.Difference(WithMember(line, length: 40), out _));
                string? difference = _tight.Difference(line, out _);
                Assert.True(difference is null, $"bytes {first:x2} {second:x2}: {difference}");
            }
        }
    }

    [Theory]
    [InlineData("{\"a\":", "}")]
    [InlineData("[", "]")]
    [InlineData("{\"a\":[", "]}")]
    public void Containers_nest_as_deep_as_System_Text_Json_lets_them(string open, string close)
    {
        EveStatus status = default;
        for (int count = 1; count <= EveParser.MaxDepth + 2; count++)
        {
            string nested = string.Concat(Enumerable.Repeat(open, count)) + "0" + string.Concat(Enumerable.Repeat(close, count));
            Assert.Null(_tight.Difference(Encoding.ASCII.GetBytes($"{{\"a\":{nested}}}"), out status));
        }

        Assert.Equal(EveStatus.TooDeep, status);
    }

    [Fact]
    public void Generated_and_mutated_records_agree()
    {
        int cases = Number(CasesVariable, Cases);
        int seed = Number(SeedVariable, Seed);
        output.WriteLine($"{cases} cases from seed {seed} on; {CasesVariable} and {SeedVariable} change that");
        AgreeOnGenerated(s_tightPaths, seed, cases / 2);
        AgreeOnGenerated(s_enginePaths, seed + (cases / 2), cases - (cases / 2));
    }

    /// <summary>
    /// The line as it is, and with a member before its own that moves them over every place of a block of 64 bytes: short
    /// lines are not scanned in vectors, and rules may fail at the borders alone, also of chunks of blocks.
    /// </summary>
    private static IEnumerable<byte[]> InEachPlace(byte[] line)
    {
        yield return line;
        for (int length = 16; length < 16 + JsonBlock.Length; length++)
            yield return WithMember(line, length);
        int chunk = JsonMasks.MaxBlocks * JsonBlock.Length;
        for (int length = chunk - line.Length; length <= chunk; length++)
            yield return WithMember(line, length);
    }

    /// <summary>The line with another member of so many bytes at its start, if it is an object with members.</summary>
    private static byte[] WithMember(byte[] line, int length)
    {
        byte[] member = [.. "\"p\":\""u8, .. Enumerable.Repeat((byte)'p', length - "\"p\":\"\","u8.Length), .. "\","u8];
        return line is [(byte)'{', not (byte)'}', ..] ? [(byte)'{', .. member, .. line[1..]] : line;
    }

    private void AgreeOnGenerated(string[] paths, int seed, int cases)
    {
        var oracle = new JsonOracle(JsonOracle.AllKernels, paths);
        ILookup<string, string> steps = RecordGenerator.StepsBelow(paths);
        int accepted = 0;
        for (int i = seed; i < seed + cases; i++)
        {
            byte[] line = new RecordGenerator(steps, i).Next();
            string? difference = oracle.Difference(line, out EveStatus status);
            Assert.True(difference is null, $"seed {i}: {difference}\n{Encoding.Latin1.GetString(line)}");
            accepted += status == EveStatus.Ok ? 1 : 0;
        }

        output.WriteLine($"{oracle.LinesKnown} lines were known when they came again");
        Assert.InRange(oracle.LinesKnown, cases / 20, long.MaxValue);
        Assert.InRange(accepted, cases / 4, cases * 9 / 10);
        foreach ((JsonKernel kernel, long lines) in oracle.LinesReadBy)
        {
            output.WriteLine($"kernel {JsonKernels.Name(kernel)} read {lines} of {accepted} accepted lines by itself");
            Assert.InRange(lines, cases / 8, accepted);
        }
    }

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
