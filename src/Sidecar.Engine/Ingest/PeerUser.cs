using System.Buffers.Binary;
using System.Net.Sockets;

namespace Sidecar.Engine.Ingest;

/// <summary>Who is at the other end of a unix stream socket, by SO_PEERCRED (unix(7)).</summary>
internal static class PeerUser
{
    private const int SolSocket = 1;
    private const int SoPeerCred = 17;

    /// <summary>User id of the process that connected, at that moment.</summary>
    public static uint Of(Socket socket)
    {
        // struct ucred: pid, uid, gid.
        Span<byte> credentials = stackalloc byte[3 * sizeof(int)];
        socket.GetRawSocketOption(SolSocket, SoPeerCred, credentials);
        return BinaryPrimitives.ReadUInt32LittleEndian(credentials[sizeof(int)..]);
    }
}
