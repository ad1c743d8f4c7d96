using Sidecar.Engine.Kernels;
using Xunit;

namespace Sidecar.Tests.Kernels;

/// <summary>
/// The scan gives the same index with every width as with the scalar twin of its blocks, over all lengths around the borders of
/// blocks, all alignments, and lines that it accepts as well as noise.
/// </summary>
public sealed class JsonScanTests
{
    /// <summary>Four of the widest vectors and one byte.</summary>
    private const int LongestLine = (4 * JsonBlock.Length) + 1;

    private const int PadLength = 64;

    private static readonly byte[][] s_pieces =
    [
        [.. ","u8], [.. ":"u8], [.. "{"u8], [.. "}"u8], [.. "["u8], [.. "]"u8], [.. "\""u8], [.. "\\"u8], [.. "\\\\"u8], [.. "\\\""u8], [.. "\\u0041"u8],
        [.. "0"u8], [.. "17"u8], [.. "-1.5e3"u8], [.. "true"u8], [.. "null"u8], [.. "\"a\":"u8], [.. "\"text\""u8], [.. " "u8], [0x00], [0x80], [0xc3, 0xa9],
    ];

    [Fact]
    public void A_scan_with_128_bits_equals_the_scalar_one() => EqualsTwin<JsonBlock128>();

    [Fact]
    public void A_scan_with_256_bits_equals_the_scalar_one() => EqualsTwin<JsonBlock256>();

    [Fact]
    public void A_scan_with_512_bits_equals_the_scalar_one() => EqualsTwin<JsonBlock512>();

    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(129)]
    public void A_line_of_several_chunks_is_scanned_as_one(int blocks)
    {
        var index = new JsonIndex();
        for (int length = (blocks * JsonBlock.Length) - 2; length <= (blocks * JsonBlock.Length) + 2; length++)
        {
            byte[] line = [.. "{\"a\":\""u8, .. Enumerable.Repeat((byte)'x', length - 17), .. "\",\"b\":[17]}"u8];
            Assert.True(new JsonScan().Run<JsonBlock256>(line, index));
            Assert.Equal([0, line.Length - 5, line.Length - 2, line.Length - 1], index.Brackets[..index.BracketCount]);
            Assert.Equal(line.Length - 10, index.SeparatorBehind(0));
        }
    }

    private static void EqualsTwin<TBlock>()
        where TBlock : struct, IJsonBlock<TBlock>
    {
        var random = new Random(1);
        JsonScan scan = new(), twinScan = new();
        JsonIndex index = new(), twin = new();
        int accepted = 0;
        for (int length = 0; length <= LongestLine; length++)
        {
            for (int alignment = 0; alignment < PadLength; alignment++)
            {
                // What stands before and behind the line must not show.
                byte[] bytes = new byte[alignment + length + PadLength];
                random.NextBytes(bytes);
                Span<byte> line = bytes.AsSpan(alignment, length);
                if (alignment % 2 == 0)
                    FillWithMembers(line, random);
                else
                    FillWithPieces(line, random);

                bool isGood = twinScan.Run<JsonBlockScalar>(line, twin);
                Assert.Equal(isGood, scan.Run<TBlock>(line, index));
                Assert.Equal(TBlock.Kernel, line.Length >= KeyTable.MinLineLength && isGood ? index.Kernel : TBlock.Kernel);
                if (!isGood)
                    continue;

                accepted++;
                Same(line, twin, index);
            }
        }

        Assert.True(accepted > LongestLine * PadLength / 4, $"{accepted} lines were accepted");
    }

    private static void Same(ReadOnlySpan<byte> line, JsonIndex twin, JsonIndex index)
    {
        Assert.Equal(twin.Brackets[..twin.BracketCount], index.Brackets[..index.BracketCount]);
        Assert.Equal(twin.OddScalars[..twin.OddScalarCount], index.OddScalars[..index.OddScalarCount]);
        Assert.Equal(twin.ArrayItemCount, index.ArrayItemCount);
        Assert.Equal((twin.HasBackslashes, twin.HasHighBytes), (index.HasBackslashes, index.HasHighBytes));
        int blocks = (line.Length + JsonBlock.Length - 1) / JsonBlock.Length;
        Assert.True(twin.Separators[..blocks].SequenceEqual(index.Separators[..blocks]));
        Assert.Equal(twin.CountArrayItems(0, line.Length - 1), index.CountArrayItems(0, line.Length - 1));
    }

    /// <summary>An object of exactly this length where that can be.</summary>
    private static void FillWithMembers(Span<byte> line, Random random)
    {
        List<byte> text = [.. "{"u8];
        while (text.Count + 40 < line.Length)
            text.AddRange([.. "\"k\":"u8, .. Value(random), (byte)',']);
        text.AddRange([.. "\"p\":\""u8, .. Enumerable.Repeat((byte)'p', Math.Max(0, line.Length - text.Count - 7)), .. "\"}"u8]);
        if (text.Count == line.Length)
            text.CopyTo(line);
    }

    private static byte[] Value(Random random) => random.Next(8) switch
    {
        0 => [.. "true"u8],
        1 => [.. "-1.5e3"u8],
        2 => [.. "[1,\"a\",{}]"u8],
        3 => [.. "{\"n\":0}"u8],
        4 => [.. "\"\\\"}{,:\\u0041\""u8],
        5 => [.. "\"\u00e9\""u8],
        _ => [.. "443"u8],
    };

    private static void FillWithPieces(Span<byte> line, Random random)
    {
        for (int at = 0; at < line.Length;)
        {
            byte[] piece = s_pieces[random.Next(s_pieces.Length)];
            int length = Math.Min(piece.Length, line.Length - at);
            piece.AsSpan(0, length).CopyTo(line[at..]);
            at += length;
        }

        if (line.Length >= 2)
            (line[0], line[^1]) = ((byte)'{', (byte)'}');
    }
}
