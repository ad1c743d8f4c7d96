namespace Sidecar.Suricata;

/// <summary>The versions of Suricata whose records the tests have: with another one the sidecar runs, and says so.</summary>
internal static class TriedVersions
{
    public const string Consequence = "Tried with 7 and 8; others may write records in other shapes.";

    /// <param name="version">As Suricata says it, for example <c>8.0.8</c> or <c>9.0.0-dev</c>.</param>
    public static bool Has(string version) => version.Split('.')[0] is "7" or "8";

    /// <summary>The version that a suricata.yaml was written for; nothing when it does not say.</summary>
    public static string? SaidBy(SuricataYaml yaml) => yaml.TryGet("suricata-version", out string? version, out _) ? version : null;

    /// <summary>Whether suricata.yaml says that it is for a version not tried: what it means by a name may have changed.</summary>
    public static bool IsBeyond(SuricataYaml yaml) => SaidBy(yaml) is string version && !Has(version);
}
