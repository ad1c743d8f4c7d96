using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;

namespace Sidecar.Engine.Ingest;

/// <summary>
/// A listening unix socket, of connections or of datagrams, and the file that names it. A stale file is replaced; a
/// file on which somebody listens, or that is no socket at all, is refused. Disposing closes the socket and removes the
/// file, if it still is the one that was made; the file of an inherited socket stays: the socket goes on in the process
/// that gave it.
/// </summary>
public sealed class SocketFile : IDisposable
{
    /// <summary>Longest path that fits into sockaddr_un (unix(7)), without its closing zero.</summary>
    public const int LongestPathBytes = 107;

    private readonly FileIdentity _identity;
    private readonly UnixFileMode _mode;
    private readonly int _backlog;

    private SocketFile(string path, Socket socket, bool isInherited, UnixFileMode mode = default, int backlog = 0)
    {
        Path = path;
        Socket = socket;
        IsInherited = isInherited;
        _mode = mode;
        _backlog = backlog;
        _identity = FileKinds.IdentityOf(path);
    }

    public string Path { get; }

    public Socket Socket { get; }

    /// <summary>Another process has it too, and after us: it must not be shut down.</summary>
    public bool IsInherited { get; }

    public bool IsClosed => Socket.SafeHandle.IsClosed;

    /// <summary>Somebody removed the file, so nobody finds the socket any more. What took its place is not ours to replace.</summary>
    internal bool IsGone => !IsInherited && FileKinds.Of(Path) == FileKind.Missing;

    /// <param name="path">Where clients connect; its folder must exist.</param>
    /// <param name="mode">Permissions of the file: whoever may write to it may connect.</param>
    /// <param name="backlog">
    /// Connections that the kernel keeps until they are accepted. A full backlog blocks Suricata in connect(), under
    /// the mutex of its log.
    /// </param>
    /// <exception cref="SocketFileException">The message names the path, what is wrong and what to do.</exception>
    public static SocketFile Listen(string path, UnixFileMode mode, int backlog) => Bind(path, mode, SocketType.Stream, backlog);

    /// <summary>The same for datagrams.</summary>
    public static SocketFile ReceiveDatagrams(string path, UnixFileMode mode) => Bind(path, mode, SocketType.Dgram, backlog: 0);

    /// <summary>Another socket with a file of the same name, after this one's is gone. This one lives on until it is disposed.</summary>
    /// <exception cref="SocketFileException">As of the first.</exception>
    internal SocketFile Again() => Bind(Path, _mode, Socket.SocketType, _backlog);

    /// <summary>Where somebody else listens or will.</summary>
    /// <exception cref="SocketFileException">No socket can have the path.</exception>
    public static UnixDomainSocketEndPoint EndPointOf(string path)
    {
        RefuseLong(path);
        return new UnixDomainSocketEndPoint(path);
    }

    /// <summary>A socket that was bound before this process began.</summary>
    internal static SocketFile Inherit(Socket socket) =>
        new(socket.LocalEndPoint?.ToString() ?? "(no name)", socket, isInherited: true);

    private static SocketFile Bind(string path, UnixFileMode mode, SocketType type, int backlog)
    {
        RefuseLong(path);
        MakeRoom(path);
        string name = FirstName(path);
        Socket socket = new(AddressFamily.Unix, type, ProtocolType.Unspecified);
        try
        {
            // Under another name first: to a program that looks meanwhile, a socket that is bound and does not listen yet
            // is a stale one, which it replaces. And the framework removes a file by the name of its bind, whosever it is.
            socket.Bind(new UnixDomainSocketEndPoint(name));
            File.SetUnixFileMode(name, mode);
            if (type == SocketType.Stream)
            {
                socket.Listen(backlog);
            }

            // Fails when another program was faster.
            File.Move(name, path);
            return new SocketFile(path, socket, isInherited: false, mode, backlog);
        }
        catch (Exception e) when (e is SocketException or IOException or UnauthorizedAccessException)
        {
            socket.Dispose();
            Refuse(path, $"cannot listen there: {e.Message}");
            throw;
        }
    }

    public void Dispose()
    {
        if (!IsInherited && !IsClosed && FileKinds.IdentityOf(Path) == _identity)
        {
            File.Delete(Path);
        }

        Socket.Dispose();
    }

    /// <summary>A name beside the path that no other process uses, no longer than a path may be; ss(8) shows it.</summary>
    private static string FirstName(string path)
    {
        string suffix = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"~{Environment.ProcessId:x}");
        string name = path + suffix;
        while (System.Text.Encoding.UTF8.GetByteCount(name) > LongestPathBytes)
        {
            path = path[..^1];
            name = path + suffix;
        }

        return name;
    }

    private static void RefuseLong(string path)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(path) > LongestPathBytes)
        {
            Refuse(path, $"the path is longer than the {LongestPathBytes} bytes that a unix socket can have; choose a shorter --run-dir");
        }
    }

    private static void MakeRoom(string path)
    {
        switch (FileKinds.Of(path))
        {
            case FileKind.Missing:
                return;
            case FileKind.Socket when IsAlive(path):
                Refuse(path, "another program listens there; stop it or choose another --run-dir");
                return;
            case FileKind.Socket:
                File.Delete(path);
                return;
            default:
                Refuse(path, "exists and is no socket; it is left alone: remove it or choose another --run-dir");
                return;
        }
    }

    private static bool IsAlive(string path)
    {
        using Socket probe = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        // A full backlog must not hang the probe: a non-blocking connect answers EAGAIN, which also means alive.
        probe.Blocking = false;
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode != SocketError.ConnectionRefused;
        }
    }

    [DoesNotReturn]
    private static void Refuse(string path, string why) => throw new SocketFileException($"{path}: {why}");
}

/// <summary>A socket file could not be made; the message is meant for the person at the console.</summary>
public sealed class SocketFileException(string message) : IOException(message);
