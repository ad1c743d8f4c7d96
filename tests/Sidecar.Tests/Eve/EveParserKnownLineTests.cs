using System.Text;
using Sidecar.Engine.Eve;
using Sidecar.Engine.Kernels;
using Sidecar.Engine.Selftest;
using Xunit;

namespace Sidecar.Tests.Eve;

/// <summary>A line like one before it is read as it would be if it were the first.</summary>
public abstract class EveParserKnownLineTests(JsonKernel kernel)
{
    private static readonly string[] s_paths =
        ["timestamp", "flow_id", "event_type", "src_ip", "src_port", "flow.bytes_toserver", "flow.state", "flow.alerted", "flow", "dns.queries[].rrname", "dns.queries[]", "dns.answers", "http.url", "tags[]", "x"];

    private static readonly string[] s_lines =
    [
        """{"timestamp":"2026-01-05T08:00:00.000005+0000","flow_id":1000000000002,"in_iface":"eth0","event_type":"flow","src_ip":"10.0.2.2","src_port":41026,"proto":"TCP","flow":{"pkts_toserver":33,"bytes_toserver":3875,"state":"closed","alerted":false},"tcp":{"syn":true,"ack":null,"x":[]}}""",
        """{"timestamp":"2026-01-05T08:00:00.000005+0000","flow_id":7,"event_type":"dns","src_ip":"fe80::1","dns":{"version":2,"queries":[{"rrname":"a.example","rrtype":"A"},{"rrname":"b"}],"answers":[{"ttl":60},{"ttl":-1.5e3}],"grouped":{"A":["192.0.2.1","192.0.2.2"]}},"x":{}}""",
        """{"timestamp":"2026-01-05T08:00:00.000005+0000","event_type":"http","http":{"hostname":"host.example","url":"\/path\/44901?q=1","ua":"Mozilla\/5.0 (X11; Linux x86_64) and more of it than any register has\u00e9 \"q\" é€😀"},"tags":["a","b"],"a_key_that_is_longer_than_the_text_of_one_node_can_be":{"and_another_one_inside_of_it_as_long_as_the_first":1}}""",
        """{"a":1,"x":"y"}""",
        """{}""",
        """{"tags":[],"flow":{},"dns":{"queries":[],"answers":[]},"x":[{"x":[[],{}]}]}""",
        """{"tags":[[1,2],3],"flow":[1],"dns":{"queries":[1,{"rrname":"q"}]}}""",
    ];

    /// <summary>What a byte of a line is changed to: all that JSON has a meaning for, and some that it has none for.</summary>
    private static ReadOnlySpan<byte> Bytes => "\"\\{}[]:,0-.eEtn \n\0a\xff"u8;

    [Fact]
    public void A_line_is_known_when_it_comes_again_with_other_values()
    {
        EveParser parser = new(FieldTable.Compile(["a", "b.c", "d"]), kernel);
        foreach (string line in (string[])["{\"a\":1,\"b\":{\"c\":\"x\"}}", "{\"a\":-2.5e3,\"b\":{\"c\":\"\"}}", "{\"a\":true,\"b\":{\"c\":\"a\\n\"}}", "{\"a\":null,\"b\":{\"c\":\"" + new string('l', 1000) + "\"}}"])
        {
            byte[] bytes = Encoding.UTF8.GetBytes(line);
            Assert.Equal(EveStatus.Ok, parser.Parse(bytes, out EveRecord record));
            Assert.Equal(!line.Contains(":1,", StringComparison.Ordinal), parser.IsLastKnown);
            Assert.Equal((kernel, line[5..line.IndexOf(',', StringComparison.Ordinal)]), (parser.LastReader, Encoding.UTF8.GetString(record.RawValue(0)) is { Length: > 0 } raw ? raw : "null"));
            Assert.Equal(line[(line.IndexOf("\"c\":", StringComparison.Ordinal) + 4)..^2], Encoding.UTF8.GetString(record.RawValue(1)));
            Assert.True(record.IsMissing(2));
        }
    }

    [Fact]
    public void What_one_has_learnt_its_twin_knows_and_their_records_are_apart()
    {
        EveParser parser = new(FieldTable.Compile(["a", "z"]), kernel);
        EveParser twin = parser.Twin();
        parser.Parse("""{"a":123456,"z":"x"}"""u8, out EveRecord first);
        twin.Parse("""{"a":7,"z":"longer"}"""u8, out EveRecord second);
        Assert.Equal((false, true), (parser.IsLastKnown, twin.IsLastKnown));
        Assert.True(first.TryGetInt64(0, out long one) & second.TryGetInt64(0, out long other));
        Assert.Equal((123_456L, 7L), (one, other));
    }

    [Fact]
    public void A_known_line_with_any_byte_changed_added_or_left_out_is_read_as_System_Text_Json_reads_it()
    {
        foreach (string text in s_lines)
        {
            JsonOracle oracle = new([kernel], s_paths);
            byte[] line = Encoding.UTF8.GetBytes(text);
            Assert.Null(oracle.Difference(line, out _));
            Assert.Equal(line.Length < KeyTable.MinLineLength ? 0 : 1, oracle.LinesKnown);
            for (int at = 0; at <= line.Length; at++)
            {
                Agree(oracle, line[..at]);
                Agree(oracle, [.. line[..at], .. line[int.Min(at + 1, line.Length)..]]);
                foreach (byte other in Bytes)
                {
                    Agree(oracle, [.. line[..at], other, .. line[at..]]);
                    Agree(oracle, [.. line[..at], other, .. line[int.Min(at + 1, line.Length)..]]);
                }
            }
        }
    }

    [Fact]
    public void A_value_of_any_length_and_kind_is_read_at_any_distance_from_the_end()
    {
        JsonOracle oracle = new([kernel], ["a", "b"]);
        for (int length = 0; length < 300; length++)
        {
            string text = new('x', length);
            foreach (string value in (string[])[$"\"{text}\"", $"\"{text}\\\"\"", $"\"é{text}\"", $"\"{text}\\u00e9{text}\"", $"1{new string('0', length)}", $"-1.{new string('5', length + 1)}", $"1.{new string('5', length + 1)}e7", "true", "false", "null", "0"])
            {
                Agree(oracle, Encoding.UTF8.GetBytes($$"""{"a":{{value}},"b":{{value}}}"""));
                Agree(oracle, Encoding.UTF8.GetBytes($$"""{"a":{{value}},"p":"{{text}}","b":1}"""));
            }
        }

        Assert.InRange(oracle.LinesKnown, 2, 20);
    }

    [Fact]
    public void The_first_of_many_lines_is_read_as_if_it_were_alone()
    {
        FieldTable table = FieldTable.Compile(s_paths);
        EveParser parser = new(table, kernel);
        EveParser alone = new(table, JsonKernel.Scalar);
        Random random = new(1);
        int known = 0;
        for (int round = 0; round < 300; round++)
        {
            byte[][] lines = [.. Enumerable.Range(0, random.Next(1, 30)).Select(_ => SomeLine(random))];
            byte[] joined = [.. lines.SelectMany((line, i) => i == 0 ? line : [(byte)'\n', .. line]), .. round % 2 == 0 ? "\n"u8 : []];
            ReadOnlySpan<byte> rest = joined;
            foreach (byte[] line in lines)
            {
                if (rest.IsEmpty)
                {
                    // The last line is empty.
                    Assert.Empty(line);
                    break;
                }

                EveStatus expectedStatus = alone.Parse(line, out EveRecord expected);
                Assert.Equal(expectedStatus, parser.ParseFirst(rest, out EveRecord record, out int length));
                Assert.Equal(line, rest[..length].ToArray());
                for (int slot = 0; slot < s_paths.Length; slot++)
                    Assert.True(expected.RawValue(slot).SequenceEqual(record.RawValue(slot)), s_paths[slot]);
                known += parser.IsLastKnown ? 1 : 0;
                rest = rest[int.Min(length + 1, rest.Length)..];
            }

            Assert.True(rest.IsEmpty);
        }

        Assert.InRange(known, 1_000, 5_000);
    }

    [Fact]
    public void Zeros_are_no_line_before_and_after_any_is_known()
    {
        EveParser parser = new(FieldTable.Compile(s_paths), kernel);
        for (int round = 0; round < 2; round++)
        {
            // As far as a place in a node's line can lie.
            foreach (int length in (int[])[0, 1, 31, 32, 33, 128, 200, short.MaxValue, short.MaxValue + 1])
            {
                byte[] lines = [.. new byte[length], .. "\n{}\n"u8];
                Assert.Equal(length == 0 ? EveStatus.EmptyLine : EveStatus.NotAnObject, parser.ParseFirst(lines, out _, out int found));
                Assert.Equal((length, false), (found, parser.IsLastKnown));
                Assert.NotEqual(EveStatus.Ok, parser.Parse(new byte[length], out _));
            }

            parser.Parse(Encoding.UTF8.GetBytes(s_lines[0]), out _);
        }
    }

    /// <summary>One of the lines, often with a byte of it changed or its end left out, now and then as Windows ends it.</summary>
    private static byte[] SomeLine(Random random)
    {
        byte[] line = Encoding.UTF8.GetBytes(s_lines[random.Next(s_lines.Length)]);
        switch (random.Next(6))
        {
            case 0:
                line[random.Next(line.Length)] = Bytes[random.Next(Bytes.Length)] is var other and not (byte)'\n' ? other : (byte)'x';
                return line;
            case 1:
                return line[..random.Next(line.Length)];
            case 2:
                return [.. line, (byte)'\r'];
            default:
                return line;
        }
    }

    [Fact]
    public void Lines_that_have_a_wanted_key_twice_are_never_known()
    {
        EveParser parser = new(FieldTable.Compile(["a", "b.c"]), kernel);
        byte[][] lines = [[.. """{"a":1,"b":{"c":2},"a":3}"""u8], [.. """{"b":{"c":2},"b":{}}"""u8], [.. """{"b":{"c":2,"c":3}}"""u8], [.. """{"b":{"c":2,"\u0063":3}}"""u8]];
        for (int round = 0; round < 5; round++)
        {
            foreach (byte[] line in lines)
            {
                Assert.Equal(EveStatus.Ok, parser.Parse(line, out _));
                Assert.False(parser.IsLastKnown);
            }
        }
    }

    [Fact]
    public void Keys_that_vary_without_end_cost_little_and_forget_no_more_than_they_must()
    {
        EveParser parser = new(FieldTable.Compile(["a", "z"]), kernel);
        byte[] steady = [.. """{"a":1,"y":[],"z":"x"}"""u8];
        int known = 0, others = 0;
        for (int i = 0; i < 400_000; i++)
        {
            parser.Parse(Encoding.ASCII.GetBytes($$"""{"a":1,"k{{i % 1_000}}":{"x{{i}}":1,"y{{i}}":2},"z":{{i}}}"""), out EveRecord record);
            Assert.True(record.TryGetInt64(1, out long value) && value == i);
            others += parser.IsLastKnown ? 1 : 0;
            Assert.Equal(EveStatus.Ok, parser.Parse(steady, out _));
            known += parser.IsLastKnown ? 1 : 0;
            Assert.InRange(parser.KnownNodes, 0, LineTree.MaxNodes);
        }

        Assert.InRange(known, 390_000, 399_999);
        Assert.Equal(0, others);
    }

    private static void Agree(JsonOracle oracle, byte[] line)
    {
        string? difference = oracle.Difference(line, out _);
        Assert.True(difference is null, $"{difference}: {Encoding.Latin1.GetString(line)}");
    }
}

public sealed class EveParserKnownLine128Tests() : EveParserKnownLineTests(JsonKernel.Vector128);

public sealed class EveParserKnownLine256Tests() : EveParserKnownLineTests(JsonKernel.Vector256);

public sealed class EveParserKnownLine512Tests() : EveParserKnownLineTests(JsonKernel.Vector512);
