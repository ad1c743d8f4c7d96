using System.IO.Hashing;
using Microsoft.Win32.SafeHandles;

namespace Sidecar.Engine.Ingest;

/// <summary>
/// A place in a file, up to which its records have been taken. An inode alone does not name a file for long: it is
/// given to a new file after the old one is gone, and a file that is cut and written anew keeps it. So the first bytes
/// are remembered too.
/// </summary>
internal readonly record struct FilePosition(FileIdentity File, long OffsetBytes, FileHead Head);

/// <summary>The hash of the first bytes of a file, of as many as there were when it was first seen.</summary>
internal readonly record struct FileHead(int LengthBytes, ulong Hash)
{
    /// <summary>Holds the timestamp and the flow_id of the first record.</summary>
    public const int LongestBytes = 256;

    public static FileHead Of(SafeFileHandle file) => Of(file, LongestBytes);

    /// <summary>Whether the file begins with the same bytes still.</summary>
    public bool Fits(SafeFileHandle file) => LengthBytes == 0 || this == Of(file, LengthBytes);

    private static FileHead Of(SafeFileHandle file, int lengthBytes)
    {
        Span<byte> head = stackalloc byte[LongestBytes];
        int length = RandomAccess.Read(file, head[..lengthBytes], fileOffset: 0);
        return new FileHead(length, XxHash3.HashToUInt64(head[..length]));
    }
}
