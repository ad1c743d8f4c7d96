using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Sidecar.Engine.Eve;

/// <summary>
/// Reads a path as a user writes it (<c>dns.queries[].rrname</c>) into steps (<c>dns</c>, <c>queries</c>,
/// <c>[]</c>, <c>rrname</c>), and says what is wrong with one that cannot be meant.
/// </summary>
internal static class FieldPath
{
    public const string FirstElement = "[]";

    /// <summary>Bytes of UTF-8, and so no wanted key is longer. The longest path in 25,000 real records has 59.</summary>
    public const int MaxLength = 256;

    public static string[] Steps(string path)
    {
        int length = Encoding.UTF8.GetByteCount(path);
        if (length > MaxLength)
            Refuse($"{path[..32]}...", $"it has {length} bytes, the limit is {MaxLength}");

        var steps = new List<string>();
        foreach (string segment in path.Split('.'))
        {
            string key = segment;
            while (key.EndsWith(FirstElement, StringComparison.Ordinal))
                key = key[..^FirstElement.Length];
            if (key.Length == 0)
                Refuse(path, "a key is empty; write key.key or key[].key");
            if (key.AsSpan().ContainsAny('[', ']'))
                Refuse(path, "only [] behind a key is known: the first element of an array");

            steps.Add(key);
            for (int at = key.Length; at < segment.Length; at += FirstElement.Length)
                steps.Add(FirstElement);
        }

        return [.. steps];
    }

    [DoesNotReturn]
    public static void Refuse(string path, string reason) =>
        throw new ArgumentException($"Field path '{path}' is refused: {reason}.");
}
