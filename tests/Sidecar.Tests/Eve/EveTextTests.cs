using System.Text;
using Sidecar.Engine.Eve;
using Sidecar.Engine.Kernels;
using Xunit;

namespace Sidecar.Tests.Eve;

/// <summary>
/// Canonical text is what Python makes of it. The expected bytes were printed by CPython 3.11:
/// json.loads('"' + raw.decode("utf-8", "replace") + '"').encode("utf-8", "surrogatepass").
/// </summary>
public sealed class EveTextTests
{
    [Fact]
    public void In_a_line_with_an_escape_only_the_text_that_has_it_is_decoded()
    {
        EveParser parser = new(FieldTable.Compile(["a", "b", "c"]));
        bool sees = parser.Kernel != JsonKernel.Scalar;
        for (int before = 0; before < 200; before++)
        {
            byte[] line = Encoding.ASCII.GetBytes($$"""{"a":"{{new string('x', before)}}","b":"q\"q","c":"y"}""");
            Assert.Equal(EveStatus.Ok, parser.Parse(line, out EveRecord record));
            Assert.True(record.TryGetText(0, out EveText first) & record.TryGetText(1, out EveText escaped) & record.TryGetText(2, out EveText last));
            byte[] scratch = [];
            Assert.Equal((sees, false, sees), (first.IsKnownPlain, escaped.IsKnownPlain, last.IsKnownPlain));
            Assert.Equal("q\"q", Encoding.ASCII.GetString(escaped.Canonical(ref scratch)));
            Assert.Equal((before, "y"), (first.Canonical(ref scratch).Length, Encoding.ASCII.GetString(last.Canonical(ref scratch))));
        }
    }

    [Theory]
    [InlineData("ff", "efbfbd")]
    [InlineData("fe", "efbfbd")]
    [InlineData("61ff62", "61efbfbd62")]
    [InlineData("80", "efbfbd")]
    [InlineData("80bf80", "efbfbdefbfbdefbfbd")]
    [InlineData("c3", "efbfbd")]
    [InlineData("c328", "efbfbd28")]
    [InlineData("c3c3a9", "efbfbdc3a9")]
    [InlineData("e2", "efbfbd")]
    [InlineData("e282", "efbfbd")]
    [InlineData("e28241", "efbfbd41")]
    [InlineData("e2e282ac", "efbfbde282ac")]
    [InlineData("f09f", "efbfbd")]
    [InlineData("f09f98", "efbfbd")]
    [InlineData("f09f9841", "efbfbd41")]
    public void Each_truncated_part_of_UTF8_becomes_one_replacement(string raw, string canonical) => AssertCanonical(Convert.FromHexString(raw), canonical);

    [Theory]
    [InlineData("c080", "efbfbdefbfbd")]
    [InlineData("c1bf", "efbfbdefbfbd")]
    [InlineData("e08080", "efbfbdefbfbdefbfbd")]
    [InlineData("e0809f41", "efbfbdefbfbdefbfbd41")]
    [InlineData("f0808080", "efbfbdefbfbdefbfbdefbfbd")]
    [InlineData("f4908080", "efbfbdefbfbdefbfbdefbfbd")]
    [InlineData("f5808080", "efbfbdefbfbdefbfbdefbfbd")]
    [InlineData("eda080", "efbfbdefbfbdefbfbd")]
    [InlineData("edbfbf", "efbfbdefbfbdefbfbd")]
    [InlineData("eda0bdedb880", "efbfbdefbfbdefbfbdefbfbdefbfbdefbfbd")]
    public void Overlong_forms_and_surrogates_in_UTF8_become_one_replacement_a_byte(string raw, string canonical) => AssertCanonical(Convert.FromHexString(raw), canonical);

    [Theory]
    [InlineData("7f", "7f")]
    [InlineData("c3a9", "c3a9")]
    [InlineData("e282ac", "e282ac")]
    [InlineData("efbfbe", "efbfbe")]
    [InlineData("f0908080", "f0908080")]
    [InlineData("f09f9880", "f09f9880")]
    public void Well_formed_UTF8_stays_as_it_is(string raw, string canonical) => AssertCanonical(Convert.FromHexString(raw), canonical);

    [Theory]
    [InlineData(@"\u0000", "00")]
    [InlineData(@"\""\\\/\b\f\n\r\t", "225c2f080c0a0d09")]
    [InlineData(@"\u0041\u00e9\u20ac", "41c3a9e282ac")]
    [InlineData(@"\u00E9\u20aC", "c3a9e282ac")]
    [InlineData(@"\u007f\u0080\u07ff\u0800", "7fc280dfbfe0a080")]
    [InlineData(@"\ufffd", "efbfbd")]
    [InlineData(@"\uffff", "efbfbf")]
    [InlineData(@"\ud83d\ude00", "f09f9880")]
    [InlineData(@"\ud800\udc00", "f0908080")]
    [InlineData(@"\udbff\udfff", "f48fbfbf")]
    [InlineData(@"\ud83d", "eda0bd")]
    [InlineData(@"\ude00", "edb880")]
    [InlineData(@"\ude00\ud83d", "edb880eda0bd")]
    [InlineData(@"\ud83d\ud83d\ude00", "eda0bdf09f9880")]
    [InlineData(@"\ud83d\u0041", "eda0bd41")]
    [InlineData(@"\ud83dA", "eda0bd41")]
    [InlineData(@"\ud83d\nx", "eda0bd0a78")]
    [InlineData(@"\ud83d\\ude00", "eda0bd5c7564653030")]
    public void Escapes_are_decoded_pairs_joined_and_lone_surrogates_kept(string raw, string canonical) => AssertCanonical(Encoding.ASCII.GetBytes(raw), canonical);

    [Theory]
    [InlineData("http", true)]
    [InlineData(@"h\u0074tp", true)]
    [InlineData(@"\u0068\u0074\u0074\u0070", true)]
    [InlineData("", false)]
    [InlineData("htt", false)]
    [InlineData(@"htt\u0070s", false)]
    [InlineData(@"htt\u0071", false)]
    [InlineData(@"htt\ud83d", false)]
    [InlineData(@"h\u0074t", false)]
    [InlineData("httpé", false)]
    public void Equality_with_a_literal_does_not_depend_on_how_the_text_is_escaped(string raw, bool expected)
    {
        Parse(Encoding.UTF8.GetBytes(raw), out EveText text);
        Assert.Equal(expected, text.Is("http"u8));
    }

    [Fact]
    public void Only_text_that_is_not_plain_is_decoded_into_the_scratch()
    {
        byte[] scratch = [];
        Parse("curl/7.88"u8, out EveText plain);
        Assert.True(plain.Canonical(ref scratch) == plain.Raw);
        Assert.Empty(scratch);

        Parse(@"curl\/7.88"u8, out EveText escaped);
        Assert.True(escaped.Canonical(ref scratch).SequenceEqual("curl/7.88"u8));
        byte[] grown = scratch;
        escaped.Canonical(ref scratch);
        Assert.Same(grown, scratch);
    }

    private static void AssertCanonical(byte[] raw, string expected)
    {
        Parse(raw, out EveText text);
        byte[] canonical = new byte[text.MaxCanonicalLength];
        int length = text.CopyCanonical(canonical);
        Assert.Equal(expected, Convert.ToHexStringLower(canonical.AsSpan(0, length)));
    }

    private static void Parse(ReadOnlySpan<byte> raw, out EveText text)
    {
        byte[] line = [.. "{\"host\":\""u8, .. raw, .. "\"}"u8];
        Assert.Equal(EveStatus.Ok, new EveParser(FieldTable.Engine).Parse(line, out EveRecord record));
        Assert.True(record.TryGetText(EveField.Host, out text));
    }
}
