using System.Text;
using Sidecar.Engine.Eve;
using Sidecar.Engine.Kernels;
using Xunit;

namespace Sidecar.Tests.Kernels;

public sealed class JsonRangeTests
{
    private const int MostDigits = 16;

    [Fact]
    public void What_is_known_of_a_value_changes_nothing_of_where_it_stands()
    {
        foreach (int start in (int[])[1, 2, 15, 16, 17, 100, 0xffff, JsonIndex.MaxLineLength - 2])
        {
            for (int length = 2; length < 40; length++)
            {
                JsonRange text = JsonRange.OfPlainText(start, length);
                JsonRange digits = JsonRange.OfDigits(start, length);
                JsonRange other = new(start, length);
                Assert.All([text, digits, other], range => Assert.Equal((start, length, false), (range.Start, range.Length, range.IsEmpty)));
                Assert.Equal((true, 1, start, false), (text.IsKnownPlain, text.PlainQuotes, text.PlainStart, text.AreDigits(MostDigits)));
                Assert.Equal((true, 0, start, start >= MostDigits && length <= MostDigits), (digits.IsKnownPlain, digits.PlainQuotes, digits.PlainStart, digits.AreDigits(MostDigits)));
                Assert.Equal((false, false), (other.IsKnownPlain, other.AreDigits(MostDigits)));
            }
        }
    }

    /// <summary>A line longer than any that plain values are told of has no bit to spare for it.</summary>
    [Theory]
    [InlineData(1 << 30)]
    [InlineData(int.MaxValue - 1)]
    public void A_value_far_behind_the_begin_of_its_line_stands_there(int start)
    {
        JsonRange range = new(start, 1);
        Assert.Equal((start, false, false), (range.Start, range.IsKnownPlain, range.AreDigits(MostDigits)));
        Assert.True(default(JsonRange) is { IsEmpty: true, IsKnownPlain: false } none && !none.AreDigits(MostDigits));
    }

    [Fact]
    public void A_string_of_digits_is_no_number_and_a_number_no_string_however_well_the_line_is_known()
    {
        EveParser parser = new(FieldTable.Compile(["a", "b", "c"]));
        for (int round = 0; round < 50; round++)
        {
            string digits = new('7', 1 + (round % 19));
            byte[] line = Encoding.ASCII.GetBytes($$"""{"far from the begin":1,"a":"{{digits}}","b":{{digits}},"c":-{{digits}}}""");
            Assert.Equal(EveStatus.Ok, parser.Parse(line, out EveRecord record));
            Assert.Equal((false, 0L), (record.TryGetInt64(0, out long number), number));
            Assert.Equal((true, long.Parse(digits, System.Globalization.CultureInfo.InvariantCulture)), (record.TryGetInt64(1, out number), number));
            Assert.Equal((true, -long.Parse(digits, System.Globalization.CultureInfo.InvariantCulture)), (record.TryGetInt64(2, out number), number));
            Assert.True(record.TryGetText(0, out EveText text) && text.Is(Encoding.ASCII.GetBytes(digits)));
            Assert.False(record.TryGetText(1, out _));
            Assert.True(record.TryGetScalar(1, out text) && text.Is(Encoding.ASCII.GetBytes(digits)));
        }
    }
}
