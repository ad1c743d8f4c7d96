using System.Text;
using Sidecar.Engine.Eve;
using Xunit;

namespace Sidecar.Tests.Eve;

public sealed class KeyJsonTests
{
    [Theory]
    [InlineData("curl/8")]
    [InlineData("")]
    [InlineData("a \"quoted\" back\\slash <b>&amp;'")]
    [InlineData("\u001b[2J\n\u202e\u00e9\U0001F600")]
    public void A_key_comes_back_from_what_people_see(string text)
    {
        byte[] key = KeyJson.FromText(text);
        string shown = KeyJson.ToJson(key);
        Assert.All(shown, character => Assert.InRange(character, ' ', '~'));
        Assert.Equal(key, KeyJson.FromEscapes(shown[1..^1]));
        Assert.Equal(text, System.Text.Json.JsonDocument.Parse(shown).RootElement.GetString());
    }

    [Fact]
    public void A_lone_surrogate_comes_back_too()
    {
        byte[]? key = KeyJson.FromEscapes("a\\ud800b");
        Assert.Equal("\"a\\ud800b\"", KeyJson.ToJson(key));
    }

    [Theory]
    [InlineData("a\"b")]
    [InlineData("a\\")]
    [InlineData("\\x41")]
    [InlineData("\\u12")]
    [InlineData("a\nb")]
    [InlineData("\",\"b")]
    public void What_is_no_JSON_string_is_refused(string escapes) => Assert.Null(KeyJson.FromEscapes(escapes));

    [Fact]
    public void Escapes_are_decoded() => Assert.Equal("A/\t\"", Encoding.UTF8.GetString(KeyJson.FromEscapes("\\u0041\\/\\t\\\"")!));
}
