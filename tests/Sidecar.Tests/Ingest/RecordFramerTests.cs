using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Sidecar.Engine.Ingest;
using Sidecar.Engine.Memory;
using Xunit;

namespace Sidecar.Tests.Ingest;

/// <summary>Whatever pieces the bytes come in, the records are those that splitting the whole at newlines gives.</summary>
public sealed class RecordFramerTests
{
    private const int Limit = 20;
    private const int Long = 1_000_000;
    private const string TooLong = "(too long)";

    private static readonly TimeSpan s_generousBound = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(40)]
    [InlineData(1000)]
    public void Any_pieces_give_the_records_that_splitting_gives(int longestPiece)
    {
        Random random = new(longestPiece);
        for (int round = 0; round < 400; round++)
        {
            string input = RandomInput(random);
            Assert.Equal(Split(input), Frame(Pieces(input, longestPiece, random)));
        }
    }

    [Theory]
    [InlineData("", new string[0])]
    [InlineData("\n", new[] { "" })]
    [InlineData("\n\n", new[] { "", "" })]
    [InlineData("a", new[] { "a" })]
    [InlineData("a\nb", new[] { "a", "b" })]
    [InlineData("a\nb\n", new[] { "a", "b" })]
    [InlineData("a\r\n", new[] { "a\r" })]
    [InlineData("12345678901234567890\nb\n", new[] { "12345678901234567890", "b" })]
    [InlineData("12345678901234567890", new[] { "12345678901234567890" })]
    [InlineData("123456789012345678901\nb\n", new[] { TooLong, "b" })]
    [InlineData("123456789012345678901", new[] { TooLong })]
    [InlineData("1234567890123456789012345678901234567890123456789012345678901\n\nb", new[] { TooLong, "", "b" })]
    public void Edges_are_framed_right_at_once_and_byte_by_byte(string input, string[] expected)
    {
        Assert.Equal(expected, Split(input));
        Assert.Equal(expected, Frame([Encoding.Latin1.GetBytes(input)]));
        Assert.Equal(expected, Frame([.. Encoding.Latin1.GetBytes(input).Select(one => new[] { one })]));
    }

    [Fact]
    public void A_record_inside_one_segment_is_handed_out_in_place()
    {
        byte[] bytes = "first\nsecond\n"u8.ToArray();
        ReadOnlySequence<byte> unread = new(bytes);
        RecordFramer framer = new(Limit);
        Assert.Equal(FrameStatus.Record, framer.TryNext(ref unread, out _));
        Assert.Equal(FrameStatus.Record, framer.TryNext(ref unread, out ReadOnlySpan<byte> second));
        Assert.True(second.Overlaps(bytes, out int at));
        Assert.Equal(-6, at);
    }

    [Fact]
    public void A_too_long_record_is_told_once_at_its_end_and_holds_no_memory()
    {
        MemoryBudget budget = new(10 * Long);
        using RecordFramer framer = new(Long, budget);
        for (int i = 0; i < 100; i++)
        {
            ReadOnlySequence<byte> part = new(new byte[Long / 10]);
            Assert.Equal(FrameStatus.NeedMore, framer.TryNext(ref part, out _));
            Assert.True(part.IsEmpty);
            Assert.Equal(i >= 10, budget.TakenBytes == 0);
        }

        ReadOnlySequence<byte> unread = new("end of it\nnext\n"u8.ToArray());
        Assert.Equal(FrameStatus.TooLong, framer.TryNext(ref unread, out _));
        Assert.Equal(FrameStatus.Record, framer.TryNext(ref unread, out ReadOnlySpan<byte> next));
        Assert.Equal("next"u8, next);
    }

    [Fact]
    public void The_memory_of_a_long_record_is_given_back_with_the_next()
    {
        MemoryBudget budget = new(Long);
        using RecordFramer framer = new(Long, budget);
        ReadOnlySequence<byte> unread = Segments.Of([Filled(Long - 1, 'a'), "b\nnext\n"u8.ToArray()]);
        Assert.Equal(FrameStatus.Record, framer.TryNext(ref unread, out ReadOnlySpan<byte> record));
        Assert.Equal([.. Filled(Long - 1, 'a'), (byte)'b'], record.ToArray());
        Assert.NotEqual(0, budget.TakenBytes);
        Assert.Equal(FrameStatus.Record, framer.TryNext(ref unread, out record));
        Assert.Equal("next"u8, record);
        Assert.Equal(0, budget.TakenBytes);
    }

    [Fact]
    public void A_long_record_for_which_another_input_has_the_memory_is_too_long_and_short_ones_are_read()
    {
        MemoryBudget budget = new(Long);
        using RecordFramer greedy = new(Long, budget);
        ReadOnlySequence<byte> unread = new(Filled(Long, 'a'));
        Assert.Equal(FrameStatus.NeedMore, greedy.TryNext(ref unread, out _));
        using RecordFramer other = new(Long, budget);
        unread = Segments.Of([Filled(Long / 2, 'a'), "\nsh"u8.ToArray(), "ort\n"u8.ToArray()]);
        Assert.Equal(FrameStatus.TooLong, other.TryNext(ref unread, out _));
        Assert.Equal(FrameStatus.Record, other.TryNext(ref unread, out ReadOnlySpan<byte> record));
        Assert.Equal("short"u8, record);

        greedy.Dispose();
        unread = Segments.Of([Filled(Long / 2, 'a'), "\n"u8.ToArray()]);
        Assert.Equal(FrameStatus.Record, other.TryNext(ref unread, out _));
    }

    [Theory]
    [InlineData(false, "begun", "new\n", "new")]
    [InlineData(true, "begun", "end\nnew\n", "new")]
    [InlineData(true, "", "end\nnew\n", "new")]
    [InlineData(false, "begun that goes on for longer than the limit", "new\n", "new")]
    [InlineData(true, "begun that goes on for longer than the limit", "end\nnew\n", "new")]
    [InlineData(true, "begun", "middle", null)]
    public void Records_that_a_loss_has_cut_are_forgotten(bool insideRecord, string before, string behind, string? expected)
    {
        RecordFramer framer = new(Limit);
        ReadOnlySequence<byte> unread = new(Encoding.Latin1.GetBytes(before));
        Assert.Equal(FrameStatus.NeedMore, framer.TryNext(ref unread, out _));
        framer.Skip(insideRecord);
        unread = new(Encoding.Latin1.GetBytes(behind));
        Assert.Equal(expected is null ? FrameStatus.NeedMore : FrameStatus.Record, framer.TryNext(ref unread, out ReadOnlySpan<byte> record));
        Assert.Equal(expected ?? "", Encoding.Latin1.GetString(record));
        Assert.Equal(FrameStatus.NeedMore, framer.TryLast(out _));
    }

    [Theory]
    [InlineData(1, 1 << 20)]
    [InlineData(600, 16 << 20)]
    public void Bytes_that_trickle_in_cost_no_more_than_bytes_at_once(int step, int length)
    {
        Pipe pipe = new(new PipeOptions(pauseWriterThreshold: 0, resumeWriterThreshold: 0, minimumSegmentSize: 64 << 10));
        RecordFramer framer = new(length);
        TimeSpan begin = ProcessorTime.OfThread();
        for (int written = 0; written < length - step; written += step)
        {
            Write(pipe.Writer, step, newLine: false);
            Assert.Equal(FrameStatus.NeedMore, Next(pipe.Reader, framer));
        }

        Write(pipe.Writer, 1, newLine: true);
        Assert.Equal(FrameStatus.Record, Next(pipe.Reader, framer));
        Assert.InRange(ProcessorTime.OfThread() - begin, TimeSpan.Zero, s_generousBound);
    }

    /// <summary>The oracle: the input as one string, cut at newlines.</summary>
    private static List<string> Split(string input)
    {
        List<string> records = [.. input.Split('\n')];
        if (records[^1].Length == 0)
        {
            records.RemoveAt(records.Count - 1);
        }

        return [.. records.Select(record => record.Length > Limit ? TooLong : record)];
    }

    /// <summary>As an engine does: after each piece all whole records, at the end the rest.</summary>
    private static List<string> Frame(IReadOnlyList<byte[]> pieces)
    {
        List<string> found = [];
        RecordFramer framer = new(Limit);
        ReadOnlySequence<byte> unread = default;
        foreach (byte[] piece in pieces)
        {
            unread = Segments.Of([piece]);
            FrameStatus status;
            while ((status = framer.TryNext(ref unread, out ReadOnlySpan<byte> record)) != FrameStatus.NeedMore)
            {
                found.Add(status == FrameStatus.TooLong ? TooLong : Encoding.Latin1.GetString(record));
            }

            Assert.True(unread.IsEmpty);
        }

        FrameStatus end = framer.TryLast(out ReadOnlySpan<byte> last);
        if (end != FrameStatus.NeedMore)
        {
            found.Add(end == FrameStatus.TooLong ? TooLong : Encoding.Latin1.GetString(last));
        }

        return found;
    }

    private static string RandomInput(Random random)
    {
        StringBuilder input = new();
        for (int record = random.Next(12); record >= 0; record--)
        {
            int length = random.Next(4) switch { 0 => 0, 1 => Limit + random.Next(-1, 2), 2 => random.Next(5 * Limit), _ => random.Next(Limit) };
            for (int i = 0; i < length; i++)
            {
                input.Append((char)random.Next(32, 256));
            }

            input.Append(record > 0 || random.Next(2) == 0 ? "\n" : "");
        }

        return input.ToString();
    }

    private static List<byte[]> Pieces(string input, int longest, Random random)
    {
        List<byte[]> pieces = [];
        for (int at = 0; at < input.Length;)
        {
            // Now and then an empty piece: a pipe wakes its reader without bytes when it is completed.
            int length = Math.Min(input.Length - at, random.Next(0, longest + 1));
            pieces.Add(Encoding.Latin1.GetBytes(input.Substring(at, length)));
            at += length;
        }

        return pieces;
    }

    private static byte[] Filled(int length, char c)
    {
        byte[] bytes = new byte[length];
        bytes.AsSpan().Fill((byte)c);
        return bytes;
    }

    private static void Write(PipeWriter writer, int count, bool newLine)
    {
        writer.GetSpan(count)[..count].Fill(newLine ? (byte)'\n' : (byte)'a');
        writer.Advance(count);
        writer.FlushAsync().AsTask().GetAwaiter().GetResult();
    }

    private static FrameStatus Next(PipeReader reader, RecordFramer framer)
    {
        Assert.True(reader.TryRead(out ReadResult result));
        ReadOnlySequence<byte> unread = result.Buffer;
        FrameStatus status = framer.TryNext(ref unread, out _);
        reader.AdvanceTo(unread.Start);
        return status;
    }
}
