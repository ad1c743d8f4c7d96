using System.Runtime.InteropServices;

namespace Sidecar.Engine.Snapshots;

/// <summary>
/// Makes a renamed file's new name last through a power cut: open(2), fsync(2) and close(2) of its folder, which the
/// framework opens for nobody.
/// </summary>
internal static partial class FolderSync
{
    private const int ReadOnlyFolder = 0x10000 | 0x80000; // O_RDONLY | O_DIRECTORY | O_CLOEXEC of Linux on x86-64

    /// <returns>Whether the folder is on the disk; false where its file system cannot say so, which harms nobody.</returns>
    public static bool Of(string folder)
    {
        int descriptor = Open(folder, ReadOnlyFolder);
        if (descriptor < 0)
        {
            return false;
        }

        bool synced = Fsync(descriptor) == 0;
        return Close(descriptor) == 0 && synced;
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
