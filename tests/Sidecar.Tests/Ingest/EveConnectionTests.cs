using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using Sidecar.Engine.Ingest;
using Xunit;

namespace Sidecar.Tests.Ingest;

/// <summary>A connection whose engine is late: the buffer stays bounded, and each record arrives or is counted.</summary>
public sealed class EveConnectionTests : IDisposable
{
    private const int BufferBytes = 64 << 10;

    private readonly TemporaryFolder _folder = new();
    private readonly SocketFile _file;
    private readonly Socket _suricata;
    private readonly Socket _accepted;
    private readonly IngestCounters _counters = new();
    // Not disposed: a connection that a failed test left behind still sets it.
    private readonly AutoResetEvent _wake = new(false);

    public EveConnectionTests()
    {
        _file = SocketFile.Listen(_folder.PathOf("eve.sock"), UnixFileMode.UserRead | UnixFileMode.UserWrite, backlog: 1);
        _suricata = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
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
        Assert.Equal(records, Drain(Start(WhenFull.Shed, BufferBytes * 100)));
        sending.Join(Patience.Longest);
        Assert.Equal(0, _counters.ShedRecords + _counters.Resets + _counters.Waits);
    }

    [Fact]
    public void A_stalled_engine_never_makes_suricata_wait_and_misses_whole_records_only()
    {
        string[] records = Records(20_000);
        EveConnection connection = Start(WhenFull.Shed);
        Assert.True(Send(records, thenClose: false).Join(Patience.Longest), "the sender had to wait");
        Patience.Until(() => _counters.ShedRecords > 10_000, "records are shed");
        _suricata.Shutdown(SocketShutdown.Both);

        List<string> kept = Drain(connection);
        Assert.Equal(kept, records.Intersect(kept));
        Assert.Equal(records.Length, kept.Count + _counters.ShedRecords);
        long keptBytes = kept.Sum(record => record.Length + 1);
        // The bound is asked before each receive, so one receive may pass it.
        Assert.InRange(keptBytes, BufferBytes, BufferBytes + IngestOptions.Default.ReceiveBytes);
        Assert.Equal(records.Sum(record => record.Length + 1), keptBytes + _counters.ShedBytes);
    }

    [Fact]
    public void After_shedding_records_are_kept_again()
    {
        EveConnection connection = Start(WhenFull.Shed);
        Assert.True(Send(Records(20_000), thenClose: false).Join(Patience.Longest), "the sender had to wait");
        Patience.Until(() => _accepted.Available == 0, "all is received");
        Take(connection, [], out _);
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
    public void Small_records_share_segments()
    {
        EveConnection connection = Start(WhenFull.Shed, BufferBytes * 100);
        string[] records = Records(500);
        foreach (string record in records)
        {
            // One receive for each: what a trickle costs in memory while the engine is late.
            _suricata.Send(Encoding.ASCII.GetBytes(record + "\n"));
            Patience.Until(() => _accepted.Available == 0, "the record is received");
        }

        _suricata.Shutdown(SocketShutdown.Both);
        Thread.Sleep(50);
        Assert.True(connection.Reader.TryRead(out ReadResult result));
        int segments = 0;
        foreach (ReadOnlyMemory<byte> _ in result.Buffer)
        {
            segments++;
        }

        Assert.InRange(segments, 1, 1 + (int)(result.Buffer.Length / (16 << 10)));
        connection.Reader.AdvanceTo(result.Buffer.Start);
        Assert.Equal(records, Drain(connection));
    }

    [Fact]
    public void A_sender_that_dies_inside_a_record_leaves_what_it_sent()
    {
        EveConnection connection = Start(WhenFull.Shed);
        _suricata.Send("whole\nhal"u8);
        _suricata.Dispose();
        Assert.Equal(["whole", "hal"], Drain(connection));
    }

    [Fact]
    public void Stopping_reads_what_the_kernel_holds()
    {
        string[] records = Records(100);
        Send(records, thenClose: false).Join(Patience.Longest);
        EveConnection connection = Start(WhenFull.Shed);
        connection.Stop();
        Assert.Equal(records, Drain(connection));
    }

    private static string[] Records(int count, string name = "record") =>
        [.. Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{name} {i:D5} {new string('x', i % 130)}"))];

    private EveConnection Start(WhenFull whenFull, long bufferBytes = BufferBytes)
    {
        IngestOptions options = new() { BufferBytes = bufferBytes, ReceiveBytes = 32 << 10, MaxRecordBytes = 1 << 20, WhenFull = whenFull };
        EveConnection connection = new(_accepted, options, _counters, _wake);
        connection.Start();
        return connection;
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
    private static List<string> Drain(EveConnection connection)
    {
        List<string> records = [];
        bool ended = false;
        Patience.Until(
            () =>
            {
                while (!ended && Take(connection, records, out ended))
                {
                }

                return ended;
            },
            "the stream has ended");
        connection.Dispose();
        return records;
    }

    /// <returns>Whether there was anything.</returns>
    private static bool Take(EveConnection connection, List<string> records, out bool ended)
    {
        ended = false;
        if (!connection.Reader.TryRead(out ReadResult result))
        {
            return false;
        }

        ReadOnlySequence<byte> unread = result.Buffer;
        while (connection.Framer.TryNext(ref unread, out ReadOnlySpan<byte> record) == FrameStatus.Record)
        {
            records.Add(Encoding.ASCII.GetString(record));
        }

        ended = result.IsCompleted;
        if (ended && connection.Framer.TryLast(unread, out ReadOnlySpan<byte> last))
        {
            records.Add(Encoding.ASCII.GetString(last));
        }

        connection.AdvanceTo(result.Buffer, unread, needsMore: true);
        return true;
    }
}
