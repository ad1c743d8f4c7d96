using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Sidecar.Engine.Outputs;
using Sidecar.Tests.Snapshots;
using Xunit;

namespace Sidecar.Tests.Outputs;

/// <summary>The places that the residual goes to: each gets whole records in order, or a count of what it did not get.</summary>
public sealed class ResidualOutputsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ResidualCounters _counters = new();

    private string At => _folder.PathOf("residual");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_is_appended_to()
    {
        File.WriteAllText(At, "before\n");
        Send(new ResidualOptions { File = At }, 0, 1000);
        Assert.Equal("before\n" + Records(0, 1000), File.ReadAllText(At));
        Assert.Equal(0, _counters.Lost);
    }

    [Fact]
    public void A_file_is_rotated_and_only_so_many_are_kept()
    {
        ResidualOptions options = new() { File = At, RotateBytes = 1, Keep = 2 };
        for (int run = 0; run < 5; run++)
        {
            Send(options, run, run + 1);
        }

        Assert.Equal(Records(4, 5), File.ReadAllText(At));
        Assert.Equal(Records(3, 4), File.ReadAllText(At + ".1"));
        Assert.Equal(Records(2, 3), File.ReadAllText(At + ".2"));
        Assert.False(File.Exists(At + ".3"));
    }

    [Fact]
    public void A_file_that_cannot_be_opened_is_an_error_at_the_start() =>
        Assert.Throws<DirectoryNotFoundException>(() => new ResidualOutputs(new ResidualOptions { File = _folder.PathOf("none/file") }, _counters));

    [Fact]
    public void A_path_that_no_socket_can_have_is_an_error_at_the_start() =>
        Assert.Throws<Sidecar.Engine.Ingest.SocketFileException>(() => new ResidualOutputs(new ResidualOptions { Connect = "/" + new string('s', 200) }, _counters));

    [SmallDiskFact]
    public void A_full_disk_keeps_whole_records_and_is_tried_again()
    {
        using SmallDisk disk = new();
        string file = Path.Combine(disk.Path, "residual");
        string ballast = Path.Combine(disk.Path, "ballast");
        File.WriteAllBytes(ballast, new byte[48 << 10]);
        ResidualOptions options = new() { File = file, RetryMilliseconds = 10 };
        using (ResidualOutputs outputs = new(options, _counters))
        {
            Write(outputs, 0, 4000);
            Patience.Until(() => _counters.Failures > 2, "the disk is full");
            // It is tried again every 10 ms, and what of a record is on the disk by then is cut off again.
            Patience.Until(() => File.ReadAllText(file) is "" or [.., '\n'], "nothing but whole records is there");
            File.Delete(ballast);
        }

        Assert.Equal(Records(0, 4000), File.ReadAllText(file));
        Assert.Equal(0, _counters.Lost);
    }

    [Fact]
    public void Readers_get_all_from_the_moment_they_connect()
    {
        string first;
        string second;
        using (ResidualOutputs outputs = new(new ResidualOptions { Listen = At }, _counters))
        {
            Task<string> one = ReadToEnd(Connect());
            WaitForReaders(outputs, 1, one);
            Write(outputs, 0, 5000);
            Task<string> two = ReadToEnd(Connect());
            WaitForReaders(outputs, 2, two);
            Write(outputs, 5000, 6000);
            outputs.Dispose();
            (first, second) = (Result(one), Result(two));
        }

        Assert.EndsWith(Records(5000, 6000), first, StringComparison.Ordinal);
        Assert.Contains(Records(0, 5000), first, StringComparison.Ordinal);
        Assert.EndsWith(Records(5000, 6000), second, StringComparison.Ordinal);
        Assert.DoesNotContain(Records(0, 1), second, StringComparison.Ordinal);
        Assert.Equal(0, _counters.Lost);
    }

    [Fact]
    public void A_slow_reader_loses_the_oldest_and_what_it_lost_is_counted()
    {
        const int many = 100_000;
        using ResidualOutputs outputs = new(new ResidualOptions { Listen = At, BufferBytes = 64 << 10, DrainMilliseconds = 20_000 }, _counters);
        using Socket slow = Connect();
        while (_counters.Lost == 0)
        {
            // Until it is admitted nothing waits for it.
            Write(outputs, 0, many);
        }

        Write(outputs, many, many + 1);
        Task<string> reading = ReadToEnd(slow);
        outputs.Dispose();
        string got = Result(reading);
        Assert.EndsWith(Records(many, many + 1), got, StringComparison.Ordinal);
        Assert.All(got.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Matches("^\\{\"n\":[0-9]+\\}$", line));
    }

    [Fact]
    public void A_reader_that_goes_makes_room_for_the_next()
    {
        using ResidualOutputs outputs = new(new ResidualOptions { Listen = At, MaxReaders = 1 }, _counters);
        for (int i = 0; i < 3; i++)
        {
            using Socket reader = Connect();
            WaitForReaders(outputs, 1, Task.Run(() => reader.Receive(new byte[1])));
            using Socket refused = Connect();
            Assert.Equal(0, refused.Receive(new byte[1]));
            reader.Dispose();
            Patience.Until(
                () =>
                {
                    Write(outputs, 0, 1);
                    return _counters.Lost > i;
                },
                "the reader is missed");
        }

        Assert.Equal(3, _counters.Refused);
    }

    [Fact]
    public void A_reader_that_went_while_nothing_came_makes_room_for_the_next()
    {
        using ResidualOutputs outputs = new(new ResidualOptions { Listen = At, MaxReaders = 1 }, _counters);
        for (int i = 0; i < 3; i++)
        {
            using Socket reader = Connect();
            Assert.False(reader.Poll(TimeSpan.FromMilliseconds(200), SelectMode.SelectRead), "it is closed at once");
        }

        Assert.Equal(0, _counters.Refused);
    }

    [Fact]
    public void A_listener_gets_all_that_came_before_it_was_there_and_goes_on_with_a_whole_record_after_it_broke_off()
    {
        ResidualOptions options = new() { Connect = At, RetryMilliseconds = 10 };
        ResidualOutputs outputs = new(options, _counters);
        Write(outputs, 0, 10);
        Patience.Until(() => _counters.Failures > 0, "nobody listens");
        using (Socket listener = Listen())
        using (Socket connection = listener.Accept())
        {
            Assert.Equal(Records(0, 10), Read(connection, Records(0, 10).Length));
        }

        File.Delete(At);
        // The first of these may still go into the broken connection.
        Write(outputs, 10, 10_000);
        using Socket again = Listen();
        using Socket next = again.Accept();
        Task<string> reading = ReadToEnd(next);
        outputs.Dispose();
        string got = Result(reading);
        Assert.NotEmpty(got);
        Assert.EndsWith(got, Records(10, 10_000), StringComparison.Ordinal);
        Assert.Equal('{', got[0]);
    }

    [Fact]
    public void Nobody_who_ever_listens_is_counted_and_holds_up_no_end()
    {
        ResidualOutputs outputs = new(new ResidualOptions { Connect = At, RetryMilliseconds = 10, DrainMilliseconds = 50 }, _counters);
        Write(outputs, 0, 1234);
        outputs.Dispose();
        Assert.Equal(1234, _counters.Lost);
    }

    [Fact]
    public void A_reader_that_accepts_nobody_holds_up_no_end()
    {
        using Socket listener = Listen();
        List<Socket> backlog = [];
        for (bool full = false; !full;)
        {
            Socket waiting = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
            backlog.Add(waiting);
            full = Xunit.Record.Exception(() => waiting.Connect(new UnixDomainSocketEndPoint(At))) is SocketException;
        }

        ResidualOutputs outputs = new(new ResidualOptions { Connect = At, RetryMilliseconds = 10, DrainMilliseconds = 50 }, _counters);
        Write(outputs, 0, 1234);
        Thread end = new(outputs.Dispose);
        end.Start();
        Assert.True(end.Join(Patience.Longest), "it does not end");
        Assert.Equal(1234, _counters.Lost);
        Assert.True(_counters.Failures > 0);
        backlog.ForEach(socket => socket.Dispose());
    }

    private static string Records(int from, int to) =>
        string.Concat(Enumerable.Range(from, to - from).Select(number => Record(number) + "\n"));

    private static string Record(int number) => string.Create(CultureInfo.InvariantCulture, $"{{\"n\":{number}}}");

    private static void Write(ResidualOutputs outputs, int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            outputs.Write(Encoding.ASCII.GetBytes(Record(i)));
        }
    }

    private void Send(ResidualOptions options, int from, int to)
    {
        using ResidualOutputs outputs = new(options, _counters);
        Write(outputs, from, to);
    }

    /// <summary>Until each reader has something: it is admitted some time after it has connected.</summary>
    private static void WaitForReaders(ResidualOutputs outputs, int readers, Task reading)
    {
        for (int i = 0; i < 20 * readers; i++)
        {
            outputs.Write("{\"n\":-1}"u8);
            Assert.False(reading.IsFaulted);
            Thread.Sleep(10);
        }
    }

    private Socket Connect()
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(At));
        return socket;
    }

    private Socket Listen()
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(At));
        socket.Listen(1);
        return socket;
    }

    private static string Read(Socket socket, int bytes)
    {
        byte[] got = new byte[bytes];
        for (int at = 0; at < bytes;)
        {
            int received = socket.Receive(got.AsSpan(at));
            Assert.True(received > 0, "the connection ended");
            at += received;
        }

        return Encoding.ASCII.GetString(got);
    }

    private static Task<string> ReadToEnd(Socket socket) => Task.Run(() =>
    {
        using NetworkStream stream = new(socket, ownsSocket: true);
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    });

    private static string Result(Task<string> reading)
    {
        Assert.True(reading.Wait(Patience.Longest), "no end of the residual");
        return reading.Result;
    }
}
