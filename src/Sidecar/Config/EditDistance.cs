namespace Sidecar.Config;

/// <summary>Finds what was probably meant: the known word at the least edit distance (Levenshtein).</summary>
internal static class EditDistance
{
    public static string Nearest(string word, IEnumerable<string> known) => known.MinBy(candidate => Between(candidate, word))!;

    private static int Between(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int above = row[j];
                row[j] = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[b.Length];
    }
}
