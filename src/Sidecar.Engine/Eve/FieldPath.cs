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
        if (FaultOf(path) is { } fault)
            throw new ArgumentException(fault);

        var steps = new List<string>();
        foreach (string segment in path.Split('.'))
        {
            string key = segment;
            while (key.EndsWith(FirstElement, StringComparison.Ordinal))
                key = key[..^FirstElement.Length];
            steps.Add(key);
            for (int at = key.Length; at < segment.Length; at += FirstElement.Length)
                steps.Add(FirstElement);
        }

        return [.. steps];
    }

    /// <summary>What is wrong with a path; nothing when it can be meant.</summary>
    public static string? FaultOf(string path)
    {
        int length = Encoding.UTF8.GetByteCount(path);
        if (length > MaxLength)
            return Refusal($"{path[..32]}...", $"it has {length} bytes, the limit is {MaxLength}");

        foreach (string segment in path.Split('.'))
        {
            string key = segment;
            while (key.EndsWith(FirstElement, StringComparison.Ordinal))
                key = key[..^FirstElement.Length];
            if (key.Length == 0)
                return Refusal(path, "a key is empty; write key.key or key[].key");
            if (key.AsSpan().ContainsAny('[', ']'))
                return Refusal(path, "only [] behind a key is known: the first element of an array");
        }

        return null;
    }

    [DoesNotReturn]
    public static void Refuse(string path, string reason) => throw new ArgumentException(Refusal(path, reason));

    private static string Refusal(string path, string reason) => $"Field path '{path}' is refused: {reason}.";
}
