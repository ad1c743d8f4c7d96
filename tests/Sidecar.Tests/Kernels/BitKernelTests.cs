using System.Runtime.Intrinsics.X86;
using System.Text;
using Sidecar.Engine.Kernels;
using Xunit;

namespace Sidecar.Tests.Kernels;

/// <summary>The kernels that work on masks, each beside the loop over bits or bytes that says what it means.</summary>
public sealed class BitKernelTests
{
    private static readonly ulong[] s_masks = [0, 1, 3, ulong.MaxValue, 1UL << 63, 0x5555_5555_5555_5555, 0xaaaa_aaaa_aaaa_aaaa, .. Masks(2000)];

    [Fact]
    public void Prefix_xor_is_the_parity_of_the_bits_so_far()
    {
        foreach (ulong mask in s_masks)
        {
            ulong parity = 0, expected = 0;
            for (int bit = 0; bit < 64; bit++)
                expected |= (parity ^= mask >> bit & 1) << bit;
            Assert.Equal(expected, PrefixXor.Of(mask));
            Assert.Equal(expected, PrefixXor.ByShifts(mask));
        }
    }

    [Fact]
    public void A_byte_is_escaped_behind_an_odd_run_of_backslashes_over_any_border()
    {
        ulong carry = 0;
        bool isEscaped = false;
        foreach (ulong mask in s_masks)
        {
            ulong expected = 0;
            for (int bit = 0; bit < 64; bit++)
            {
                expected |= isEscaped ? 1UL << bit : 0;
                isEscaped = !isEscaped && (mask >> bit & 1) != 0;
            }

            Assert.Equal(expected, Backslashes.Escaped(mask, ref carry));
            Assert.Equal(isEscaped ? 1UL : 0, carry);
        }
    }

    [Fact]
    public void A_bit_within_a_range_is_found_and_none_outside_of_it()
    {
        Random random = new(1);
        ulong[] masks = new ulong[4];
        for (int start = 0; start < 4 * 64; start++)
        {
            for (int end = start + 1; end <= 4 * 64; end++)
            {
                Array.Clear(masks);
                int bit = random.Next(4 * 64);
                masks[bit / 64] |= 1UL << bit;
                Assert.Equal(bit >= start && bit < end, BitRange.HasAny(masks, start, end));
            }
        }
    }

    [Fact]
    public void The_separator_behind_a_place_is_the_next_bit_however_far()
    {
        Random random = new(1);
        ulong[] masks = new ulong[24];
        for (int round = 0; round < 200; round++)
        {
            Array.Clear(masks);
            for (int bits = random.Next(1, 40); bits > 0; bits--)
                masks[random.Next(20)] |= 1UL << random.Next(64);
            masks[20] = 1;
            for (int place = 0; place < 20 * 64; place++)
            {
                int expected = place + 1;
                while ((masks[expected / 64] >> expected & 1) == 0)
                    expected++;
                Assert.Equal(expected, (int)JsonSeparators.Behind(place, ref masks[0]));
            }
        }
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00eF", true)]
    [InlineData("\\", false)]
    [InlineData("\\x", false)]
    [InlineData("\\u00e", false)]
    [InlineData("\\u00eg", false)]
    [InlineData("\\\\u00eg", true)]
    [InlineData("aaaa\\\\\\", false)]
    public void Escapes_are_valid_or_not(string text, bool areValid)
    {
        // Wherever they stand among the blocks.
        for (int before = 0; before < 130; before++)
        {
            byte[] moved = Encoding.ASCII.GetBytes(new string('a', before) + text);
            ulong[] backslashes = new ulong[(moved.Length / 64) + 1];
            for (int at = 0; at < moved.Length; at++)
                backslashes[at / 64] |= moved[at] == '\\' ? 1UL << at : 0;
            Assert.Equal(areValid, JsonEscapes.AreValid(moved, backslashes));
        }
    }

    [Fact]
    public void Digits_are_read_as_a_loop_reads_them()
    {
        Random random = new(1);
        for (int digits = 1; digits <= DecimalText.MaxDigits; digits++)
        {
            for (int round = 0; round < 500; round++)
            {
                byte[] text = [.. Enumerable.Range(0, 20).Select(_ => (byte)random.Next(256)), .. Enumerable.Range(0, digits).Select(_ => (byte)('0' + random.Next(10)))];
                ReadOnlySpan<byte> number = text.AsSpan(text.Length - digits);
                long expected = long.Parse(Encoding.ASCII.GetString(number), System.Globalization.CultureInfo.InvariantCulture);
                Assert.Equal(expected, DecimalText.ReadLast(number));
                Assert.Equal(expected, DecimalText.ReadLastOfChunks(number));
                Assert.Equal(expected, Sse41.IsSupported ? DecimalText.ReadLastOfVector(number) : expected);
            }
        }
    }

    private static IEnumerable<ulong> Masks(int count)
    {
        Random random = new(1);
        for (int i = 0; i < count; i++)
        {
            ulong mask = (ulong)random.NextInt64() << 1 ^ (ulong)random.NextInt64();
            yield return (i % 3) switch { 0 => mask, 1 => mask & (ulong)random.NextInt64() & (ulong)random.NextInt64(), _ => mask | (ulong)random.NextInt64() };
        }
    }
}
