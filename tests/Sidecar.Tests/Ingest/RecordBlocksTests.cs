using Sidecar.Engine.Ingest;
using Xunit;

namespace Sidecar.Tests.Ingest;

public sealed class RecordBlocksTests
{
    [Fact]
    public void Blocks_are_whole_lines_however_the_bytes_arrive()
    {
        Random random = new(7);
        for (int round = 0; round < 3000; round++)
        {
            int limit = random.Next(1, 30);
            byte[] input = new byte[random.Next(200)];
            foreach (ref byte b in input.AsSpan())
                b = random.Next(8) == 0 ? (byte)'\n' : (byte)random.Next('a', 'z' + 1);

            RecordBlocks blocks = new(new Dribble(input, random), limit);
            List<byte> read = [];
            byte[] block = new byte[random.Next(1, limit + 2)];
            while (blocks.TryFill(ref block, out int length))
            {
                Assert.InRange(length, 1, limit + 1);
                Assert.True(read.Count == 0 || read[^1] == '\n', "a block begins at a line");
                read.AddRange(block.AsSpan(0, length));
            }

            Assert.InRange(block.Length, 1, limit + 1);
            Assert.False(blocks.TryFill(ref block, out _));
            List<byte[]> lines = Lines(input);
            Assert.Equal(lines.Where(line => Content(line) <= limit).SelectMany(line => line), read);
            Assert.Equal(lines.Count(line => Content(line) > limit), blocks.TooLong);
        }
    }

    private static int Content(byte[] line) => line[^1] == '\n' ? line.Length - 1 : line.Length;

    private static List<byte[]> Lines(byte[] input)
    {
        List<byte[]> lines = [[]];
        foreach (byte b in input)
        {
            lines[^1] = [.. lines[^1], b];
            if (b == '\n')
                lines.Add([]);
        }

        return [.. lines.Where(line => line.Length > 0)];
    }

    /// <summary>Gives a few bytes at a time.</summary>
    private sealed class Dribble(byte[] bytes, Random random) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, random.Next(1, 50)));
    }
}
