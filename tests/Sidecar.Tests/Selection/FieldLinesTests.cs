using System.Text;
using System.Text.Json;
using Xunit;

namespace Sidecar.Tests.Selection;

public sealed class FieldLinesTests
{
    private const string Kinds = """{"s":"x","n":7.0,"t":true,"f":false,"z":null,"o": { "k" : [ 1.50, "a\tb" ] },"e":""}""";

    [Fact]
    public void A_line_has_the_fields_in_the_order_in_which_they_were_asked_for() =>
        Assert.Equal("7\tx\ttrue\tfalse\t\t\t\n", SelectedLines.Text("n,s,t,f,z,e,missing", Kinds));

    [Fact]
    public void The_same_field_may_stand_in_a_line_twice() => Assert.Equal("x\t7\tx\n", SelectedLines.Text("s,n,s", Kinds));

    [Fact]
    public void An_object_is_compact_json_in_a_line() => Assert.Equal("{\"k\":[1.50,\"a\\\\tb\"]}\n", SelectedLines.Text("o", Kinds));

    [Fact]
    public void The_first_element_of_an_array_is_a_field() =>
        Assert.Equal("a.example\t[\"a.example\",\"b.example\"]\n", SelectedLines.Text("names[],names", """{"names":["a.example","b.example"]}"""));

    [Theory]
    [InlineData("""a\tb\nc\rd\\e\u0000f""", """a\tb\nc\rd\\e\0f""")]
    [InlineData("""\"\/\b\f\u0001\u007f""", "\"/\b\f\u0001\u007f")]
    [InlineData("""\u00e9 \ud83d\ude00 é 😀""", "é 😀 é 😀")]
    [InlineData("""\udc00x\ud83dy\ud83d\ud83d\ude00""", "\ufffdx\ufffdy\ufffd😀")]
    public void A_string_is_decoded_and_escaped_as_jq_does_it(string written, string printed) =>
        Assert.Equal(printed + "\n", SelectedLines.Text("s", $$"""{"s":"{{written}}"}"""));

    [Fact]
    public void Texts_of_any_length_with_anything_in_them_are_as_they_are_decoded_and_escaped_one_by_one()
    {
        string[] special = ["\t", "\n", "\r", "\\", "\0", "\"", "/", "\u007f", "\u0001", "é", "😀"];
        Random random = new(5);
        for (int round = 0; round < 3_000; round++)
        {
            // Shorter and longer than the place for a line, plain from end to end as most are, or not.
            string[] texts = new string[random.Next(1, 9)];
            for (int i = 0; i < texts.Length; i++)
            {
                int length = random.Next(8) == 0 ? random.Next(2_500) : random.Next(40);
                for (int times = random.Next(3); times > 0; times--)
                    texts[i] += new string('x', random.Next(length + 1)) + special[random.Next(special.Length)];
                texts[i] += new string('x', random.Next(length + 1));
            }

            string line = JsonSerializer.Serialize(texts.Select((text, i) => KeyValuePair.Create($"k{i}", text)).ToDictionary());
            string fields = string.Join(',', texts.Select((_, i) => $"k{i}"));
            Assert.Equal(string.Join('\t', texts.Select(Escaped)) + "\n", SelectedLines.Text(fields, line));
        }

        static string Escaped(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal).Replace("\0", "\\0", StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_and_objects_find_room_behind_texts_that_fill_the_place_for_a_line()
    {
        for (int length = 900; length < 1_100; length++)
        {
            string text = new('x', length);
            string line = $$"""{"s":"{{text}}","n":-0.00012345678901234567,"o":{"k":["{{text}}"]},"t":true,"z":null}""";
            Assert.Equal(
                $$"""{{text}}{{"\t"}}-0.00012345678901234567{{"\t"}}true{{"\t\t"}}{"k":["{{text}}"]}{{"\t"}}-0.00012345678901234567{{"\n"}}""",
                SelectedLines.Text("s,n,t,z,o,n", line));
        }
    }

    // Seen with jq 1.6 and 1.7.
    [Theory]
    [InlineData("ff fe 20 c3", 2, " ", 1)]
    [InlineData("ed a0 80", 1, "", 0)]
    [InlineData("f4 90 80 80", 1, "", 0)]
    [InlineData("c0 80", 2, "", 0)]
    [InlineData("f8 88 80 80 80", 5, "", 0)]
    [InlineData("e0 80 80", 1, "", 0)]
    [InlineData("f0 9f 98 20", 1, " ", 0)]
    [InlineData("f0 41 42", 1, "", 0)]
    [InlineData("f0 41 42 43", 1, "ABC", 0)]
    public void Bytes_that_are_no_unicode_become_as_many_replacements_as_in_jq(string hex, int before, string between, int behind)
    {
        byte[] line = [.. "{\"s\":\""u8, .. Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)), .. "\"}"u8];
        string printed = new string('\ufffd', before) + between + new string('\ufffd', behind);
        Assert.Equal(printed + "\n", Encoding.UTF8.GetString(SelectedLines.Bytes("s", line)));
    }

    [Fact]
    public void At_a_terminal_no_character_reaches_it_that_it_obeys()
    {
        const string Attack = """{"s":"\u001b[2J\u007f\u009b31m\u202etxt\u0000 é 😀","o":{"a":"\u001b"}}""";
        Assert.Equal("""\u001b[2J\u007f\u009b31m\u202etxt\0 é 😀""" + "\t" + """{"a":"\\u001b"}""" + "\n", SelectedLines.Text("s,o", Attack, terminal: true));
        Assert.Equal("""{"s":"\u001b[2J\u007f\u009b31m\u202etxt\u0000 é 😀","o":{"a":"\u001b"}}""" + "\n", SelectedLines.Text("s,o", Attack, json: true, terminal: true));
        Assert.Equal("{\"s\":\"\\u001b[2J\\u007f\u009b31m\u202etxt\\u0000 é 😀\"}\n", SelectedLines.Text("s", Attack, json: true));
    }

    [Fact]
    public void Json_has_the_paths_as_keys_once_and_null_for_what_is_missing() => Assert.Equal(
        """{"s":"x","o.k":[1.50,"a\tb"],"o.k[]":1.50,"n":7.0,"t":true,"missing":null}""" + "\n",
        SelectedLines.Text("s,o.k,o.k[],n,t,s,missing", Kinds, json: true));

    [Fact]
    public void Json_keeps_all_digits_of_a_number() =>
        Assert.Equal("{\"id\":18446744073709551615}\n", SelectedLines.Text("id", """{"id":18446744073709551615}""", json: true));

    [Fact]
    public void A_path_cannot_break_out_of_its_key()
    {
        const string Path = "a\"\\\u001b";
        string line = JsonSerializer.Serialize(new Dictionary<string, int> { [Path] = 1 });
        Assert.Equal(1, JsonDocument.Parse(SelectedLines.Text(Path, line, json: true)).RootElement.GetProperty(Path).GetInt32());
    }
}
