using System.Buffers;
using System.Text;
using System.Text.Json;
using Sidecar.Engine.Eve;
using Xunit;

namespace Sidecar.Tests.Eve;

/// <summary>What we write of an attacker's text can be read back and does no harm on the way.</summary>
public sealed class JsonTextTests
{
    [Theory]
    [InlineData("", "\"\"")]
    [InlineData("curl/7.88 (x86_64)", "\"curl/7.88 (x86_64)\"")]
    [InlineData("a\"b\\c/d", "\"a\\\"b\\\\c/d\"")]
    [InlineData("<b>&'", "\"\\u003cb\\u003e\\u0026\\u0027\"")]
    [InlineData("\u001b[31m\r\n\0\u007f", "\"\\u001b[31m\\u000d\\u000a\\u0000\\u007f\"")]
    [InlineData("é€😀", "\"\\u00e9\\u20ac\\ud83d\\ude00\"")]
    [InlineData("\u009b\u2028\u202e", "\"\\u009b\\u2028\\u202e\"")]
    public void Only_harmless_ASCII_stands_for_itself(string text, string json) => Assert.Equal(json, Written(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("eda0bd", "\"\\ud83d\"")]
    [InlineData("edb88041", "\"\\ude00A\"")]
    [InlineData("ff41", "\"\\ufffdA\"")]
    [InlineData("eda0", "\"\\ufffd\\ufffd\"")]
    [InlineData("ed9fbf", "\"\\ud7ff\"")]
    public void Lone_surrogates_are_kept_and_broken_bytes_replaced(string canonical, string json) => Assert.Equal(json, Written(Convert.FromHexString(canonical)));

    [Fact]
    public void Every_code_point_is_read_back_by_System_Text_Json_and_by_the_parser()
    {
        var parser = new EveParser(FieldTable.Engine);
        byte[] scratch = [];
        for (int codePoint = 0; codePoint <= 0x10ffff; codePoint += codePoint < 0x11000 ? 1 : 251)
        {
            byte[] canonical = Canonical(codePoint);
            string json = Written(canonical);
            Assert.DoesNotContain(json[1..^1], c => c is < ' ' or > '~' or '<' or '>' or '&' or '\'');
            if (Rune.IsValid(codePoint))
                Assert.Equal(Encoding.UTF8.GetString(canonical), JsonDocument.Parse(json).RootElement.GetString());

            Assert.Equal(EveStatus.Ok, parser.Parse(Encoding.ASCII.GetBytes($"{{\"host\":{json}}}"), out EveRecord record));
            Assert.True(record.TryGetText(EveField.Host, out EveText text));
            Assert.True(text.Canonical(ref scratch).SequenceEqual(canonical), $"U+{codePoint:x4}");
        }
    }

    private static string Written(ReadOnlySpan<byte> canonical)
    {
        var output = new ArrayBufferWriter<byte>();
        JsonText.WriteString(output, canonical);
        return Encoding.Latin1.GetString(output.WrittenSpan);
    }

    private static byte[] Canonical(int codePoint) => Rune.IsValid(codePoint)
        ? Encoding.UTF8.GetBytes(new Rune(codePoint).ToString())
        : [(byte)(0xe0 | (codePoint >> 12)), (byte)(0x80 | ((codePoint >> 6) & 63)), (byte)(0x80 | (codePoint & 63))];
}
