using System.Buffers.Binary;
using System.Net.Sockets;

namespace Sidecar.Engine.Ingest;

/// <summary>
/// Who is at the other end of a unix socket (unix(7)): of a connection by SO_PEERCRED, of a datagram by the credentials that
/// the kernel adds to it once SO_PASSCRED is set.
/// </summary>
internal static class PeerUser
{
    private const int SolSocket = 1;
    private const int SoPeerCred = 17;
    private const int SoPassCred = 16;

    /// <summary>User id of the process that connected, at that moment.</summary>
    public static uint Of(Socket socket)
    {
        // struct ucred: pid, uid, gid.
        Span<byte> credentials = stackalloc byte[3 * sizeof(int)];
        socket.GetRawSocketOption(SolSocket, SoPeerCred, credentials);
        return BinaryPrimitives.ReadUInt32LittleEndian(credentials[sizeof(int)..]);
    }
    /// <summary>From now on each datagram brings its sender.</summary>
    public static void Ask(Socket socket) => socket.SetRawSocketOption(SolSocket, SoPassCred, BitConverter.GetBytes(1));
}
