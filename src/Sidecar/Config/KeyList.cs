using System.Text;

namespace Sidecar.Config;

/// <summary>
/// A list of keys in one text: separated by commas, blanks around a key dropped. Many a user agent holds a comma: it,
/// and a backslash, has a backslash before it.
/// </summary>
internal static class KeyList
{
    public static string Join(IEnumerable<string> keys) => string.Join(
        ',', keys.Select(key => key.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal)));

    public static IReadOnlyList<string> Split(string text)
    {
        List<string> keys = [];
        StringBuilder key = new();
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == ',')
            {
                Add(keys, key);
            }
            else
            {
                bool isEscape = text[i] == '\\' && i + 1 < text.Length;
                key.Append(isEscape ? text[++i] : text[i]);
            }
        }

        Add(keys, key);
        return keys;
    }

    private static void Add(List<string> keys, StringBuilder key)
    {
        string text = key.ToString().Trim();
        key.Clear();
        if (text.Length > 0)
        {
            keys.Add(text);
        }
    }
}
