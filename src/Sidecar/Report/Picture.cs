namespace Sidecar.Report;

/// <summary>
/// One picture of a report, as SVG alone: what makes PNG of it brings a native library beside the one binary (Skia's has
/// 12 MB, ImageMagick's 39 MB), or writes PNG but draws nothing. A browser or rsvg-convert makes it from the file.
/// </summary>
/// <param name="Name">Of its file, without the ending.</param>
/// <param name="Caption">What is seen, as text.</param>
/// <param name="Svg">The svg element as it stands in the page; a file of its own needs the name space and the colours too.</param>
internal sealed record Picture(string Name, string Caption, string Svg)
{
    private const string Paper = "svg{background:#fff;color:#1b1f24;font-family:system-ui,sans-serif}";

    /// <summary>The same as a file that a browser or an editor opens by itself.</summary>
    public string File
    {
        get
        {
            int inside = Svg.IndexOf('>', StringComparison.Ordinal) + 1;
            return $"<svg xmlns=\"http://www.w3.org/2000/svg\"{Svg["<svg".Length..inside]}<style>\n{Paper}\n{PageStyle.Drawing}\n</style>\n{Svg[inside..]}";
        }
    }
}
