using System.Text;

namespace Sidecar.Tests.Snapshots;

/// <summary>Reads a profile export as zstdcat would.</summary>
internal static class ExportedLines
{
    public static IReadOnlyList<string> Of(string path)
    {
        using ZstdSharp.DecompressionStream zstd = new(File.OpenRead(path), leaveOpen: false);
        using StreamReader text = new(zstd, Encoding.UTF8);
        return text.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
