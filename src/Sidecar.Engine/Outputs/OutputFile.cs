using Sidecar.Engine.Ingest;

namespace Sidecar.Engine.Outputs;

/// <summary>A path that a person gave for an output: to a file of its own, or to a pipe or device, which are taken as they are.</summary>
public static class OutputFile
{
    /// <summary>What stands at the path is no file of bytes, so it is neither emptied nor replaced, and outputs may share it.</summary>
    public static bool IsPipeOrDevice(string path) => FileKinds.State(path).Kind is FileKind.Pipe or FileKind.Socket or FileKind.Other;

    public static bool IsPipe(string path) => FileKinds.State(path).Kind is FileKind.Pipe or FileKind.Socket;

    /// <summary>
    /// Whether two paths lead to one file, also by links. What is a pipe or a device is nobody's own.
    /// </summary>
    public static bool AreOne(string one, string other)
    {
        FileState first = FileKinds.State(one);
        return !IsPipeOrDevice(one)
            && (Path.GetFullPath(one) == Path.GetFullPath(other)
                || (first.Kind != FileKind.Missing && first.Identity == FileKinds.State(other).Identity));
    }

    /// <exception cref="IOException">The file cannot be made or opened, or another output holds it.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it be.</exception>
    public static Stream Create(string path) => IsPipeOrDevice(path)
        // Unbuffered: who reads a pipe gets each line when it is written.
        ? new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0)
        : File.Create(path);
}
