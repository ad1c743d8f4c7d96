using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Sidecar.Engine.Outputs;
using Xunit;

namespace Sidecar.Tests.Outputs;

/// <summary>Readers that are many, slow, late, gone or too many: each gets what is its own, and none holds up the engine.</summary>
public sealed class VerdictSocketTests : IDisposable
{
    /// <summary>More than a unix socket's buffers hold by far.</summary>
    private const int ManyLines = 20_000;

    private readonly TemporaryFolder _folder = new();
    private readonly OutputCounters _counters = new();
    private readonly List<Socket> _readers = [];

    public void Dispose()
    {
        _readers.ForEach(reader => reader.Dispose());
        _folder.Dispose();
    }

    [Fact]
    public void Every_reader_gets_every_line_in_its_order()
    {
        VerdictSocket socket = Socket(new OutputOptions());
        Task<string>[] reading = [.. Enumerable.Range(0, 8).Select(_ => ReadToEnd(Connect()))];
        Write(socket, 0, ManyLines / 10);
        socket.Dispose();
        Assert.All(reading, text => Assert.Equal(Lines(0, ManyLines / 10), Result(text)));
        Assert.Equal((8, 0, 0, 0), Counts());
    }

    [Fact]
    public void A_late_reader_gets_the_lines_from_then_on()
    {
        VerdictSocket socket = Socket(new OutputOptions());
        Task<string> early = ReadToEnd(Connect());
        Write(socket, 0, 10);
        Task<string> late = ReadToEnd(Connect());
        Write(socket, 10, 20);
        socket.Dispose();
        Assert.Equal(Lines(0, 20), Result(early));
        Assert.Equal(Lines(10, 20), Result(late));
    }

    [Fact]
    public void A_slow_reader_loses_its_oldest_lines_and_nobody_waits_for_it()
    {
        const int maxLines = 100;
        VerdictSocket socket = Socket(new OutputOptions { MaxLines = maxLines, DrainMilliseconds = 20_000 });
        Socket slow = Connect();
        long begin = Stopwatch.GetTimestamp();
        Write(socket, 0, ManyLines);
        Assert.True(Stopwatch.GetElapsedTime(begin) < TimeSpan.FromSeconds(5), "the engine waited");
        long dropped = _counters.Dropped;
        Assert.InRange(dropped, 1, ManyLines - maxLines);

        Task<string> reading = ReadToEnd(slow);
        socket.Dispose();
        string[] got = Result(reading).Split('\n')[..^1];
        Assert.Equal(ManyLines - _counters.Dropped, got.Length);
        // The newest are there; what is missing lies before them.
        Assert.Equal(Lines(ManyLines - maxLines, ManyLines).Split('\n')[..^1], got[^maxLines..]);
        Assert.Equal(got.Order(StringComparer.Ordinal), got);
    }

    [Fact]
    public void A_slow_reader_takes_nothing_from_the_others()
    {
        VerdictSocket socket = Socket(new OutputOptions { MaxLines = ManyLines, DrainMilliseconds = 100 });
        Connect();
        using Socket other = Connect();
        Write(socket, 0, ManyLines);
        byte[] got = new byte[Lines(0, ManyLines).Length];
        using NetworkStream stream = new(other);
        stream.ReadExactly(got);
        Assert.Equal(Lines(0, ManyLines), Encoding.ASCII.GetString(got));
        socket.Dispose();
    }

    [Fact]
    public void A_reader_that_is_gone_costs_nothing_any_more()
    {
        VerdictSocket socket = Socket(new OutputOptions { MaxLines = 10 });
        Socket gone = Connect();
        using NetworkStream other = new(Connect());
        gone.Dispose();
        byte[] line = new byte[Line(0).Length];
        for (int i = 0; i < 200; i++)
        {
            Write(socket, i, i + 1);
            // Taken before the next comes: the reader that is left must lose none.
            other.ReadExactly(line);
            Assert.Equal(Line(i), Encoding.ASCII.GetString(line));
            Patience.Until(() => _counters.Undelivered > 0, "it is found that the other reader is gone");
        }

        Assert.Equal((2, 0, 0, 1), Counts());
        socket.Dispose();
        Assert.Equal(0, other.Read(line));
    }

    [Fact]
    public void One_reader_too_many_is_closed_at_once_until_another_goes()
    {
        VerdictSocket socket = Socket(new OutputOptions { MaxReaders = 2 });
        Socket first = Connect();
        Task<string> second = ReadToEnd(Connect());
        using Socket third = Raw();
        Assert.Equal(0, third.Receive(new byte[1]));
        Assert.Equal((2, 1), (_counters.Readers, _counters.Refused));

        first.Dispose();
        Task<string> fourth = ReadToEnd(Connect());
        Write(socket, 0, 10);
        socket.Dispose();
        Assert.Equal(Lines(0, 10), Result(second));
        Assert.Equal(Lines(0, 10), Result(fourth));
    }

    [Fact]
    public void Disposing_gives_readers_time_and_not_for_ever()
    {
        VerdictSocket socket = Socket(new OutputOptions { MaxLines = ManyLines, DrainMilliseconds = 300 });
        Connect();
        Write(socket, 0, ManyLines);
        long begin = Stopwatch.GetTimestamp();
        socket.Dispose();
        Assert.InRange(Stopwatch.GetElapsedTime(begin).TotalMilliseconds, 250, 10_000);
        Assert.InRange(_counters.Undelivered, 1, ManyLines);
        Assert.False(File.Exists(_folder.PathOf("verdicts.sock")));
    }

    [Fact]
    public void Disposing_twice_is_disposing_once()
    {
        VerdictSocket socket = Socket(new OutputOptions());
        Task<string> reading = ReadToEnd(Connect());
        Write(socket, 0, 1);
        socket.Dispose();
        socket.Dispose();
        Assert.Equal(Lines(0, 1), Result(reading));
    }

    private static string Lines(int from, int to) => string.Concat(Enumerable.Range(from, to - from).Select(Line));

    private static string Line(int number) => string.Create(CultureInfo.InvariantCulture, $"{number:D6} {new string('v', 500)}\n");

    private static void Write(VerdictSocket socket, int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            socket.Write(Encoding.ASCII.GetBytes(Line(i)));
        }
    }

    private static string Result(Task<string> reading)
    {
        Assert.True(((IAsyncResult)reading).AsyncWaitHandle.WaitOne(Patience.Longest), "the stream did not end");
        return reading.GetAwaiter().GetResult();
    }

    /// <summary>Reads on a thread of its own until the other side ends the stream.</summary>
    private static Task<string> ReadToEnd(Socket socket) => Task.Factory.StartNew(
        () =>
        {
            using StreamReader reader = new(new NetworkStream(socket), Encoding.ASCII);
            return reader.ReadToEnd();
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    private VerdictSocket Socket(OutputOptions options) => new(_folder.PathOf("verdicts.sock"), options, _counters);

    /// <summary>A reader that the socket knows: lines written from now on are for it.</summary>
    private Socket Connect()
    {
        long before = _counters.Readers;
        Socket reader = Raw();
        Patience.Until(() => _counters.Readers > before, "the reader is admitted");
        // Admitted under the lock that Write takes, counted just before: nothing can be missed from here on.
        return reader;
    }

    private Socket Raw()
    {
        Socket reader = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _readers.Add(reader);
        reader.Connect(new UnixDomainSocketEndPoint(_folder.PathOf("verdicts.sock")));
        return reader;
    }

    private (long Readers, long Refused, long Dropped, long Undelivered) Counts() =>
        (_counters.Readers, _counters.Refused, _counters.Dropped, _counters.Undelivered);
}
