using System.Globalization;

namespace Sidecar.Engine.Snapshots;

/// <summary>
/// The state files of one folder: their names, which come first, and which leave. A name holds the sequence, by which
/// files are ordered, and the event time, for people: state-0000000042-20260105T081000Z.evs.
/// </summary>
internal static class StateFolder
{
    private const string Prefix = "state-";
    private const string Ending = ".evs";

    public static string NameOf(long sequence, long time) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{sequence:D10}-{EventTimeName.Of(time)}Z{Ending}");

    /// <summary>Sequence that a name claims; false when it is no name of a state.</summary>
    public static bool TryReadName(string path, out long sequence)
    {
        ReadOnlySpan<char> name = Path.GetFileName(path.AsSpan());
        sequence = 0;
        if (!name.StartsWith(Prefix, StringComparison.Ordinal) || !name.EndsWith(Ending, StringComparison.Ordinal))
        {
            return false;
        }

        name = name[Prefix.Length..];
        int end = name.IndexOf('-');
        return end > 0 && long.TryParse(name[..end], NumberStyles.None, CultureInfo.InvariantCulture, out sequence);
    }

    /// <summary>Paths of all states, newest first; none when the folder is not there.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static IReadOnlyList<string> NewestFirst(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return [];
        }

        List<(long Sequence, string Path)> found = [];
        foreach (string path in Directory.GetFiles(folder, Prefix + "*" + Ending))
        {
            if (TryReadName(path, out long sequence))
            {
                found.Add((sequence, path));
            }
        }

        return [.. found.OrderByDescending(file => file.Sequence).ThenBy(file => file.Path, StringComparer.Ordinal).Select(file => file.Path)];
    }

    /// <summary>Removes what a kill left half written, and the oldest beyond the bounds; the newest stays.</summary>
    public static void Clean(string folder, SnapshotOptions options)
    {
        WholeFile.RemoveUnfinished(folder, Prefix + "*" + Ending);
        long bytes = 0;
        IReadOnlyList<string> files = NewestFirst(folder);
        for (int i = 0; i < files.Count; i++)
        {
            bytes += new FileInfo(files[i]).Length;
            if (i > 0 && (i >= options.StateKeep || bytes > options.StateMaxBytes))
            {
                File.Delete(files[i]);
            }
        }
    }
}
