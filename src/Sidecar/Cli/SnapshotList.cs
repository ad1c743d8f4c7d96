using System.Globalization;
using Sidecar.Engine.Snapshots;

namespace Sidecar.Cli;

/// <summary>The states of a folder, a line a file: what it is, or why it is none.</summary>
internal static class SnapshotList
{
    /// <exception cref="IOException">The folder is not there or cannot be read.</exception>
    public static int List(string folder)
    {
        Write(Files(folder));
        return ExitCode.Done;
    }

    /// <exception cref="IOException">The folder is not there or cannot be read.</exception>
    public static int Verify(string path)
    {
        IReadOnlyList<string> files = Directory.Exists(path) ? Files(path) : [path];
        return Write(files) ? ExitCode.Done : ExitCode.Failed;
    }

    private static IReadOnlyList<string> Files(string folder) =>
        Directory.Exists(folder) ? StateContent.Files(folder) : throw new IOException($"{folder}: there is no such folder");

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
