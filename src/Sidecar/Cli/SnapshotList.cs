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

    /// <summary>Whoever reads that a file is damaged throws it away, and what another program wrote or another user owns may be whole.</summary>
    private static string Why(StateFileStatus status) => status switch
    {
        StateFileStatus.Unreadable => "cannot be read",
        StateFileStatus.NewerVersion => "of a later program",
        StateFileStatus.WrongMagic => "no state",
        _ => "damaged",
    };

    /// <returns>Whether all are whole.</returns>
    private static bool Write(IReadOnlyList<string> files)
    {
        bool allWhole = true;
        foreach (string file in files)
        {
            Console.Out.WriteLine(Line(file, out bool isWhole));
            allWhole &= isWhole;
        }

        return allWhole;
    }

    /// <summary>What a file is, or why it is no state.</summary>
    public static string Line(string file, out bool isWhole)
    {
        StateFileFault fault = StateContent.Verify(file, out long time, out long sequence, out IReadOnlyList<StateEntry> sections);
        string what = fault.IsNone
            ? string.Create(CultureInfo.InvariantCulture, $"of {SnapshotText.Time(time)}, sequence {sequence}, {sections.Count} sections, {new FileInfo(file).Length:N0} bytes, {sections.Sum(section => section.UnpackedBytes):N0} unpacked")
            : $"{Why(fault.Status)}: {fault.Detail}";
        isWhole = fault.IsNone;
        return Printable.Line($"{file}  {what}");
    }
}
