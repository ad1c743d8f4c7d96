using System.Text;
using Sidecar.Engine.Selection;
using Xunit;

namespace Sidecar.Tests.Selection;

public sealed class FieldConditionTests
{
    [Theory]
    [InlineData("\"flow\"", "flow", true)]
    [InlineData("\"fl\\u006fw\"", "flow", true)]
    [InlineData("\"flow2\"", "flow", false)]
    [InlineData("\"\\/a\"", "/a", true)]
    [InlineData("\"/a\"", "/a", true)]
    [InlineData("\"\\u00e9\"", "é", true)]
    [InlineData("\"é\"", "é", true)]
    [InlineData("\"\\\"\"", "\"", true)]
    [InlineData("\"a=b\"", "a=b", true)]
    [InlineData("\"\"", "", true)]
    [InlineData("443", "443", true)]
    [InlineData("443.0", "443", true)]
    [InlineData("443.0", "443.0", true)]
    [InlineData("4.43e2", "443", true)]
    [InlineData("18446744073709551615", "18446744073709551615", true)]
    [InlineData("4430", "443", false)]
    [InlineData("\"443\"", "443", true)]
    [InlineData("true", "true", true)]
    [InlineData("false", "true", false)]
    [InlineData("null", "null", true)]
    [InlineData("null", "", false)]
    [InlineData("\"null\"", "null", true)]
    [InlineData("{}", "null", false)]
    [InlineData("[\"flow\"]", "flow", false)]
    public void A_value_is_compared_by_its_text(string value, string wanted, bool selected) =>
        Assert.Equal(selected ? "1\n" : "", SelectedLines.Text("id", """{"id":1,"a":{"b":""" + value + "}}", where: $"a.b={wanted}"));

    [Fact]
    public void A_missing_field_is_null() => Assert.Equal("1\n", SelectedLines.Text("id", """{"id":1}""", where: "a.b=null"));

    [Fact]
    public void All_conditions_must_hold()
    {
        const string Lines = """
            {"id":1,"event_type":"flow","proto":"TCP"}
            {"id":2,"event_type":"flow","proto":"UDP"}
            {"id":3,"event_type":"http","proto":"TCP"}
            """;
        Assert.Equal("1\n", SelectedLines.Text("id", Lines, where: ["event_type=flow", "proto=TCP"]));
    }

    [Fact]
    public void The_value_somewhere_else_in_the_line_is_not_the_field() =>
        Assert.Equal("", SelectedLines.Text("id", """{"id":1,"event_type":"alert","app_proto":"flow"}""", where: "event_type=flow"));

    [Fact]
    public void No_way_of_writing_a_value_slips_through_the_look_at_the_line()
    {
        Random random = new(11);
        string[] values = ["flow", "a.example", "/x/y", "q\"\\", "é", "true", "1e3", "curl/7.88 (x)", "\t"];
        for (int i = 0; i < 20_000; i++)
        {
            string value = values[random.Next(values.Length)];
            StringBuilder written = new();
            foreach (char c in value)
                written.Append(random.Next(3) == 0 || c is '"' or '\\' or '\t' ? $"\\u{(int)c:x4}" : c == '/' && random.Next(2) == 0 ? "\\/" : c.ToString());
            byte[] line = Encoding.UTF8.GetBytes($$"""{"a":"{{written}}"}""");
            Assert.True(new FieldCondition(0, Encoding.UTF8.GetBytes(value)).MayHold(line), written.ToString());
        }
    }
}
