using System.Diagnostics.CodeAnalysis;
using Sidecar.Engine.Eve;

namespace Sidecar.Engine.Profiles;

/// <summary>Which records a view takes: those whose field has one of some texts, as in <c>dns.type=query|request</c>.</summary>
public sealed record ViewCondition
{
    private ViewCondition(string path, IReadOnlyList<string> values)
    {
        Path = path;
        Values = values;
    }

    public string Path { get; }

    /// <summary>A string's text, or a number, true or false as it is written.</summary>
    public IReadOnlyList<string> Values { get; }

    /// <exception cref="ArgumentException">It is not well-formed.</exception>
    public static ViewCondition Of(string text) =>
        TryParse(text, out ViewCondition? condition, out string? fault) ? condition : throw new ArgumentException(fault);

    /// <param name="fault">What is wrong with it.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out ViewCondition? condition, [NotNullWhen(false)] out string? fault)
    {
        ArgumentNullException.ThrowIfNull(text);
        condition = null;
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        fault = equals < 1 ? $"'{text}' is no condition: write FIELD=VALUE or FIELD=VALUE|VALUE" : FieldPath.FaultOf(text[..equals].Trim());
        if (fault is not null)
        {
            return false;
        }

        condition = new ViewCondition(text[..equals].Trim(), text[(equals + 1)..].Split('|', StringSplitOptions.TrimEntries));
        return true;
    }

    public bool Equals(ViewCondition? other) => other is not null && ToString() == other.ToString();

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    public override string ToString() => $"{Path}={string.Join('|', Values)}";
}
