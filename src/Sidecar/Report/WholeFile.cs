using Sidecar.Engine.Ingest;

namespace Sidecar.Report;

/// <summary>Files of a report: each is there whole or not at all.</summary>
internal static class WholeFile
{
    public static string WriteReport(string folder, string page, IEnumerable<Picture> pictures)
    {
        Directory.CreateDirectory(folder);
        foreach (Picture picture in pictures)
        {
            Write(Path.Combine(folder, picture.Name + ".svg"), picture.File);
        }

        string path = Path.Combine(folder, "report.html");
        Write(path, page);
        return path;
    }

    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, string text)
    {
        string unfinished = path + ".tmp";
        try
        {
            using (StreamWriter writer = new(NewFile.Create(unfinished)))
            {
                writer.Write(text);
            }

            File.Move(unfinished, path, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }
}
