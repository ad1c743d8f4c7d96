using System.Text;
using Sidecar.Engine.Eve;
using Xunit;

namespace Sidecar.Tests.Eve;

public sealed class FieldTableTests
{
    [Fact]
    public void Each_field_of_the_engine_stands_in_its_own_slot()
    {
        EveField[] fields = Enum.GetValues<EveField>();
        Assert.Equal(fields.Length, FieldTable.Engine.SlotCount);
        var parser = new EveParser(FieldTable.Engine);
        foreach (EveField field in fields)
        {
            parser.Parse(RecordWith(EveFieldPath.Of(field)), out EveRecord record);
            foreach (EveField other in fields)
                Assert.Equal(other == field, record.TryGetInt64(other, out long value) && value == 7);
        }
    }

    [Fact]
    public void Slots_follow_the_order_of_the_paths_whatever_the_keys_have_in_common()
    {
        string[] paths = ["http.url", "src_ip", "http.hostname", "http", "dns.queries[].rrname", "dns.queries[]", "h"];
        var parser = new EveParser(FieldTable.Compile(paths));
        for (int slot = 0; slot < paths.Length; slot++)
        {
            Assert.Equal(EveStatus.Ok, parser.Parse(RecordWith(paths[slot]), out EveRecord record));
            Assert.True(record.TryGetInt64(slot, out long value), paths[slot]);
            Assert.Equal(7, value);
        }
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData(".", "empty")]
    [InlineData("flow.", "empty")]
    [InlineData(".flow", "empty")]
    [InlineData("flow..age", "empty")]
    [InlineData("[]", "empty")]
    [InlineData("dns.[]", "empty")]
    [InlineData("dns.queries[0].rrname", "[]")]
    [InlineData("dns.queries[", "[]")]
    [InlineData("dns[]queries", "[]")]
    public void A_path_that_cannot_be_meant_is_refused_by_name(string path, string reason)
    {
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => FieldTable.Compile(["flow_id", path]));
        Assert.Contains($"'{path}'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_that_stands_there_twice_is_refused() =>
        Assert.Contains("'flow.age' is refused: it is wanted twice", Assert.Throws<ArgumentException>(() => FieldTable.Compile(["flow.age", "flow", "flow.age"])).Message, StringComparison.Ordinal);

    [Fact]
    public void The_longest_path_is_compiled_and_a_longer_one_refused()
    {
        string longest = new('k', FieldPath.MaxLength);
        var parser = new EveParser(FieldTable.Compile([longest]));
        string escaped = string.Concat(Enumerable.Repeat("\\u006b", FieldPath.MaxLength));
        parser.Parse(Encoding.ASCII.GetBytes($"{{\"{escaped}\":7}}"), out EveRecord record);
        Assert.True(record.TryGetInt64(0, out _));

        Assert.Contains("257 bytes", Assert.Throws<ArgumentException>(() => FieldTable.Compile([longest + "k"])).Message, StringComparison.Ordinal);
        Assert.Contains("258 bytes", Assert.Throws<ArgumentException>(() => FieldTable.Compile([new string('€', 86)])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_of_any_length_is_found_among_others_like_it()
    {
        for (int length = 1; length <= 40; length++)
        {
            string key = new('k', length);
            string[] paths = [key, $"o.{key}", "o", "o.z", $"{key}k.l", $"x{key}"];
            var parser = new EveParser(FieldTable.Compile(paths));
            byte[] line = Encoding.ASCII.GetBytes($$"""{"{{key}}k":{"l":5,"m":6},"x{{key}}":4,"k{{key}}{{key}}":0,"{{key}}":1,"o":{"{{key}}k":0,"{{key}}":2,"y":[],"z":3}""" + "}");
            Assert.Equal(EveStatus.Ok, parser.Parse(line, out EveRecord record));
            Assert.Equal(parser.Kernel, parser.LastReader);
            Assert.True(record.TryGetInt64(0, out long value) && value == 1);
            Assert.True(record.TryGetInt64(1, out value) && value == 2);
            Assert.True(record.TryGetInt64(3, out value) && value == 3);
            Assert.True(record.TryGetInt64(4, out value) && value == 5);
            Assert.True(record.TryGetInt64(5, out value) && value == 4);
            Assert.Equal(line.Length - 1 - record.RawValue(2).Length, line.AsSpan().IndexOf(record.RawValue(2)));
        }
    }

    [Fact]
    public void A_path_with_the_replacement_character_finds_keys_with_broken_UTF8()
    {
        var parser = new EveParser(FieldTable.Compile(["k\ufffd"]));
        Assert.Equal(EveStatus.Ok, parser.Parse([.. "{\"a\":1,\"k"u8, 0xff, .. "\":7,\"long enough\":1}"u8], out EveRecord record));
        Assert.True(record.TryGetInt64(0, out long value) && value == 7);
    }

    [Fact]
    public void As_many_paths_as_the_limit_are_compiled_and_one_more_refused()
    {
        string[] paths = [.. Enumerable.Range(0, FieldTable.MaxPaths + 1).Select(i => $"k{i}")];
        Assert.Equal(FieldTable.MaxPaths, FieldTable.Compile(paths[1..]).SlotCount);
        Assert.Contains("257 field paths", Assert.Throws<ArgumentException>(() => FieldTable.Compile(paths)).Message, StringComparison.Ordinal);
    }

    /// <summary>A record that holds 7 at the path and nothing else.</summary>
    private static byte[] RecordWith(string path)
    {
        string value = "7";
        foreach (string step in path.Replace("[]", ".[]", StringComparison.Ordinal).Split('.').Reverse())
            value = step == "[]" ? $"[{value}]" : $"{{\"{step}\":{value}}}";
        return Encoding.UTF8.GetBytes(value);
    }
}
