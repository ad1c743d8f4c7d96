using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Text;
using Sidecar.Engine.Ingest;
using Xunit;

namespace Sidecar.Tests.Ingest;

/// <summary>Whatever pieces the bytes come in, the records are those that splitting the whole at newlines gives.</summary>
public sealed class RecordFramerTests
{
    private const int Limit = 20;
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
    public void A_too_long_record_is_told_before_its_end_and_holds_no_memory()
    {
        RecordFramer framer = new(Limit);
        ReadOnlySequence<byte> unread = new(new byte[Limit + 1]);
        Assert.Equal(FrameStatus.TooLong, framer.TryNext(ref unread, out _));
        Assert.True(unread.IsEmpty);
        for (int i = 0; i < 100; i++)
        {
            unread = new ReadOnlySequence<byte>(new byte[1000]);
            Assert.Equal(FrameStatus.NeedMore, framer.TryNext(ref unread, out _));
            Assert.True(unread.IsEmpty);
        }

        unread = new ReadOnlySequence<byte>("end of it\nnext\n"u8.ToArray());
        Assert.Equal(FrameStatus.Record, framer.TryNext(ref unread, out ReadOnlySpan<byte> next));
        Assert.Equal("next"u8, next);
    }

    [Theory]
    [InlineData(1, 1 << 20)]
    [InlineData(600, 16 << 20)]
    public void Bytes_that_trickle_in_cost_no_more_than_bytes_at_once(int step, int length)
    {
        Pipe pipe = new(new PipeOptions(pauseWriterThreshold: 0, resumeWriterThreshold: 0, minimumSegmentSize: 64 << 10));
        RecordFramer framer = new(length);
        long begin = Stopwatch.GetTimestamp();
        for (int written = 0; written < length - step; written += step)
        {
            Write(pipe.Writer, step, newLine: false);
            Assert.Equal(FrameStatus.NeedMore, Next(pipe.Reader, framer));
        }

        Write(pipe.Writer, 1, newLine: true);
        Assert.Equal(FrameStatus.Record, Next(pipe.Reader, framer));
        Assert.True(Stopwatch.GetElapsedTime(begin) < s_generousBound, Stopwatch.GetElapsedTime(begin).ToString());
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
        List<byte[]> left = [];
        RecordFramer framer = new(Limit);
        ReadOnlySequence<byte> unread = default;
        foreach (byte[] piece in pieces)
        {
            left.Add(piece);
            unread = Segments.Of(left);
            FrameStatus status;
            while ((status = framer.TryNext(ref unread, out ReadOnlySpan<byte> record)) != FrameStatus.NeedMore)
            {
                found.Add(status == FrameStatus.TooLong ? TooLong : Encoding.Latin1.GetString(record));
            }

            left = [];
            foreach (ReadOnlyMemory<byte> segment in unread)
            {
                left.Add(segment.ToArray());
            }
        }

        if (framer.TryLast(unread, out ReadOnlySpan<byte> last))
        {
            found.Add(Encoding.Latin1.GetString(last));
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
        reader.AdvanceTo(unread.Start, unread.End);
        return status;
    }
}
