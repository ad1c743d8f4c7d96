using System.Globalization;
using System.Text;

namespace Sidecar.Cli;

/// <summary>
/// Text made harmless for a terminal: control characters, and the format characters that turn the direction of
/// writing, become \uXXXX. For file names and other strings that somebody else chose.
/// </summary>
internal static class Printable
{
    /// <summary>The same on one line: a line feed is an escape too.</summary>
    public static string Line(string text) => Text(text).Replace("\n", "\\u000A", StringComparison.Ordinal);

    public static string Text(string text)
    {
        StringBuilder shown = new(text.Length);
        foreach (char c in text)
        {
            bool harmless = char.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse);
            // The last two are no characters: XML, and so a picture with one of them, has no way to write them.
            if ((harmless && c < '\uFFFE') || c == '\n')
            {
                shown.Append(c);
            }
            else
            {
                shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
            }
        }

        return shown.ToString();
    }
}
