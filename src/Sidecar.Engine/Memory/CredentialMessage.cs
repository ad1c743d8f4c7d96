using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Sidecar.Engine.Memory;

/// <summary>
/// Room for one datagram of a unix socket and for the credentials of who sent it, which the kernel adds and no program can
/// forge (SCM_CREDENTIALS, unix(7)). The framework receives no such thing, so this calls recvmsg(2) with a msghdr that it
/// lays out itself, as all 64-bit Linuxes have it. Pinned, and owned by the thread that receives.
/// </summary>
internal sealed partial class CredentialMessage
{
    private const int SolSocket = 1;
    private const int ScmCredentials = 2;
    private const int DontWait = 0x40;

    // struct msghdr, and behind it the struct iovec and the control bytes that it points to: one cmsghdr with a ucred.
    private const int IoVector = 16;
    private const int IoVectors = 24;
    private const int Control = 32;
    private const int ControlLength = 40;
    private const int IoVectorAt = 56;
    private const int ControlAt = 72;
    private const int ControlBytes = 32;
    private const int LevelAt = ControlAt + 8;
    private const int TypeAt = ControlAt + 12;
    private const int UserAt = ControlAt + 20;

    private readonly byte[] _header = GC.AllocateArray<byte>(ControlAt + ControlBytes, pinned: true);
    private readonly nint _headerAddress;

    /// <param name="bytes">Of a datagram at most; what is longer is cut off by the kernel.</param>
    /// <param name="spare">Behind it, for its owner.</param>
    public CredentialMessage(int bytes, int spare)
    {
        Buffer = GC.AllocateArray<byte>(bytes + spare, pinned: true);
        _headerAddress = Marshal.UnsafeAddrOfPinnedArrayElement(_header, 0);
        Write(IoVector, _headerAddress + IoVectorAt);
        Write(IoVectors, 1);
        Write(Control, _headerAddress + ControlAt);
        Write(IoVectorAt, Marshal.UnsafeAddrOfPinnedArrayElement(Buffer, 0));
        Write(IoVectorAt + sizeof(long), bytes);
    }

    /// <summary>Begins with the datagram.</summary>
    public byte[] Buffer { get; }

    /// <summary>Takes the next datagram without waiting.</summary>
    /// <param name="user">Number of the user that sent it; 65534 when it was sent before the socket asked for users.</param>
    /// <returns>Its length; less than 0 when nothing waits or the call failed.</returns>
    public int TryReceive(SafeHandle socket, out uint user)
    {
        Write(ControlLength, ControlBytes);
        nint received = ReceiveMessage(socket, _headerAddress, DontWait);
        user = HasCredentials() ? BinaryPrimitives.ReadUInt32LittleEndian(_header.AsSpan(UserAt)) : uint.MaxValue;
        return (int)received;
    }

    private bool HasCredentials() =>
        BinaryPrimitives.ReadInt64LittleEndian(_header.AsSpan(ControlLength)) > 0
        && BinaryPrimitives.ReadInt32LittleEndian(_header.AsSpan(LevelAt)) == SolSocket
        && BinaryPrimitives.ReadInt32LittleEndian(_header.AsSpan(TypeAt)) == ScmCredentials;

    private void Write(int at, nint value) => BinaryPrimitives.WriteInt64LittleEndian(_header.AsSpan(at), value);

    [LibraryImport("libc", EntryPoint = "recvmsg")]
    private static partial nint ReceiveMessage(SafeHandle socket, nint message, int flags);
}
