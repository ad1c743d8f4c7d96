using Sidecar.Engine.Ingest;

namespace Sidecar.Engine.Snapshots;

/// <summary>
/// Writes a file that appears whole or not at all, and stays through a power cut: under a temporary name, synced,
/// renamed, its folder synced. What was there under the name is replaced in one step.
/// </summary>
internal static class WholeFile
{
    /// <summary>Ending of the temporary name; a kill may leave such a file behind.</summary>
    private const string Unfinished = ".tmp";

    /// <param name="path">Where the file shall appear; its folder must exist.</param>
    /// <param name="mode">Its permissions; those that files usually get when absent.</param>
    /// <exception cref="IOException">Disk full, folder gone or read-only.</exception>
    public static void Write(string path, Action<FileStream> write, UnixFileMode? mode = null)
    {
        string unfinished = path + Unfinished;
        try
        {
            using (FileStream file = NewFile.Create(unfinished, mode))
            {
                write(file);
                file.Flush(flushToDisk: true);
            }

            File.Move(unfinished, path, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }

        FolderSync.Of(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/");
    }

    /// <summary>Removes what kills left half written of the files whose names match. Nobody may be writing one of them.</summary>
    public static void RemoveUnfinished(string folder, string pattern)
    {
        foreach (string unfinished in Directory.GetFiles(folder, pattern + Unfinished))
        {
            File.Delete(unfinished);
        }
    }
}
