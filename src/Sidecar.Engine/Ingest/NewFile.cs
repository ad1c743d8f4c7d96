namespace Sidecar.Engine.Ingest;

/// <summary>
/// Makes a file at a path that another user of the machine may have prepared: what stands there is removed, and the file
/// is made only where nothing stands (open(2), O_EXCL), so that no link leads the bytes to another file.
/// </summary>
public static class NewFile
{
    /// <summary>For what others on the machine must not know, such as seeds of hashes, or keys with what was said about them.</summary>
    public const UnixFileMode OwnerAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <param name="path">Not that of a folder.</param>
    /// <param name="mode">Permissions, less those of the umask; those that files usually get when absent.</param>
    /// <exception cref="IOException">Disk full, folder gone or read-only, or another program was faster.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made, or what stands there may not be removed.</exception>
    public static FileStream Create(string path, UnixFileMode? mode = null)
    {
        File.Delete(path);
        return new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read, UnixCreateMode = mode });
    }
}
