using Sidecar.Engine.Kernels;
using Xunit;

namespace Sidecar.Tests.Kernels;

public sealed class PlainTextTests
{
    [Fact]
    public void It_copies_up_to_the_first_byte_that_does_not_stand_for_itself()
    {
        for (int length = 0; length <= 70; length++)
        {
            byte[] text = [.. Enumerable.Range(0, length).Select(at => (byte)('a' + (at % 26)))];
            Assert.Equal(length, Copied(text));
            for (int at = 0; at < length; at++)
            {
                byte kept = text[at];
                for (int one = 0; one <= byte.MaxValue; one++)
                {
                    text[at] = (byte)one;
                    Assert.Equal(one is < 0x20 or > 0x7f or '"' or '\\' ? at : length, Copied(text));
                }

                text[at] = kept;
            }
        }
    }

    private static int Copied(byte[] text)
    {
        byte[] copy = new byte[text.Length];
        int length = PlainText.Copy(text, copy);
        Assert.True(text.AsSpan(0, length).SequenceEqual(copy.AsSpan(0, length)));
        return length;
    }
}
