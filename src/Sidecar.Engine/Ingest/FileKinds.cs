using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Sidecar.Engine.Ingest;

/// <summary>What stands at a path.</summary>
internal enum FileKind
{
    Missing,
    Socket,

    /// <summary>A file that holds bytes.</summary>
    Regular,

    Folder,

    /// <summary>A named pipe, or another by its name in /dev/fd.</summary>
    Pipe,

    /// <summary>A device, say.</summary>
    Other,
}

/// <summary>Which file a path names: two numbers (its device's major and minor in one) that no other file of the machine has.</summary>
internal readonly record struct FileIdentity(ulong Device, ulong Inode);

/// <summary>A file's kind, identity and size at one moment.</summary>
internal readonly record struct FileState(FileKind Kind, FileIdentity Identity, long SizeBytes);

/// <summary>
/// What a path names, by statx(2): the framework tells files from folders, not sockets from files. statx is used
/// because its struct is laid out the same on every architecture.
/// </summary>
internal static partial class FileKinds
{
    private const int AtFdCwd = -100;
    private const int AtSymlinkNoFollow = 0x100;
    private const int AtEmptyPath = 0x1000;

    /// <summary>STATX_TYPE, STATX_INO and STATX_SIZE.</summary>
    private const uint Wanted = 0x001 | 0x100 | 0x200;
    private const int StatxSize = 256;
    private const int ModeOffset = 28;
    private const int InodeOffset = 32;
    private const int SizeOffset = 40;
    private const int DeviceOffset = 136;
    private const int TypeMask = 0xF000;
    private const int SocketType = 0xC000;
    private const int RegularType = 0x8000;
    private const int FolderType = 0x4000;
    private const int PipeType = 0x1000;

    /// <summary>Of the path itself: a link is no socket, wherever it leads.</summary>
    /// <remarks>Whatever else went wrong (no permission, no folder), it is missing: bind says it better.</remarks>
    public static FileKind Of(string path) => OfLink(path).Kind;

    /// <summary>Zeros when nothing is there.</summary>
    public static FileIdentity IdentityOf(string path) => OfLink(path).Identity;

    /// <summary>Of what the path leads to.</summary>
    public static FileState State(string path)
    {
        byte[] stat = new byte[StatxSize];
        return Statx(AtFdCwd, path, 0, Wanted, stat) == 0 ? Read(stat) : default;
    }

    /// <summary>Of an open file, whatever its path is by now.</summary>
    public static FileState State(SafeFileHandle file)
    {
        byte[] stat = new byte[StatxSize];
        return Statx(file, "", AtEmptyPath, Wanted, stat) == 0 ? Read(stat) : default;
    }

    private static FileState OfLink(string path)
    {
        byte[] stat = new byte[StatxSize];
        return Statx(AtFdCwd, path, AtSymlinkNoFollow, Wanted, stat) == 0 ? Read(stat) : default;
    }

    private static FileState Read(ReadOnlySpan<byte> stat)
    {
        FileKind kind = (BinaryPrimitives.ReadUInt16LittleEndian(stat[ModeOffset..]) & TypeMask) switch
        {
            SocketType => FileKind.Socket,
            RegularType => FileKind.Regular,
            FolderType => FileKind.Folder,
            PipeType => FileKind.Pipe,
            _ => FileKind.Other,
        };
        // Major and minor number, which together name the device.
        ulong device = BinaryPrimitives.ReadUInt64LittleEndian(stat[DeviceOffset..]);
        FileIdentity identity = new(device, BinaryPrimitives.ReadUInt64LittleEndian(stat[InodeOffset..]));
        return new FileState(kind, identity, BinaryPrimitives.ReadInt64LittleEndian(stat[SizeOffset..]));
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, [Out] byte[] stat);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(SafeFileHandle file, string path, int flags, uint mask, [Out] byte[] stat);
}
