using Sidecar.Engine.Kernels;
using Xunit;

namespace Sidecar.Tests.Kernels;

/// <summary>The questions about the bytes at a place, answered by each register as by looking at one byte after the other.</summary>
public sealed unsafe class LineVectorTests
{
    private const int Room = 64;

    [Fact]
    public void Registers_of_128_bits_answer_as_single_bytes_do() => AnswersAsSingleBytes<LineVector128>();

    [Fact]
    public void Registers_of_256_bits_answer_as_single_bytes_do() => AnswersAsSingleBytes<LineVector256>();

    private static void AnswersAsSingleBytes<TVector>()
        where TVector : struct, ILineVector
    {
        Random random = new(1);
        byte[] bytes = new byte[Room];
        for (int round = 0; round < 20_000; round++)
        {
            FillText(random, bytes);
            Assert.Equal(Count(bytes, IsPlain, TVector.PlainWidth), Ask(bytes, TVector.PlainLength));
            FillDigits(random, bytes);
            Assert.Equal(Count(bytes, IsDigit, TVector.DigitWidth), Ask(bytes, TVector.DigitCount));

            LineNode node = new();
            int length = random.Next(LineNode.MaxTextLength + 1);
            node.TextBits = (uint)((1UL << length) - 1);
            bytes.AsSpan(0, length).CopyTo(new Span<byte>(&node, LineNode.MaxTextLength));
            Assert.True(StartsWith<TVector>(bytes, &node));
            int changed = random.Next(Room);
            bytes[changed] ^= (byte)(1 << random.Next(8));
            Assert.Equal(changed >= length, StartsWith<TVector>(bytes, &node));
        }
    }

    private delegate int Question(byte* line);

    private static int Ask(byte[] bytes, Question question)
    {
        fixed (byte* line = bytes)
            return question(line);
    }

    private static bool StartsWith<TVector>(byte[] bytes, LineNode* node)
        where TVector : struct, ILineVector
    {
        fixed (byte* line = bytes)
            return TVector.StartsWith(line, node);
    }

    private static int Count(byte[] bytes, Predicate<byte> belongs, int width)
    {
        int other = Array.FindIndex(bytes, one => !belongs(one));
        return other < 0 || other > width ? width : other;
    }

    private static bool IsPlain(byte one) => one is >= 0x20 and < 0x80 and not ((byte)'"' or (byte)'\\');

    private static bool IsDigit(byte one) => char.IsAsciiDigit((char)one);

    /// <summary>Plain letters, with one byte of any value at a random place.</summary>
    private static void FillText(Random random, byte[] bytes)
    {
        foreach (ref byte one in bytes.AsSpan())
            one = (byte)random.Next(0x23, 0x5c);
        bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
    }

    private static void FillDigits(Random random, byte[] bytes)
    {
        foreach (ref byte one in bytes.AsSpan())
            one = (byte)random.Next('0', '9' + 1);
        bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
    }
}
