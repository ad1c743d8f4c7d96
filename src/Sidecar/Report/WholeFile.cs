using Sidecar.Engine.Ingest;
using Sidecar.Pictures;

namespace Sidecar.Report;

/// <summary>Files of a report: each is there whole or not at all.</summary>
internal static class WholeFile
{
    public static string WriteReport(string folder, string page, IEnumerable<Picture> pictures)
    {
        Directory.CreateDirectory(folder);
        foreach (Picture picture in pictures)
        {
            Write(Path.Combine(folder, picture.Name + ".svg"), SvgText.File(picture.Panel));
            Write(Path.Combine(folder, picture.Name + ".png"), file => file.Write(Painter.Png(picture.Panel)));
        }

        string path = Path.Combine(folder, "report.html");
        Write(path, page);
        return path;
    }

    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, string text) => Write(path, file =>
    {
        using StreamWriter writer = new(file);
        writer.Write(text);
    });

    private static void Write(string path, Action<FileStream> write)
    {
        string unfinished = path + ".tmp";
        try
        {
            using (FileStream file = NewFile.Create(unfinished))
            {
                write(file);
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
