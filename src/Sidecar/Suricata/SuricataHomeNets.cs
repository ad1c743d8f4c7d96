using System.Text;
using Sidecar.Config;
using Sidecar.Engine;
using Sidecar.Engine.Verdicts;

namespace Sidecar.Suricata;

/// <summary>
/// Takes HOME_NET out of suricata.yaml, and puts what its variables stand for in their place. <c>any</c> is as nothing: it
/// says of no address that it is at home.
/// </summary>
internal static class SuricataHomeNets
{
    private const string Groups = "vars.address-groups.";
    private const string Option = "verdicts.home-nets";

    /// <summary>Longer than any real list; variables that name each other twice double with each level.</summary>
    private const int LongestText = 64 << 10;

    private const int DeepestVariable = 16;

    /// <param name="say">Told what cannot be read, which is left as it was: verdicts then say nothing of home.</param>
    public static EngineOptions Apply(SuricataYaml yaml, EngineOptions options, Action<string> say)
    {
        if (!yaml.TryGet(Groups + "HOME_NET", out string? text, out string? where) || IsAny(yaml))
        {
            return options;
        }

        if (TryExpand(yaml, text, out string expanded, out string? fault) && HomeNets.TryParse(expanded, _ => null, out _, out fault))
        {
            return options with { Outputs = options.Outputs with { HomeNets = expanded } };
        }

        say($"{where}: HOME_NET: {fault}; {Option} is left as it is");
        return options;
    }

    /// <summary>Puts what suricata.yaml says in the place of each variable of the option.</summary>
    /// <param name="yaml">Nothing when none was named.</param>
    /// <exception cref="ConfigurationException">A variable stands for nothing.</exception>
    public static EngineOptions Resolve(SuricataYaml? yaml, EngineOptions options)
    {
        string text = options.Outputs.HomeNets;
        if (!text.Contains('$', StringComparison.Ordinal))
        {
            return options;
        }

        string? fault = $"'{text}' has a variable of suricata.yaml; add --suricata-yaml FILE, or give the networks";
        return yaml is not null && TryExpand(yaml, text, out string expanded, out fault) && HomeNets.TryParse(expanded, _ => null, out _, out fault)
            ? options with { Outputs = options.Outputs with { HomeNets = expanded } }
            : throw new ConfigurationException([$"{Option}: {fault}"]);
    }

    /// <summary>Whether HOME_NET, by whatever way, holds every address.</summary>
    public static bool IsAny(SuricataYaml yaml) =>
        yaml.TryGet(Groups + "HOME_NET", out string? text, out _)
        && TryExpand(yaml, text, out string expanded, out _)
        && expanded.Trim('[', ']', ' ').Equals("any", StringComparison.OrdinalIgnoreCase);

    private static bool TryExpand(SuricataYaml yaml, string text, out string expanded, out string? fault)
    {
        StringBuilder into = new();
        fault = Expand(yaml, text, into, 0);
        expanded = into.ToString();
        return fault is null;
    }

    private static string? Expand(SuricataYaml yaml, string text, StringBuilder into, int depth)
    {
        if (depth > DeepestVariable || into.Length > LongestText)
        {
            return "its variables name each other in a circle, or are too long";
        }

        int at = 0;
        while (at < text.Length)
        {
            if (text[at] != '$')
            {
                into.Append(text[at++]);
                continue;
            }

            int begin = ++at;
            while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '_'))
            {
                at++;
            }

            string name = text[begin..at];
            if (!yaml.TryGet(Groups + name, out string? meant, out _))
            {
                return $"there is no variable '${name}'";
            }

            into.Append('[');
            if (Expand(yaml, meant, into, depth + 1) is string fault)
            {
                return fault;
            }

            into.Append(']');
        }

        return null;
    }
}
