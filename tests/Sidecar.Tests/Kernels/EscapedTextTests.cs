using System.Text;
using Sidecar.Engine.Eve;
using Sidecar.Engine.Kernels;
using Xunit;

namespace Sidecar.Tests.Kernels;

/// <summary>The copy by vectors against one byte after the other, and the whole of a string against System.Text.Json.</summary>
public sealed class EscapedTextTests
{
    private static readonly string[] s_pieces =
        ["a", "Mozilla", " ", "\\/", "\\/", "\\\"", "\\\\", "0123456789abcdef", "\\u0041", "\\n", "é", "\\ud83d\\ude00", "\u007f", "~ sixteen and more"];

    [Fact]
    public void It_copies_what_one_byte_after_the_other_copies()
    {
        Random random = new(5);
        for (int round = 0; round < 50_000; round++)
        {
            byte[] text = Text(random, random.Next(8));
            if (random.Next(2) == 0 && text.Length > 0)
            {
                text[random.Next(text.Length)] = (byte)random.Next(256);
            }

            AssertCopied(text);
        }
    }

    [Fact]
    public void Every_byte_at_every_place_is_copied_or_stops_it()
    {
        for (int length = 1; length <= 50; length++)
        {
            byte[] text = Encoding.ASCII.GetBytes(new string('x', length));
            for (int at = 0; at < length; at++)
            {
                for (int one = 0; one <= byte.MaxValue; one++)
                {
                    text[at] = (byte)one;
                    AssertCopied(text);
                    if (at > 0)
                    {
                        text[at - 1] = (byte)'\\';
                        AssertCopied(text);
                        text[at - 1] = (byte)'x';
                    }
                }

                text[at] = (byte)'x';
            }
        }
    }

    [Fact]
    public void A_string_is_what_the_library_reads()
    {
        Random random = new(6);
        EveParser parser = new(FieldTable.Compile(["a"]));
        byte[] scratch = [];
        for (int round = 0; round < 20_000; round++)
        {
            byte[] line = [.. "{\"a\":\""u8, .. Text(random, random.Next(20)), .. "\"}"u8];
            Assert.Equal(EveStatus.Ok, parser.Parse(line, out EveRecord record));
            Assert.True(record.TryGetText(0, out EveText text));
            string expected = System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("a").GetString()!;
            Assert.Equal(expected, Encoding.UTF8.GetString(text.Canonical(ref scratch)));
            byte[] tight = new byte[text.MaxCanonicalLength];
            Assert.Equal(expected, Encoding.UTF8.GetString(tight, 0, text.CopyCanonical(tight)));
        }
    }

    private static byte[] Text(Random random, int pieces) =>
        Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, pieces).Select(_ => s_pieces[random.Next(s_pieces.Length)])));

    private static void AssertCopied(byte[] text)
    {
        List<byte> expected = [];
        int at = 0;
        while (at < text.Length && (text[at] is >= 0x20 and <= 0x7f and not (byte)'"'))
        {
            if (text[at] == '\\')
            {
                if (at + 1 == text.Length || !"/\"\\"u8.Contains(text[at + 1]))
                    break;
                at++;
            }

            expected.Add(text[at++]);
        }

        foreach (int slack in (int[])[0, EscapedText.Slack - 1, EscapedText.Slack, 100])
        {
            byte[] copy = new byte[text.Length + slack];
            int written = EscapedText.Copy(text, copy, out int read);
            Assert.Equal((expected.Count, at), (written, read));
            Assert.True(copy.AsSpan(0, written).SequenceEqual(expected.ToArray()));
        }
    }
}
