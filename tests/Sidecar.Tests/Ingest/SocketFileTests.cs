using System.Net.Sockets;
using Sidecar.Engine.Ingest;
using Xunit;

namespace Sidecar.Tests.Ingest;

/// <summary>A stale socket is replaced; whatever else stands at the path is left alone and named.</summary>
public sealed class SocketFileTests : IDisposable
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupWrite;

    private readonly TemporaryFolder _folder = new();
    private readonly string _path;

    public SocketFileTests() => _path = _folder.PathOf("eve.sock");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Clients_connect_to_it()
    {
        using SocketFile file = Listen();
        using Socket client = Connect(_path);
        using Socket accepted = file.Socket.Accept();
        client.Send("a"u8);
        Assert.Equal(1, accepted.Receive(new byte[2]));
    }

    [Fact]
    public void It_has_the_mode_that_was_asked_for()
    {
        using SocketFile file = Listen();
        Assert.Equal(Mode, File.GetUnixFileMode(_path));
    }

    [Fact]
    public void It_is_gone_when_disposed()
    {
        SocketFile file = Listen();
        Assert.False(file.IsClosed);
        file.Dispose();
        Assert.True(file.IsClosed);
        Assert.False(File.Exists(_path));
    }

    [Fact]
    public void What_took_its_place_is_left_when_it_is_disposed()
    {
        SocketFile first = Listen();
        File.Delete(_path);
        using SocketFile second = Listen();
        first.Dispose();
        using Socket client = Connect(_path);
        Assert.True(client.Connected);
    }

    [Fact]
    public void Nothing_but_the_socket_is_left_in_its_folder()
    {
        SocketFile file = Listen();
        Assert.Equal([_path], Directory.GetFileSystemEntries(_folder.PathOf("")));
        file.Dispose();
        file.Dispose();
        Assert.Empty(Directory.GetFileSystemEntries(_folder.PathOf("")));
    }

    [Fact]
    public void A_stale_socket_is_replaced()
    {
        LeaveStaleSocket();
        using SocketFile file = Listen();
        using Socket client = Connect(_path);
        Assert.True(client.Connected);
    }

    [Fact]
    public void A_live_socket_is_refused_and_lives_on()
    {
        using SocketFile first = Listen();
        Assert.Equal($"{_path}: another program listens there; stop it or choose another --run-dir", Refusal(_path));
        using Socket client = Connect(_path);
        Assert.True(client.Connected);
    }

    [Fact]
    public void A_live_socket_with_a_full_backlog_is_refused_at_once()
    {
        using Socket busy = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        busy.Bind(new UnixDomainSocketEndPoint(_path));
        busy.Listen(0);
        using Socket inBacklog = Connect(_path);
        Assert.Contains("another program listens there", Refusal(_path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_datagram_socket_is_refused()
    {
        using Socket datagram = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        datagram.Bind(new UnixDomainSocketEndPoint(_path));
        Assert.Contains("another program listens there", Refusal(_path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_is_refused_and_left_alone()
    {
        File.WriteAllText(_path, "precious");
        Assert.Contains("exists and is no socket; it is left alone", Refusal(_path), StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(_path));
    }

    [Fact]
    public void A_folder_is_refused_and_left_alone()
    {
        Directory.CreateDirectory(_path);
        Assert.Contains("exists and is no socket", Refusal(_path), StringComparison.Ordinal);
        Assert.True(Directory.Exists(_path));
    }

    [Fact]
    public void A_link_is_refused_even_to_a_stale_socket()
    {
        LeaveStaleSocket();
        string link = _folder.PathOf("link.sock");
        File.CreateSymbolicLink(link, _path);
        Assert.Contains("exists and is no socket", Refusal(link), StringComparison.Ordinal);
        Assert.True(File.Exists(_path));
        File.Delete(_path);
        Assert.Contains("exists and is no socket", Refusal(link), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_does_not_exist_is_named()
    {
        string path = _folder.PathOf("missing/eve.sock");
        Assert.StartsWith($"{path}: cannot listen there: ", Refusal(path), StringComparison.Ordinal);
    }

    [Fact]
    public void The_longest_path_is_107_bytes()
    {
        string folder = _folder.PathOf("");
        string longest = folder + new string('a', 107 - folder.Length);
        using (SocketFile file = SocketFile.Listen(longest, Mode, backlog: 1))
        {
            using Socket client = Connect(longest);
            Assert.True(client.Connected);
        }

        Assert.Contains("longer than the 107 bytes", Refusal(longest + "a"), StringComparison.Ordinal);
        // Bytes, not characters.
        Assert.Contains("longer than the 107 bytes", Refusal(longest[..^1] + "é"), StringComparison.Ordinal);
    }

    private static string Refusal(string path) =>
        Assert.Throws<SocketFileException>(() => SocketFile.Listen(path, Mode, backlog: 1)).Message;

    private static Socket Connect(string path)
    {
        Socket client = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        client.Connect(new UnixDomainSocketEndPoint(path));
        return client;
    }

    private SocketFile Listen() => SocketFile.Listen(_path, Mode, backlog: 8);

    /// <summary>What a killed process leaves: a socket file that nobody listens on.</summary>
    private void LeaveStaleSocket()
    {
        string moved = _folder.PathOf("moved.sock");
        using (Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            socket.Bind(new UnixDomainSocketEndPoint(moved));
            socket.Listen(1);
            // Under another name, closing does not find it.
            File.Move(moved, _path);
        }

        Assert.True(File.Exists(_path));
    }
}
