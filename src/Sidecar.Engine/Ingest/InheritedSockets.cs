using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net.Sockets;

namespace Sidecar.Engine.Ingest;

/// <summary>
/// Sockets that systemd listens on and hands to this process (sd_listen_fds(3)): they stay open over its restart, so
/// that Suricata, which would drop records until it can connect again, finds them always. One that listens for
/// connections takes the place of eve.sock, one of datagrams that of <c>inputs.dgram</c>.
/// </summary>
public sealed class InheritedSockets
{
    private const string ProcessVariable = "LISTEN_PID";
    private const string CountVariable = "LISTEN_FDS";
    private const int FirstDescriptor = 3;
    private const int SolSocket = 1;
    private const int SoAcceptConnections = 30;

    private InheritedSockets()
    {
    }

    public static InheritedSockets None { get; } = new();

    /// <summary>Listens for connections of Suricata.</summary>
    public SocketFile? Stream { get; private set; }

    /// <summary>Takes datagrams of Suricata.</summary>
    public SocketFile? Datagram { get; private set; }

    /// <param name="variable">Value of an environment variable, or null.</param>
    /// <param name="processId">Ours: sockets that are meant for another process are none of our business.</param>
    /// <exception cref="SocketFileException">What was handed over cannot be used.</exception>
    public static InheritedSockets Take(Func<string, string?> variable, int processId)
    {
        InheritedSockets sockets = new();
        if (variable(ProcessVariable) != processId.ToString(CultureInfo.InvariantCulture)
            || !int.TryParse(variable(CountVariable), NumberStyles.None, CultureInfo.InvariantCulture, out int count))
        {
            return sockets;
        }

        for (int descriptor = FirstDescriptor; descriptor < FirstDescriptor + count; descriptor++)
        {
            sockets.Add(descriptor);
        }

        return sockets;
    }

    private void Add(int descriptor)
    {
        Socket socket = Open(descriptor);
        if (socket.AddressFamily != AddressFamily.Unix)
        {
            Refuse(descriptor, "is no unix socket; give ListenStream= or ListenDatagram= a path");
        }

        if (socket.SocketType == SocketType.Dgram && Datagram is null)
        {
            Datagram = SocketFile.Inherit(socket);
        }
        else if (socket.SocketType == SocketType.Stream && Listens(socket) && Stream is null)
        {
            Stream = SocketFile.Inherit(socket);
        }
        else
        {
            Refuse(descriptor, "is one too many, or does not listen; there may be one ListenStream= and one ListenDatagram=");
        }
    }

    private static Socket Open(int descriptor)
    {
        try
        {
            return new Socket(new SafeSocketHandle(descriptor, ownsHandle: true)) { Blocking = true };
        }
        catch (SocketException e)
        {
            Refuse(descriptor, e.Message);
            throw;
        }
    }

    private static bool Listens(Socket socket)
    {
        Span<byte> value = stackalloc byte[sizeof(int)];
        socket.GetRawSocketOption(SolSocket, SoAcceptConnections, value);
        return value.ContainsAnyExcept((byte)0);
    }

    [DoesNotReturn]
    private static void Refuse(int descriptor, string why) =>
        throw new SocketFileException($"{CountVariable}: descriptor {descriptor} {why}");
}
