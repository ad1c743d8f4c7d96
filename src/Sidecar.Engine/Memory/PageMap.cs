using System.Runtime.InteropServices;

namespace Sidecar.Engine.Memory;

/// <summary>
/// Pages from the kernel (mmap(2)): private, zeroed when first touched, and reserved without a claim on memory or swap
/// (MAP_NORESERVE). Given back when disposed, and at the latest when nobody refers to them any more. Any thread.
/// </summary>
internal sealed partial class PageMap : SafeHandle
{
    private const int ProtRead = 1;
    private const int ProtWrite = 2;
    private const int MapPrivate = 0x02;
    private const int MapAnonymous = 0x20;
    private const int MapNoReserve = 0x4000;
    private const int AdviseHugePage = 14;
    private const nint Failed = -1;

    private readonly nuint _bytes;

    /// <exception cref="InsufficientMemoryException">So much address space is not to be had.</exception>
    public PageMap(nuint bytes, bool hugePages)
        : base(Failed, ownsHandle: true)
    {
        _bytes = bytes;
        SetHandle(Map(0, bytes, ProtRead | ProtWrite, MapPrivate | MapAnonymous | MapNoReserve, -1, 0));
        if (IsInvalid)
        {
            throw new InsufficientMemoryException($"cannot reserve {bytes} bytes of address space; lower flows.memcap or profiles.max-keys, or raise ulimit -v");
        }

        if (hugePages)
        {
            // Advice only: a kernel without them gives pages of 4 KB.
            _ = Advise(handle, bytes, AdviseHugePage);
        }
    }

    public override bool IsInvalid => handle == Failed;

    public nint Address => handle;

    protected override bool ReleaseHandle() => Unmap(handle, _bytes) == 0;

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint address, nuint length);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nuint length, int advice);
}
