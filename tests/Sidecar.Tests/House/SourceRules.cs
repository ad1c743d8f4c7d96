using System.Text.RegularExpressions;

namespace Sidecar.Tests.House;

/// <summary>The rules of the house that a source file can be asked about by itself.</summary>
internal static partial class SourceRules
{
    private const int LongestFileLines = 400;

    private static readonly string[] s_roomsNearTheMetal = ["src/Sidecar.Engine/Memory/", "src/Sidecar.Engine/Kernels/"];

    private static readonly string[] s_banned = ["#region", "#pragma warning disable", "SuppressMessage", "NotImplementedException"];

    private static readonly string[] s_rubbishRooms = ["Common", "Core", "Utils", "Helpers", "Models", "Services", "Managers"];

    /// <param name="path">From the top of the project, with forward slashes.</param>
    /// <param name="text">Of the file.</param>
    public static IEnumerable<string> Violations(string path, string text)
    {
        string[] lines = text.Split('\n');
        int count = lines.Length - (lines[^1].Length == 0 ? 1 : 0);
        if (count > LongestFileLines)
            yield return $"{path}: {count} lines";
        if (s_banned.FirstOrDefault(banned => text.Contains(banned, StringComparison.Ordinal)) is string word)
            yield return $"{path}: {word}";
        if (ToDo().IsMatch(text))
            yield return $"{path}: a thing left to do";
        if (path.Split('/').SkipLast(1).FirstOrDefault(s_rubbishRooms.Contains) is string room)
            yield return $"{path}: a room called {room}";
        if (s_rubbishRooms.FirstOrDefault(rubbish => Path.GetFileName(path).EndsWith(rubbish + ".cs", StringComparison.Ordinal)) is string name)
            yield return $"{path}: a file called {name}";
        if (!s_roomsNearTheMetal.Any(near => path.StartsWith(near, StringComparison.Ordinal)) && Metal().Match(WithoutComments(text)) is { Success: true } metal)
            yield return $"{path}: {metal.Value} outside Memory and Kernels";
        foreach (string violation in Namespace(path, text).Concat(Summaries(path, lines)))
            yield return violation;
    }

    private static IEnumerable<string> Namespace(string path, string text)
    {
        string expected = path[(path.IndexOf('/', StringComparison.Ordinal) + 1)..path.LastIndexOf('/')].Replace('/', '.');
        string found = NamespaceLine().Match(text) is { Success: true } line ? line.Groups[1].Value : "(none)";
        // The executable's first statements stand in no namespace.
        if (found != expected && !path.EndsWith("/Program.cs", StringComparison.Ordinal))
            yield return $"{path}: namespace {found}, not {expected}";
    }

    private static IEnumerable<string> Summaries(string path, string[] lines)
    {
        for (int i = 0; i < lines.Length; i++)
        {
            if (TypeLine().Match(lines[i]) is not { Success: true } type)
                continue;
            int above = i - 1;
            while (above >= 0 && lines[above].TrimStart() is string line && (line.StartsWith('[') || line.StartsWith("///", StringComparison.Ordinal)))
            {
                if (line.Contains("</summary>", StringComparison.Ordinal) || line.Contains("<inheritdoc", StringComparison.Ordinal))
                    above = -2;
                else
                    above--;
            }

            if (above != -2)
                yield return $"{path}: {type.Groups[1].Value} says nothing of itself";
        }
    }

    private static string WithoutComments(string text) => Comment().Replace(text, "");

    [GeneratedRegex("TO" + "DO|FIX" + "ME|HACK")]
    private static partial Regex ToDo();

    [GeneratedRegex(@"\bunsafe(?=\s)|System\.Runtime\.Intrinsics|\bNativeMemory\b")]
    private static partial Regex Metal();

    [GeneratedRegex(@"//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    /// <summary>Types of every level.</summary>
    [GeneratedRegex(@"^ *(?:(?:public|internal|private|protected|file|sealed|static|abstract|readonly|ref|partial|unsafe|new) )*(?:record (?:class|struct)|class|struct|record|interface|enum|delegate [\w.<>\[\]?, ]+?) (\w+) *(?:[<({:;]|$|where )")]
    private static partial Regex TypeLine();
}
