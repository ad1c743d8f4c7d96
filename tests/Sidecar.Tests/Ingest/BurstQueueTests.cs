using System.Buffers;
using System.Globalization;
using System.Text;
using Sidecar.Engine.Ingest;
using Xunit;

namespace Sidecar.Tests.Ingest;

/// <summary>
/// What is read out of the burst queue is whole records in their order, and every record is read or counted as shed,
/// whichever are shed, however long they are and however the two ends take turns.
/// </summary>
public sealed class BurstQueueTests
{
    private const int BlockBytes = 64;
    private const int Blocks = 6;
    private const int LongestRecord = 300;

    public static TheoryData<WhenFull, int, bool> Turns
    {
        get
        {
            TheoryData<WhenFull, int, bool> all = [];
            foreach (WhenFull whenFull in (WhenFull[])[WhenFull.ShedNewest, WhenFull.ShedOldest])
            {
                foreach (int longestPiece in (int[])[1, 20, 64])
                {
                    all.Add(whenFull, longestPiece, false);
                    all.Add(whenFull, longestPiece, true);
                }
            }

            return all;
        }
    }

    /// <param name="crowded">Whether other connections hold some of the blocks, now more, now fewer.</param>
    [Theory]
    [MemberData(nameof(Turns))]
    public void Records_are_read_whole_and_in_order_or_counted(WhenFull whenFull, int longestPiece, bool crowded)
    {
        Random random = new(longestPiece);
        long shed = 0;
        for (int round = 0; round < 1000; round++)
        {
            Ends ends = new(whenFull);
            string[] records = Records(random);
            byte[] input = Encoding.ASCII.GetBytes(string.Join('\n', records) + (random.Next(2) == 0 ? "\n" : ""));
            List<BurstBlock> others = [];
            for (int at = 0; at < input.Length;)
            {
                int length = Math.Min(input.Length - at, random.Next(1, longestPiece + 1));
                at += ends.Write(input.AsSpan(at, length));
                if (random.Next(300) < length)
                {
                    ends.Read(mostReads: random.Next(1, 4));
                }

                if (crowded && random.Next(4) == 0)
                {
                    ends.Crowd(others, random.Next(Blocks + 1));
                }
            }

            ends.End();
            Assert.Equal(ends.Kept, records.Intersect(ends.Kept));
            Assert.Equal(records.Length, ends.Kept.Count + ends.Counters.ShedRecords);
            ends.Crowd(others, 0);
            ends.Dispose();
            shed += ends.Counters.ShedRecords;
        }

        Assert.NotEqual(0, shed);
    }

    [Fact]
    public void Nothing_is_shed_as_long_as_there_is_room()
    {
        using Ends ends = new(WhenFull.ShedNewest);
        for (int i = 0; i < 1000; i++)
        {
            ends.Write(Encoding.ASCII.GetBytes($"record {i}\n"));
            ends.Read(10);
        }

        ends.End();
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"record {i}"), ends.Kept);
        Assert.Equal(0, ends.Counters.ShedRecords + ends.Counters.ShedBytes);
        // The same two blocks went round: one that is read and one that is written.
        Assert.InRange(ends.Buffer.MadeBytes, BlockBytes, 2 * BlockBytes);
    }

    [Fact]
    public void The_oldest_leave_for_the_newest()
    {
        using Ends ends = new(WhenFull.ShedOldest);
        for (int i = 0; i < 1000; i++)
        {
            ends.Write(Encoding.ASCII.GetBytes($"record {i}\n"));
        }

        ends.End();
        Assert.Equal(Enumerable.Range(1000 - ends.Kept.Count, ends.Kept.Count).Select(i => $"record {i}"), ends.Kept);
        Assert.InRange(ends.Kept.Count, 20, 40);
    }

    [Fact]
    public void Records_that_are_shed_are_counted_by_type()
    {
        using Ends ends = new(WhenFull.ShedNewest);
        ends.Crowd([], Blocks);
        ends.Write("type 1\ntype 0\nno\nty"u8);
        ends.Write("pe 1 that a receive has cut\ntype 1 and"u8);
        ends.Write("more\ntype 1 without an end"u8);
        ends.End();
        Assert.Equal((1L, 3L, 2L), (ends.Counters.ShedOf(0), ends.Counters.ShedOf(1), ends.Counters.ShedOf(IngestCounters.UnknownType)));
    }

    [Fact]
    public void Two_threads_at_once_lose_and_double_nothing()
    {
        using Ends ends = new(WhenFull.ShedOldest);
        byte[][] records = [.. Enumerable.Range(0, 200_000).Select(i => Encoding.ASCII.GetBytes(i.ToString("D7", CultureInfo.InvariantCulture) + new string('x', i % 90) + "\n"))];
        Thread writing = new(() =>
        {
            foreach (byte[] record in records)
            {
                ends.Write(record);
            }

            ends.EndWriting();
        });
        writing.Start();
        ends.ReadToEnd();
        writing.Join();
        int[] kept = [.. ends.Kept.Select(record => int.Parse(record.AsSpan(0, 7), CultureInfo.InvariantCulture))];
        Assert.Equal(kept.Order(), kept);
        Assert.All(ends.Kept, record => Assert.Equal(7 + (int.Parse(record.AsSpan(0, 7), CultureInfo.InvariantCulture) % 90), record.Length));
        Assert.Equal(records.Length, kept.Distinct().Count() + ends.Counters.ShedRecords);
    }

    /// <summary>Each begins with its number, so that no two are the same.</summary>
    private static string[] Records(Random random)
    {
        string[] records = new string[random.Next(1, 60)];
        for (int i = 0; i < records.Length; i++)
        {
            records[i] = i.ToString("D4", CultureInfo.InvariantCulture) + new string((char)('a' + (i % 26)), random.Next(random.Next(5) == 0 ? LongestRecord : 20));
        }

        return records;
    }

    /// <summary>Both ends of a queue, as a receiving thread and the engine use them.</summary>
    private sealed class Ends : IDisposable
    {
        private readonly RecordFramer _framer = new(1 << 20);
        private readonly BurstWriter _writer;
        private readonly BurstReader _reader;
        private bool _ended;

        public Ends(WhenFull whenFull)
        {
            BurstQueue queue = new(Blocks);
            _writer = new BurstWriter(queue, Buffer, IngestOptions.Default with { WhenFull = whenFull }, Counters);
            _reader = new BurstReader(queue, Buffer);
        }

        public IngestCounters Counters { get; } = new(
            part => part.IndexOf("type "u8) is int at and >= 0 && at + 5 < part.Length ? part[at + 5] - '0' : IngestCounters.UnknownType, types: 2);

        public BurstBuffer Buffer { get; } = new(Blocks * BlockBytes, BlockBytes);

        public List<string> Kept { get; } = [];

        /// <returns>How much of it went in, or was shed.</returns>
        public int Write(ReadOnlySpan<byte> bytes)
        {
            for (int at = 0; at < bytes.Length;)
            {
                Span<byte> room = _writer.Room();
                int length = room.IsEmpty ? bytes.Length - at : Math.Min(room.Length, bytes.Length - at);
                if (room.IsEmpty)
                {
                    _writer.Shed(bytes.Slice(at, length));
                }
                else
                {
                    bytes.Slice(at, length).CopyTo(room);
                    _writer.Advance(length);
                }

                at += length;
            }

            return bytes.Length;
        }

        public void Read(int mostReads)
        {
            for (int reads = 0; reads < mostReads && !_ended && _reader.TryRead(out ReadOnlySequence<byte> read, out _ended, out var loss); reads++)
            {
                if (loss.Any)
                {
                    _framer.Skip(loss.InsideRecord);
                }

                ReadOnlySequence<byte> unread = read;
                while (_framer.TryNext(ref unread, out ReadOnlySpan<byte> record) == FrameStatus.Record)
                {
                    Kept.Add(Encoding.ASCII.GetString(record));
                }

                _reader.AdvanceBy(read.Length - unread.Length);
            }
        }

        public void EndWriting()
        {
            _writer.End();
            _reader.End(_writer.Next);
        }

        public void ReadToEnd()
        {
            Patience.Until(
                () =>
                {
                    Read(int.MaxValue);
                    return _ended;
                },
                "the stream has ended");
            if (_framer.TryLast(out ReadOnlySpan<byte> last) == FrameStatus.Record)
            {
                Kept.Add(Encoding.ASCII.GetString(last));
            }
        }

        public void End()
        {
            EndWriting();
            ReadToEnd();
        }

        /// <summary>Lets others hold so many blocks, or as many as there are.</summary>
        public void Crowd(List<BurstBlock> others, int blocks)
        {
            while (others.Count > blocks)
            {
                Buffer.Give(others[^1]);
                others.RemoveAt(others.Count - 1);
            }

            while (others.Count < blocks && Buffer.TryTake(out BurstBlock? block))
            {
                others.Add(block);
            }
        }

        public void Dispose()
        {
            _reader.Dispose();
            _framer.Dispose();
        }
    }
}
