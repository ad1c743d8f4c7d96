using System.Net.Sockets;
using System.Text;
using Sidecar.Engine.Ingest;
using Xunit;

namespace Sidecar.Tests.Ingest;

/// <summary>The end of a datagram ends a record; each datagram arrives, is shed, or is cut off, and is counted.</summary>
public sealed class DatagramInputTests : IDisposable
{
    private const int MaxDatagramBytes = 64 << 10;

    private readonly TemporaryFolder _folder = new();
    private readonly IngestCounters _counters = new(_ => IngestCounters.UnknownType, types: 0);
    private readonly WakeBell _bell = new();
    private readonly Socket _suricata = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { SendBufferSize = 1 << 20 };
    private readonly string _path;

    public DatagramInputTests() => _path = _folder.PathOf("eve-dgram.sock");

    public void Dispose()
    {
        _suricata.Dispose();
        _bell.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_datagram_is_a_record_with_or_without_its_newline()
    {
        using (FeedRig rig = Start())
        {
            Send("one");
            Send("two\n");
            Send("");
            Send("three");
            rig.WaitFor(3);
            Assert.Equal(["one", "two", "three"], rig.Records);
            Assert.Equal((3, 14), (rig.Stats.Lines, rig.Stats.Bytes));
        }

        Assert.False(File.Exists(_path));
    }

    [Fact]
    public void Several_lines_in_one_datagram_are_several_records()
    {
        using FeedRig rig = Start();
        Send("one\ntwo");
        Send("three");
        rig.WaitFor(3);
        Assert.Equal(["one", "two", "three"], rig.Records);
    }

    [Fact]
    public void A_datagram_that_is_too_long_is_cut_off_and_counted_and_the_next_is_whole()
    {
        using FeedRig rig = Start();
        Send(new string('x', MaxDatagramBytes));
        Send(new string('y', MaxDatagramBytes + 1000));
        Send("next");
        rig.WaitFor(3);
        Assert.Equal(new string('x', MaxDatagramBytes), rig.Records[0]);
        Assert.StartsWith("yyyy", rig.Records[1], StringComparison.Ordinal);
        Assert.Equal("next", rig.Records[2]);
        Assert.Equal(1, rig.CountOf("cut off"));
    }

    [Fact]
    public void When_the_engine_is_late_datagrams_are_shed_and_counted_and_the_sender_goes_on()
    {
        using FeedRig rig = Start(bufferBytes: 100_000);
        string record = new('x', 999);
        for (int i = 0; i < 1000; i++)
        {
            Send(record);
        }

        Patience.Until(() => _counters.ShedRecords + rig.Stats.Lines == 1000, "all have been received");
        Assert.Equal(100, rig.Stats.Lines);
        rig.WaitFor(100);
        Send("again");
        rig.WaitFor(101);
        Assert.Equal("again", rig.Records[^1]);
        Assert.Equal(900_000, _counters.ShedBytes);
    }

    [Fact]
    public void Stopping_takes_what_the_kernel_holds()
    {
        FeedRig rig;
        List<string> sent = [.. Enumerable.Range(0, 8).Select(i => $"record {i}")];
        SocketFile file = SocketFile.ReceiveDatagrams(_path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        sent.ForEach(Send);
        using (rig = new FeedRig(Input(file, 1 << 20)))
        {
        }

        Assert.Equal(sent, rig.Records);
    }

    [Fact]
    public void Each_is_counted_by_the_user_that_sent_it()
    {
        using FeedRig rig = Start();
        for (int i = 0; i < 3; i++)
        {
            Send("record");
        }

        rig.WaitFor(3);
        Assert.Equal(new Dictionary<string, long> { [$"from user {OwnUser.Id}"] = 3 }, rig.Stats.Events);
    }

    [Fact]
    public void Those_of_users_that_are_not_named_are_dropped_and_counted()
    {
        using (FeedRig others = Start(users: [OwnUser.Id + 1]))
        {
            Send("refused");
            Patience.Until(() => others.CountOf("refused by user") == 1, "it is refused");
            Assert.Equal((0, 0), (others.Stats.Lines, others.Records.Count));
        }

        using FeedRig ours = Start(users: [OwnUser.Id + 1, OwnUser.Id]);
        Send("taken");
        ours.WaitFor(1);
        Assert.Equal(["taken"], ours.Records);
        Assert.Equal(0, ours.CountOf("refused by user"));
    }

    [Fact]
    public void A_socket_whose_file_is_gone_is_made_again_and_whoever_holds_the_old_one_hears_of_it()
    {
        using FeedRig rig = Start();
        using Socket holder = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        holder.Connect(new UnixDomainSocketEndPoint(_path));
        int sent = 0;
        File.Delete(_path);
        // As Suricata does: on and on to the socket that it has, and to the name when that fails.
        Patience.Until(
            () =>
            {
                try
                {
                    holder.Send(Encoding.ASCII.GetBytes($"record {sent}"));
                    sent++;
                    Thread.Sleep(1);
                    return false;
                }
                catch (SocketException)
                {
                    return true;
                }
            },
            "the old socket is closed");
        Patience.Until(() => File.Exists(_path), "there is a new one");
        Send($"record {sent++}");
        rig.WaitFor(sent);
        Assert.Equal(Enumerable.Range(0, sent).Select(i => $"record {i}"), rig.Records);
        Assert.Equal((1, sent), (rig.CountOf("socket made again"), rig.CountOf($"from user {OwnUser.Id}")));
    }

    [Fact]
    public void What_took_the_place_of_the_socket_is_left_alone()
    {
        using (Start())
        {
            File.Delete(_path);
            File.WriteAllText(_path, "precious");
            Thread.Sleep(1200);
        }

        Assert.Equal("precious", File.ReadAllText(_path));
    }

    private FeedRig Start(long bufferBytes = 1 << 20, params uint[] users) =>
        new(Input(SocketFile.ReceiveDatagrams(_path, UnixFileMode.UserRead | UnixFileMode.UserWrite), bufferBytes, users));

    private DatagramInput Input(SocketFile file, long bufferBytes, params uint[] users) => new(
        file,
        new IngestOptions { BufferBytes = bufferBytes },
        new InputOptions { MaxDatagramBytes = MaxDatagramBytes },
        users,
        _counters,
        _bell);

    private void Send(string text) => _suricata.SendTo(Encoding.ASCII.GetBytes(text), new UnixDomainSocketEndPoint(_path));
}
