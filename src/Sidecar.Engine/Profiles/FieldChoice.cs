using System.Diagnostics.CodeAnalysis;
using Sidecar.Engine.Eve;

namespace Sidecar.Engine.Profiles;

/// <summary>
/// Which field of a record is meant, as a user writes it: <c>tls.sni else dest_ip</c> is the first that is there,
/// <c>src_ip + dest_port</c> is several put together, which only a key may be. Immutable.
/// </summary>
public sealed record FieldChoice
{
    private const string Else = " else ";
    private const string And = "+";

    private FieldChoice(IReadOnlyList<IReadOnlyList<string>> alternatives) => Alternatives = alternatives;

    /// <summary>The first that is there in full is taken; each is the EVE paths that are put together.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Alternatives { get; }

    /// <summary>Whether any alternative puts several fields together.</summary>
    public bool IsJoined => Alternatives.Any(paths => paths.Count > 1);

    /// <summary>What stands for it in a list of features: the first alternative.</summary>
    public string Name => string.Join(And, Alternatives[0]);

    public IEnumerable<string> Paths => Alternatives.SelectMany(paths => paths);

    /// <exception cref="ArgumentException">It is not well-formed.</exception>
    public static FieldChoice Of(string text) =>
        TryParse(text, out FieldChoice? choice, out string? fault) ? choice : throw new ArgumentException(fault);

    /// <param name="fault">What is wrong with it.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out FieldChoice? choice, [NotNullWhen(false)] out string? fault)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<IReadOnlyList<string>> alternatives = [];
        foreach (string alternative in text.Split(Else))
        {
            string[] paths = alternative.Split(And, StringSplitOptions.TrimEntries);
            foreach (string path in paths)
            {
                fault = path.Contains(' ', StringComparison.Ordinal) ? $"'{path}' has a blank: write FIELD else FIELD, or FIELD + FIELD" : FieldPath.FaultOf(path);
                if (fault is not null)
                {
                    choice = null;
                    return false;
                }
            }

            alternatives.Add(paths);
        }

        choice = new FieldChoice(alternatives);
        fault = null;
        return true;
    }

    /// <summary>Whether it is this field and nothing else.</summary>
    public bool IsOnly(string path) => Alternatives is [[var only]] && only == path;

    public bool Equals(FieldChoice? other) => other is not null && ToString() == other.ToString();

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    public override string ToString() => string.Join(Else, Alternatives.Select(paths => string.Join(" + ", paths)));
}
