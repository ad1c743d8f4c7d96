using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Sidecar.Engine.Ingest;

/// <summary>What stands at a path, as far as a socket that wants to be there asks.</summary>
internal enum FileKind
{
    Missing,
    Socket,
    Other,
}

/// <summary>Which file a path names: two numbers (its device's major and minor in one) that no other file of the machine has.</summary>
internal readonly record struct FileIdentity(ulong Device, ulong Inode);

/// <summary>
/// What a path names, by statx(2): the framework tells files from folders, not sockets from files. statx is used
/// because its struct is laid out the same on every architecture.
/// </summary>
internal static partial class FileKinds
{
    private const int AtFdCwd = -100;
    private const int AtSymlinkNoFollow = 0x100;
    private const uint StatxType = 1;
    private const uint StatxInode = 0x100;
    private const int StatxSize = 256;
    private const int ModeOffset = 28;
    private const int InodeOffset = 32;
    private const int DeviceOffset = 136;
    private const int TypeMask = 0xF000;
    private const int SocketType = 0xC000;

    public static FileKind Of(string path)
    {
        if (!TryStat(path, out byte[] stat))
        {
            // Whatever else went wrong (no permission, no folder), bind says it better.
            return FileKind.Missing;
        }

        int mode = BinaryPrimitives.ReadUInt16LittleEndian(stat.AsSpan(ModeOffset));
        return (mode & TypeMask) == SocketType ? FileKind.Socket : FileKind.Other;
    }

    /// <summary>Zeros when nothing is there.</summary>
    public static FileIdentity IdentityOf(string path) => TryStat(path, out byte[] stat)
        ? new FileIdentity(BinaryPrimitives.ReadUInt64LittleEndian(stat.AsSpan(DeviceOffset)), BinaryPrimitives.ReadUInt64LittleEndian(stat.AsSpan(InodeOffset)))
        : default;

    private static bool TryStat(string path, out byte[] stat)
    {
        stat = new byte[StatxSize];
        return Statx(AtFdCwd, path, AtSymlinkNoFollow, StatxType | StatxInode, stat) == 0;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, [Out] byte[] stat);
}
