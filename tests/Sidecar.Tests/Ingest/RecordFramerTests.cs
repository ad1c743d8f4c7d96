using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Text;
using Sidecar.Engine.Ingest;
using Xunit;

namespace Sidecar.Tests.Ingest;

public sealed class RecordFramerTests
{
    private const int Limit = 40;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Any_chunks_in_any_segments_give_what_a_split_gives(int seed)
    {
        Random random = new(seed);
        for (int round = 0; round < 300; round++)
        {
            byte[] stream = RandomLines(random);
            (List<string> records, int tooLong) = Framed(stream, () => random.Next(1, 1 + random.Next(1, 60)), segmentBytes: random.Next(1, 30));
            string[] lines = Encoding.ASCII.GetString(stream).Split('\n');
            // What is behind the last newline is a record if there is anything.
            string[] all = lines[^1].Length == 0 ? lines[..^1] : lines;
            Assert.Equal(all.Where(line => line.Length <= Limit), records);
            Assert.Equal(all.Count(line => line.Length > Limit), tooLong);
        }
    }

    [Fact]
    public void A_record_of_the_very_limit_passes_and_one_byte_more_does_not()
    {
        byte[] stream = Encoding.ASCII.GetBytes(new string('a', Limit) + "\n" + new string('b', Limit + 1) + "\nc\n");
        (List<string> records, int tooLong) = Framed(stream, () => 1, segmentBytes: 8);
        Assert.Equal([new string('a', Limit), "c"], records);
        Assert.Equal(1, tooLong);
    }

    [Fact]
    public void Bytes_that_trickle_in_are_each_looked_at_once()
    {
        // A framer that began anew with each byte would look at 2 * 10^12 of them here, which takes minutes.
        RecordFramer framer = new(1 << 21);
        byte[] whole = new byte[2_000_000];
        Stopwatch taken = Stopwatch.StartNew();
        Array.Fill(whole, (byte)'x');
        for (int length = 1; length < whole.Length; length++)
        {
            ReadOnlySequence<byte> unread = new(whole, 0, length);
            Assert.Equal(FrameStatus.NeedMore, framer.TryNext(ref unread, out _));
        }

        whole[^1] = (byte)'\n';
        ReadOnlySequence<byte> last = new(whole);
        Assert.Equal(FrameStatus.Record, framer.TryNext(ref last, out ReadOnlySpan<byte> record));
        Assert.Equal(whole.Length - 1, record.Length);
        Assert.InRange(taken.Elapsed.TotalSeconds, 0, 20);
    }

    private static byte[] RandomLines(Random random)
    {
        StringBuilder text = new();
        for (int line = random.Next(12); line >= 0; line--)
        {
            int length = random.Next(4) switch { 0 => 0, 1 => random.Next(200), _ => random.Next(Limit + 2) };
            text.Append((char)random.Next('a', 'z'), length);
            if (line > 0 || random.Next(2) == 0)
                text.Append('\n');
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private static (List<string> Records, int TooLong) Framed(byte[] stream, Func<int> chunk, int segmentBytes)
    {
        RecordFramer framer = new(Limit);
        Pipe pipe = new(new PipeOptions(pool: new SmallBlocks(segmentBytes), minimumSegmentSize: 1, pauseWriterThreshold: 0, useSynchronizationContext: false));
        List<string> records = [];
        int tooLong = 0;
        int sent = 0;
        bool ended = false;
        while (!ended)
        {
            int length = Math.Min(chunk(), stream.Length - sent);
            pipe.Writer.Write(stream.AsSpan(sent, length));
            sent += length;
            if (sent == stream.Length)
                pipe.Writer.Complete();
            else
                pipe.Writer.FlushAsync().AsTask().Wait();

            Assert.True(pipe.Reader.TryRead(out ReadResult result));
            ReadOnlySequence<byte> unread = result.Buffer;
            FrameStatus status;
            while ((status = framer.TryNext(ref unread, out ReadOnlySpan<byte> record)) != FrameStatus.NeedMore)
            {
                if (status == FrameStatus.Record)
                    records.Add(Encoding.ASCII.GetString(record));
                else
                    tooLong++;
            }

            ended = result.IsCompleted;
            if (ended && framer.TryLast(unread, out ReadOnlySpan<byte> last))
                records.Add(Encoding.ASCII.GetString(last));
            pipe.Reader.AdvanceTo(unread.Start, unread.End);
        }

        return (records, tooLong);
    }

    /// <summary>Blocks so small that records span many segments.</summary>
    private sealed class SmallBlocks(int bytes) : MemoryPool<byte>
    {
        public override int MaxBufferSize => int.MaxValue;

        public override IMemoryOwner<byte> Rent(int minBufferSize = -1) => new Block(new byte[bytes]);

        protected override void Dispose(bool disposing)
        {
        }

        private sealed class Block(byte[] bytes) : IMemoryOwner<byte>
        {
            public Memory<byte> Memory { get; } = bytes;

            public void Dispose()
            {
            }
        }
    }
}
