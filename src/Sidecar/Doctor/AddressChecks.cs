using Sidecar.Suricata;

namespace Sidecar.Doctor;

/// <summary>Whether Suricata knows what is at home.</summary>
internal static class AddressChecks
{
    public static IEnumerable<Finding> HomeNet(Examination seen)
    {
        if (SuricataHomeNets.IsAny(seen.Yaml))
        {
            yield return new Finding(Severity.Note, "home-net", "HOME_NET is any",
                "Rules cannot tell inside from outside, and verdicts do not say which address is at home.",
                seen.Yaml.WhereOf("vars.address-groups.HOME_NET")!, "HOME_NET: \"[192.168.0.0/16,10.0.0.0/8,172.16.0.0/12]\"");
        }
    }
}
