using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Sidecar.Engine.Ingest;
using Sidecar.Engine.Memory;
using Xunit;

namespace Sidecar.Tests.Ingest;

/// <summary>A connection whose engine is late: the buffer stays bounded, and each record arrives or is counted.</summary>
public sealed class EveConnectionTests : IDisposable
{
    private const int BufferBytes = 64 << 10;
    private const int BlockBytes = 4 << 10;
    private const int WaitBytes = 2 * BufferBytes;

    /// <summary>What the kernel holds for a sender, whatever this machine gives to others: less than tests send.</summary>
    private const int SocketBytes = 64 << 10;

    private readonly TemporaryFolder _folder = new();
    private readonly SocketFile _file;
    private readonly Socket _suricata;
    private readonly Socket _accepted;
    private BurstBuffer? _buffer;
    private readonly IngestCounters _counters = new(_ => IngestCounters.UnknownType, 0);
    // Not disposed: a connection that a failed test left behind still rings it.
    private readonly WakeBell _bell = new();

    public EveConnectionTests()
    {
        _file = SocketFile.Listen(_folder.PathOf("eve.sock"), UnixFileMode.UserRead | UnixFileMode.UserWrite, backlog: 1);
        _suricata = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { SendBufferSize = SocketBytes };
        _suricata.Connect(new UnixDomainSocketEndPoint(_file.Path));
        _accepted = _file.Socket.Accept();
    }

    public void Dispose()
    {
        _suricata.Dispose();
        _file.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Every_record_arrives_in_its_order_when_the_engine_keeps_up()
    {
        string[] records = Records(2000);
        Thread sending = Send(records, thenClose: true);
        Assert.Equal(records, Drain(Start(WhenFull.ShedNewest, BufferBytes * 100)));
        sending.Join(Patience.Longest);
        Assert.Equal(0, _counters.ShedRecords + _counters.Resets + _counters.Waits);
    }

    [Theory]
    [InlineData(WhenFull.ShedNewest)]
    [InlineData(WhenFull.ShedOldest)]
    public void A_stalled_engine_never_makes_suricata_wait_and_misses_whole_records_only(WhenFull whenFull)
    {
        string[] records = Records(20_000);
        EveConnection connection = Start(whenFull);
        Assert.True(Send(records, thenClose: false).Join(Patience.Longest), "the sender had to wait");
        Patience.Until(() => _counters.ShedRecords > 10_000, "records are shed");
        Patience.Until(() => _accepted.Available == 0, "all is received");
        _suricata.Shutdown(SocketShutdown.Both);

        List<string> kept = Drain(connection);
        Assert.Equal(kept, records.Intersect(kept));
        Assert.Equal(records.Length, kept.Count + _counters.ShedRecords);
        // The first records, or the last.
        Assert.Equal(whenFull == WhenFull.ShedNewest, kept.Contains(records[0]));
        Assert.Equal(whenFull == WhenFull.ShedOldest, kept.Contains(records[^1]));
        // Of a block up to a quarter stays empty, and a record that was cut is shed as a whole.
        Assert.InRange(kept.Sum(record => record.Length + 1), (BufferBytes / 4 * 3) - 300, BufferBytes);
    }

    [Fact]
    public void After_shedding_records_are_kept_again()
    {
        EveConnection connection = Start(WhenFull.ShedNewest);
        Assert.True(Send(Records(20_000), thenClose: false).Join(Patience.Longest), "the sender had to wait");
        Patience.Until(() => _accepted.Available == 0, "all is received");
        while (Take(connection, [], out _))
        {
        }

        string[] later = Records(10, "later");
        Send(later, thenClose: true).Join(Patience.Longest);
        Assert.Equal(later, Drain(connection).TakeLast(10));
    }

    [Fact]
    public void A_sender_that_may_wait_waits_and_loses_nothing()
    {
        string[] records = Records(20_000);
        EveConnection connection = Start(WhenFull.Wait);
        Thread sending = Send(records, thenClose: true);
        Patience.Until(() => _counters.Waits > 0, "the sender waits");
        Assert.True(sending.IsAlive);
        Assert.Equal(records, Drain(connection));
        Assert.True(sending.Join(Patience.Longest));
        Assert.Equal(0, _counters.ShedRecords);
    }

    [Fact]
    public void A_sender_that_may_wait_does_so_before_its_records_leave_the_cache()
    {
        string[] records = Records(20_000);
        EveConnection connection = Start(WhenFull.Wait, BufferBytes * 100);
        Thread sending = Send(records, thenClose: true);
        Patience.Until(() => _counters.Waits > 0, "the sender waits");
        // The block that is taken from the queue is written on.
        Assert.InRange(_buffer!.TakenBytes, WaitBytes, WaitBytes + BlockBytes);
        Assert.Equal(records, Drain(connection));
        Assert.True(sending.Join(Patience.Longest));
    }

    [Theory]
    [InlineData(BufferBytes)]
    [InlineData(BufferBytes / 2)]
    [InlineData(5 * BufferBytes)]
    public void A_record_longer_than_the_buffer_does_not_wait_for_itself(int length)
    {
        string[] records = [.. Records(900), new string('x', length), .. Records(900)];
        EveConnection connection = Start(WhenFull.Wait);
        Send(records, thenClose: true);
        Assert.Equal(records, Drain(connection));
    }

    [Fact]
    public void Small_records_share_blocks()
    {
        EveConnection connection = Start(WhenFull.ShedNewest, BufferBytes * 100);
        string[] records = Records(500);
        foreach (string record in records)
        {
            // One receive for each: what a trickle costs in memory while the engine is late.
            _suricata.Send(Encoding.ASCII.GetBytes(record + "\n"));
            Patience.Until(() => _accepted.Available == 0, "the record is received");
        }

        _suricata.Shutdown(SocketShutdown.Both);
        Assert.InRange(_buffer!.TakenBytes, 1, records.Sum(record => record.Length + 1) * 4 / 3 + BlockBytes);
        Assert.Equal(records, Drain(connection));
    }

    [Fact]
    public void A_sender_that_dies_inside_a_record_leaves_what_it_sent()
    {
        EveConnection connection = Start(WhenFull.ShedNewest);
        _suricata.Send("whole\nhal"u8);
        _suricata.Dispose();
        Assert.Equal(["whole", "hal"], Drain(connection));
    }

    [Fact]
    public void Stopping_reads_what_the_kernel_holds()
    {
        string[] records = Records(100);
        Send(records, thenClose: false).Join(Patience.Longest);
        EveConnection connection = Start(WhenFull.ShedNewest);
        connection.Stop();
        Assert.Equal(records, Drain(connection));
    }

    [Fact]
    public void An_engine_that_asked_receives_for_itself_and_the_order_stays()
    {
        string[] records = Records(20_000);
        EveConnection connection = Start(WhenFull.ShedNewest, BufferBytes * 100);
        List<string> kept = [];
        int sent = LetTheEngineReceive(connection, kept);
        Send(records[sent..], thenClose: true);
        kept.AddRange(Drain(connection, receives: true));
        Assert.Equal(records, kept);
        Assert.Equal(0, _counters.ShedRecords + _counters.Resets + _counters.Waits);
    }

    /// <summary>It looks so often that it is never late.</summary>
    [Fact]
    public void An_engine_that_receives_for_itself_hears_of_the_end()
    {
        EveConnection connection = Start(WhenFull.ShedNewest);
        Send(Records(10), thenClose: true);
        List<string> kept = [];
        Stopwatch clock = Stopwatch.StartNew();
        for (bool ended = false; !ended;)
        {
            Assert.True(clock.Elapsed < Patience.Longest, "the stream has not ended");
            connection.Rest(receives: true);
            Take(connection, kept, out ended);
        }

        Assert.Equal(Records(10), kept);
        connection.Dispose();
    }

    [Fact]
    public void An_engine_that_asked_does_not_receive_what_had_come_before()
    {
        string[] records = Records(1000);
        Assert.True(Send(records, thenClose: false).Join(Patience.Longest), "the kernel does not hold it");
        EveConnection connection = Start(WhenFull.ShedNewest, BufferBytes * 100);
        connection.Rest(receives: true);
        List<string> kept = [];
        Stopwatch clock = Stopwatch.StartNew();
        while (kept.Count < records.Length)
        {
            Assert.True(clock.Elapsed < Patience.Longest, "not all has come");
            Take(connection, kept, out _);
        }

        Assert.Equal(records, kept);
        Assert.Equal(0, _counters.EngineReceives);
    }

    [Fact]
    public void An_engine_that_did_not_ask_receives_nothing()
    {
        string[] records = Records(2000);
        EveConnection connection = Start(WhenFull.ShedNewest, BufferBytes * 100);
        Send(records, thenClose: true);
        Assert.Equal(records, Drain(connection));
        Assert.Equal(0, _counters.EngineReceives);
    }

    [Fact]
    public void An_engine_that_asked_and_does_not_come_is_not_waited_for()
    {
        string[] first = Records(10);
        string[] records = Records(5_000, "later");
        EveConnection connection = Start(WhenFull.ShedNewest, BufferBytes * 100);
        connection.Rest(receives: true);
        Send(first, thenClose: false).Join(Patience.Longest);
        List<string> kept = [];
        Patience.Until(() =>
        {
            while (Take(connection, kept, out _))
            {
            }

            return kept.Count == first.Length;
        }, "the first records have come");
        // More than the kernel holds.
        Assert.True(Send(records, thenClose: true).Join(Patience.Longest), "the sender had to wait");
        kept.AddRange(Drain(connection));
        Assert.Equal(first.Concat(records), kept);
        Assert.Equal(0, _counters.ShedRecords);
    }

    /// <summary>It is not late by the clock: what waits shows that it reads more slowly than is sent.</summary>
    [Fact]
    public void An_engine_that_falls_behind_a_sender_with_a_large_buffer_is_relieved()
    {
        EveConnection connection = Start(WhenFull.ShedNewest, 64 << 20);
        // The kernel makes it twice as much.
        _suricata.SendBufferSize = (int)ReceivePace.KernelsOwnBytes;
        byte[] piece = [.. Enumerable.Repeat((byte)'x', 16 << 10), (byte)'\n'];
        int pieces = (int)(ReceivePace.KernelsOwnBytes / piece.Length) + 1;
        List<string> kept = [];
        int sent = 0;
        // Several times: on a machine that is busy it may be late as well.
        for (int round = 0; round < 20; round++)
        {
            sent += LetTheEngineReceive(connection, kept) + pieces;
            for (int i = 0; i < pieces; i++)
            {
                _suricata.Send(piece);
            }

            long received = _counters.EngineReceives;
            Patience.Until(
                () =>
                {
                    Take(connection, kept, out _);
                    return kept.Count == sent;
                },
                "the other thread has received");
            Assert.Equal(received, _counters.EngineReceives);
        }
    }

    [Fact]
    public void A_full_buffer_is_shed_by_the_thread_that_the_engine_relieved()
    {
        string[] records = Records(20_000);
        EveConnection connection = Start(WhenFull.ShedNewest);
        connection.Rest(receives: true);
        Assert.True(Send(records, thenClose: false).Join(Patience.Longest), "the sender had to wait");
        Patience.Until(() => _accepted.Available == 0, "all is received");
        _suricata.Shutdown(SocketShutdown.Both);
        List<string> kept = Drain(connection, receives: true);
        Assert.Equal(kept, records.Intersect(kept));
        Assert.Equal(records.Length, kept.Count + _counters.ShedRecords);
    }

    private static string[] Records(int count, string name = "record") =>
        [.. Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{name} {i:D5} {new string('x', i % 130)}"))];

    private EveConnection Start(WhenFull whenFull, long bufferBytes = BufferBytes)
    {
        IngestOptions options = new() { BufferBytes = bufferBytes, BlockBytes = BlockBytes, MaxRecordBytes = 1 << 20, WhenFull = whenFull, WaitBytes = WaitBytes };
        _buffer = new BurstBuffer(options.BufferBytes, options.BlockBytes);
        EveConnection connection = new(_accepted, 0, options, _counters, _buffer, new MemoryBudget(options.LongRecordBytes), _bell);
        connection.Start();
        return connection;
    }

    /// <summary>Sends records one by one, while it looks without a pause, until the engine thread was lent the turn and has received.</summary>
    /// <returns>How many of <see cref="Records"/>.</returns>
    private int LetTheEngineReceive(EveConnection connection, List<string> kept)
    {
        string[] records = Records(20_000);
        long before = _counters.EngineReceives;
        int sent = 0;
        // On a machine that is busy it may be late each time, and ask again.
        Patience.Until(
            () =>
            {
                for (int tries = 0; tries < 1000; tries++)
                {
                    if (tries % 100 == 0)
                    {
                        _suricata.Send(Encoding.ASCII.GetBytes(records[sent++] + "\n"));
                    }

                    connection.Rest(receives: true);
                    Take(connection, kept, out _);
                }

                return _counters.EngineReceives > before;
            },
            "the engine thread has received");
        return sent;
    }

    private Thread Send(string[] records, bool thenClose)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(string.Concat(records.Select(record => record + "\n")));
        Thread sending = new(() =>
        {
            try
            {
                for (int at = 0; at < bytes.Length;)
                {
                    at += _suricata.Send(bytes.AsSpan(at, Math.Min(5000, bytes.Length - at)));
                }

                if (thenClose)
                {
                    _suricata.Shutdown(SocketShutdown.Both);
                }
            }
            catch (SocketException)
            {
                // The test has failed meanwhile, and closed the socket.
            }
        })
        { IsBackground = true };
        sending.Start();
        return sending;
    }

    /// <summary>Plays the engine until the stream has ended.</summary>
    /// <param name="receives">One that receives for itself, and does not sleep much.</param>
    private List<string> Drain(EveConnection connection, bool receives = false)
    {
        List<string> records = [];
        bool ended = false;
        Patience.Until(
            () =>
            {
                for (int tries = receives ? 10_000 : 1; !ended && tries > 0; tries--)
                {
                    connection.Rest(receives);
                    while (!ended && Take(connection, records, out ended))
                    {
                    }
                }

                return ended;
            },
            "the stream has ended");
        connection.Dispose();
        // Every block is back: disposing asserts it.
        _buffer!.Dispose();
        return records;
    }

    /// <returns>Whether there was anything.</returns>
    private static bool Take(EveConnection connection, List<string> records, out bool ended)
    {
        if (!connection.TryRead(out ReadOnlySequence<byte> read, out ended))
        {
            return false;
        }

        ReadOnlySequence<byte> unread = read;
        while (connection.Framer.TryNext(ref unread, out ReadOnlySpan<byte> record) == FrameStatus.Record)
        {
            records.Add(Encoding.ASCII.GetString(record));
        }

        connection.AdvanceTo(unread, read);
        if (ended && connection.Framer.TryLast(out ReadOnlySpan<byte> last) == FrameStatus.Record)
        {
            records.Add(Encoding.ASCII.GetString(last));
        }

        return true;
    }
}
