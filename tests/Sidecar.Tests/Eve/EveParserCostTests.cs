using System.Text;
using Sidecar.Engine.Eve;
using Sidecar.Engine.Kernels;
using Sidecar.Engine.Selftest;
using Xunit;

namespace Sidecar.Tests.Eve;

/// <summary>What a line may cost: no allocation, and time in proportion to its length, whatever it holds.</summary>
public abstract class EveParserCostTests(JsonKernel kernel)
{
    private const int Megabyte = 1 << 20;

    /// <summary>A quadratic path would take minutes on lines of this size; a slow machine does not.</summary>
    private static readonly TimeSpan s_generousBound = TimeSpan.FromSeconds(5);

    private static readonly string[] s_paths = ["a", "http.url", "http.hostname", "http.status", "payload", "http"];

    public static TheoryData<string, string, string, int, string> BigLines => new()
    {
        { "the largest record seen", "{\"payload\":\"", "QUJD", 600_000, "\",\"a\":1}" },
        { "16 MB of payload", "{\"payload\":\"", "QUJD", 4 * Megabyte, "\",\"a\":1}" },
        { "an even run of backslashes", "{\"payload\":\"", "\\\\", 2 * Megabyte, "\",\"a\":1}" },
        { "an odd run of backslashes", "{\"payload\":\"\\", "\\\\", 2 * Megabyte, "\",\"a\":1}" },
        { "escapes only", "{\"payload\":\"", "\\u0041", Megabyte, "\",\"a\":1}" },
        { "lone surrogates only", "{\"payload\":\"", "\\ud83d", Megabyte / 4, "\",\"a\":1}" },
        { "letters of three bytes", "{\"payload\":\"", "€", Megabyte / 4, "\",\"a\":1}" },
        { "10,000 digits", "{\"a\":1", "0", 10_000, "}" },
        { "a million digits behind the point", "{\"a\":-0.", "7", Megabyte, "}" },
        { "a long key", "{\"", "k", 4 * Megabyte, "\":0,\"a\":1}" },
        { "a long escaped key", "{\"", "\\u0061", Megabyte, "\":0,\"a\":1}" },
        { "100,000 duplicate keys", "{", "\"http\":{\"url\":1},", 100_000, "\"a\":1}" },
        { "100,000 escaped duplicate keys", "{", "\"\\u0061\":5,", 100_000, "\"a\":1}" },
        { "100,000 duplicate keys inside", "{\"http\":{", "\"url\":{\"b\":0},", 100_000, "\"url\":1}}" },
        { "a million elements", "{\"a\":[0", ",{}", Megabyte, "],\"http\":{}}" },
        { "white space", "{\"a\":", " \t", Megabyte, "1}" },
        { "brackets that open", "{\"a\":", "[", 4 * Megabyte, "" },
        { "torn records", "", "{\"timestamp\":\"2026-01-05T08:10:0", 100_000, "" },
    };

    [Theory]
    [MemberData(nameof(BigLines))]
    public void A_big_line_is_read_right_and_in_linear_time(string what, string start, string repeated, int count, string end)
    {
        byte[] line = Encoding.UTF8.GetBytes(start + string.Concat(Enumerable.Repeat(repeated, count)) + end);
        var parser = new EveParser(FieldTable.Compile(s_paths), kernel);
        TimeSpan begin = ProcessorTime.OfThread();
        parser.Parse(line, out _);
        TimeSpan cost = ProcessorTime.OfThread() - begin;
        Assert.True(cost < s_generousBound, $"{what}: {cost}");
        Assert.Null(new JsonOracle(JsonOracle.AllKernels, s_paths).Difference(line, out _));
    }

    [Fact]
    public void A_hundred_thousand_records_allocate_nothing()
    {
        byte[][] lines =
        [
            [.. """{"timestamp":"2026-01-05T08:10:00.000000+0000","flow_id":1117868385327448,"event_type":"http","src_ip":"10.0.0.1","http":{"url":"\/a\u00e9","status":200}}"""u8],
            [.. """{"fl\u006fw":{"byt\u0065s_toserver":1,"bypassed":{"pkts_toserver":2},"alerted":true},"dns":{"queries":[{"rrname":"a.example"},{}]}}"""u8],
            [.. """{"h\u0074tp":{"url":"a"},"http":{"hostname":"\ud83d"},"http":null}"""u8],
            [.. """{"timestamp":"2026-01-05T08:10:0{"timestamp":"2026"""u8],
            [.. """{"host":"\q"}"""u8],
            [],
        ];
        var parser = new EveParser(FieldTable.Engine, kernel);
        byte[] scratch = new byte[64];
        ReadAll(parser, lines, lines.Length, scratch);

        // The runtime hands out memory in pieces of some KB and now and then counts a piece that the test did not ask
        // for; one object a record would show in every round.
        long least = long.MaxValue;
        for (int round = 0; round < 5; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            int parsed = ReadAll(parser, lines, 100_000, scratch);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.InRange(parsed, 50_000, 50_002);
        }

        Assert.Equal(0, least);
    }

    private static int ReadAll(EveParser parser, byte[][] lines, int count, byte[] scratch)
    {
        int parsed = 0;
        for (int i = 0; i < count; i++)
        {
            if (parser.Parse(lines[i % lines.Length], out EveRecord record) != EveStatus.Ok)
                continue;

            parsed++;
            record.TryGetInt64(EveField.FlowId, out _);
            if (record.TryGetText(EveField.HttpUrl, out EveText url))
                url.Canonical(ref scratch);
            if (record.TryGetText(EveField.Timestamp, out EveText time) && !EveTime.TryParse(time.Raw, out _))
                parsed--;
        }

        return parsed;
    }
}

public sealed class EveParserCostScalarTests() : EveParserCostTests(JsonKernel.Scalar);

public sealed class EveParserCost128Tests() : EveParserCostTests(JsonKernel.Vector128);

public sealed class EveParserCost256Tests() : EveParserCostTests(JsonKernel.Vector256);

public sealed class EveParserCost512Tests() : EveParserCostTests(JsonKernel.Vector512);
