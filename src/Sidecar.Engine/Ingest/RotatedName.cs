namespace Sidecar.Engine.Ingest;

/// <summary>The names that a log file may have after its rotation.</summary>
internal static class RotatedName
{
    /// <summary>The path itself, then the files beside it whose names begin with its own: eve.json.1, eve.json-20260105.</summary>
    public static IEnumerable<string> Candidates(string path)
    {
        yield return path;
        string folder = Path.GetDirectoryName(path) is { Length: > 0 } name ? name : ".";
        if (!Directory.Exists(folder))
        {
            yield break;
        }

        string own = Path.GetFileName(path);
        foreach (string other in Directory.EnumerateFiles(folder))
        {
            string file = Path.GetFileName(other);
            if (file != own && file.StartsWith(own, StringComparison.Ordinal))
            {
                yield return other;
            }
        }
    }
}
