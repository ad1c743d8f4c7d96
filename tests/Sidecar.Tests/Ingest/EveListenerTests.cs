using System.Net.Sockets;
using Sidecar.Engine.Ingest;
using Xunit;

namespace Sidecar.Tests.Ingest;

/// <summary>Suricata is accepted at once, in bounds; and stopping ends, whatever became of the socket's file.</summary>
public sealed class EveListenerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly IngestCounters _counters = new(_ => IngestCounters.UnknownType, 0);
    // Neither is disposed: a connection that a failed test left behind still uses them.
    private readonly WakeBell _bell = new();
    private readonly BurstBuffer _buffer = new(1 << 20, 4096);
    private readonly List<Socket> _clients = [];
    private string _path;

    public EveListenerTests() => _path = _folder.PathOf("eve.sock");

    public void Dispose()
    {
        _clients.ForEach(client => client.Dispose());
        _folder.Dispose();
    }

    [Fact]
    public void Connections_are_handed_to_the_engine_in_their_order()
    {
        using EveListener listener = Start(maxConnections: 10);
        for (byte i = 0; i < 5; i++)
        {
            Connect().Send([i]);
        }

        Patience.Until(() => _counters.Accepted == 5, "all are accepted");
        for (byte i = 0; i < 5; i++)
        {
            Assert.Equal(i, FirstByte(Taken(listener)));
        }

        listener.Stop();
    }

    [Fact]
    public void One_connection_too_many_is_closed_at_once_and_counted()
    {
        using EveListener listener = Start(maxConnections: 2);
        Connect();
        Connect();
        Assert.Equal(0, Connect().Receive(new byte[1]));
        Assert.Equal((2, 1), (_counters.Accepted, _counters.Refused(Refusal.TooMany)));

        EveConnection first = Taken(listener);
        _clients[0].Dispose();
        Patience.Until(() => first.TryRead(out _, out bool ended) && ended, "the first has ended");
        first.Dispose();
        listener.Closed();
        Connect();
        Patience.Until(() => _counters.Accepted == 3, "there is room again");
        listener.Stop();
    }

    [Fact]
    public void Only_the_users_that_are_named_may_connect()
    {
        uint us = OwnUser.Id;
        using EveListener others = Start(maxConnections: 10, us + 1, us + 2);
        Assert.Equal(0, Connect().Receive(new byte[1]));
        Assert.Equal((0, 1), (_counters.Accepted, _counters.Refused(Refusal.User)));
        others.Stop();
        others.Dispose();

        using EveListener ours = Start(maxConnections: 10, us + 1, us);
        Connect().Send([7]);
        Patience.Until(() => _counters.Accepted == 1, "it is accepted");
        Assert.Equal(7, FirstByte(Taken(ours)));
        ours.Stop();
    }

    [Fact]
    public void Stopping_takes_what_waits_in_the_backlog()
    {
        EveListener listener = Listener(maxConnections: 10);
        for (byte i = 0; i < 5; i++)
        {
            Connect().Send([i]);
        }

        listener.Start();
        listener.Stop();
        for (byte i = 0; i < 5; i++)
        {
            Assert.Equal(i, FirstByte(Taken(listener)));
        }

        listener.Dispose();
        Assert.False(File.Exists(_path));
    }

    [Fact]
    public void Stopping_ends_when_somebody_removed_the_file()
    {
        EveListener listener = Start(maxConnections: 10);
        Connect();
        Patience.Until(() => _counters.Accepted == 1, "it is accepted");
        File.Delete(_path);
        Thread stopping = new(listener.Stop) { IsBackground = true };
        stopping.Start();
        Assert.True(stopping.Join(Patience.Longest));
        listener.Dispose();
    }

    [Fact]
    public void A_connection_says_whose_it_is_and_how_much_was_taken()
    {
        using EveListener listener = Start(maxConnections: 10);
        Connect().Send([1, 2, 3]);
        EveConnection connection = Taken(listener);
        Assert.Equal(new ConnectionStats(OwnUser.Id, 0), connection.Stats());
        Patience.Until(
            () =>
            {
                if (connection.TryRead(out var read, out _))
                {
                    connection.AdvanceTo(read.Slice(read.End), read);
                }

                return connection.Stats().Bytes == 3;
            },
            "three bytes are taken");
        listener.Stop();
    }

    [Fact]
    public void A_socket_whose_file_is_gone_is_made_again_while_what_is_open_goes_on()
    {
        using EveListener listener = Start(maxConnections: 10);
        Connect();
        EveConnection first = Taken(listener);
        UnixFileMode mode = File.GetUnixFileMode(_path);
        File.Delete(_path);
        Patience.Until(() => _counters.Listener.File.MadeAgain == 1 && File.Exists(_path), "it is made again");
        Assert.Equal(mode, File.GetUnixFileMode(_path));
        _clients[0].Send([7]);
        Assert.Equal(7, FirstByte(first));
        Connect().Send([8]);
        Assert.Equal(8, FirstByte(Taken(listener)));
        listener.Stop();
        listener.Dispose();
        Assert.Empty(Directory.GetFileSystemEntries(_folder.PathOf("")));
    }

    [Fact]
    public void What_took_the_place_of_the_socket_is_left_alone()
    {
        using EveListener listener = Start(maxConnections: 10);
        File.Delete(_path);
        File.WriteAllText(_path, "precious");
        Thread.Sleep(1200);
        listener.Stop();
        listener.Dispose();
        Assert.Equal("precious", File.ReadAllText(_path));
        Assert.Equal((0, 0), (_counters.Listener.File.MadeAgain, _counters.Listener.File.NotMade));
    }

    [Fact]
    public void A_socket_that_cannot_be_made_again_is_tried_until_it_can()
    {
        string folder = Directory.CreateDirectory(_folder.PathOf("run")).FullName;
        _path = Path.Combine(folder, "eve.sock");
        using EveListener listener = Start(maxConnections: 10);
        Directory.Delete(folder, recursive: true);
        Patience.Until(() => _counters.Listener.File.NotMade >= 2, "it is tried twice");
        Directory.CreateDirectory(folder);
        Patience.Until(() => _counters.Listener.File.MadeAgain == 1 && File.Exists(_path), "it is made again");
        Connect().Send([9]);
        Assert.Equal(9, FirstByte(Taken(listener)));
        listener.Stop();
    }

    private EveListener Listener(int maxConnections, params uint[] users) =>
        new(
            SocketFile.Listen(_path, UnixFileMode.UserRead | UnixFileMode.UserWrite, backlog: 16),
            new IngestOptions { MaxConnections = maxConnections, BlockBytes = 4096 }, users, _counters, _buffer, _bell);

    private EveListener Start(int maxConnections, params uint[] users)
    {
        EveListener listener = Listener(maxConnections, users);
        listener.Start();
        return listener;
    }

    private Socket Connect()
    {
        Socket client = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _clients.Add(client);
        client.Connect(new UnixDomainSocketEndPoint(_path));
        return client;
    }

    private static EveConnection Taken(EveListener listener)
    {
        EveConnection? taken = null;
        Patience.Until(() => listener.TryTake(out taken), "a connection is handed over");
        return taken!;
    }

    private static byte FirstByte(EveConnection connection)
    {
        byte first = 0;
        Patience.Until(
            () =>
            {
                bool any = connection.TryRead(out var read, out _);
                first = any ? read.FirstSpan[0] : (byte)0;
                return any;
            },
            "a byte has come");
        return first;
    }
}
