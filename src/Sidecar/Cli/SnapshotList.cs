using System.Globalization;
using Sidecar.Engine.Snapshots;

namespace Sidecar.Cli;

/// <summary>The states of a folder, a line a file: what it is, or why it is none.</summary>
internal static class SnapshotList
{
    /// <exception cref="IOException">The folder is not there or cannot be read.</exception>
    public static int List(string folder)
    {
        SnapshotArguments.RefuseMissing(folder);
        IReadOnlyList<string> files = Directory.Exists(folder) ? StateContent.Files(folder) : [folder];
        if (files.Count == 0)
        {
            Failure.Say($"{folder}: there is no state in it");
        }

        Write(files);
        return ExitCode.Done;
    }

    /// <exception cref="IOException">There is nothing to verify, or it cannot be read.</exception>
    public static int Verify(string path)
    {
        SnapshotArguments.RefuseMissing(path);
        IReadOnlyList<string> files = Directory.Exists(path) ? StateContent.Files(path) : [path];
        // Whoever asks whether all is well must not hear so of nothing.
        return files.Count == 0 ? throw new IOException($"{path}: there is no state in it") : Write(files) ? ExitCode.Done : ExitCode.Failed;
    }

    /// <returns>Whether all are whole.</returns>
    private static bool Write(IReadOnlyList<string> files)
    {
        bool allWhole = true;
        foreach (string file in files)
        {
            StateFileFault fault = StateContent.Verify(file, out long time, out long sequence, out IReadOnlyList<StateEntry> sections);
            string what = fault.IsNone
                ? string.Create(CultureInfo.InvariantCulture, $"of {SnapshotText.Time(time)}, sequence {sequence}, {sections.Count} sections, {new FileInfo(file).Length:N0} bytes, {sections.Sum(section => section.UnpackedBytes):N0} unpacked")
                : $"damaged: {fault.Detail}";
            Console.Out.WriteLine(Printable.Line($"{file}  {what}"));
            allWhole &= fault.IsNone;
        }

        return allWhole;
    }
}
