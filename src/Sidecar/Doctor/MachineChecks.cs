using System.Globalization;
using Sidecar.Suricata;

namespace Sidecar.Doctor;

/// <summary>What the machine itself puts between Suricata and the sidecar.</summary>
internal static class MachineChecks
{
    /// <summary>With which a burst of 22,000 records a second was lost in no part; the figures of the sysctl file.</summary>
    private const long EnoughBytes = 4 << 20;

    public static IEnumerable<Finding> SendBuffer(Examination seen)
    {
        if (seen.Ours.Any() && !seen.Ours.Any(log => log.IsSocket))
        {
            yield break;
        }

        if (seen.Machine.WmemDefault is not long bytes)
        {
            yield return new Finding(Severity.Note, "wmem-default", "net.core.wmem_default cannot be read here",
                "Below 4 MiB Suricata drops records in bursts.", "shell of the host", "sysctl net.core.wmem_default");
        }
        else if (bytes < EnoughBytes)
        {
            yield return new Finding(Severity.Loses, "wmem-default", string.Create(CultureInfo.InvariantCulture, $"net.core.wmem_default is {bytes} bytes"),
                string.Create(CultureInfo.InvariantCulture, $"Suricata never waits: it drops what does not fit, silently, and {bytes / 1280:N0} small records fit."),
                "/etc/sysctl.d/60-eve-sidecar.conf", $"net.core.wmem_default = {EnoughBytes}\n# then: sysctl --system && systemctl restart suricata");
        }
    }

    public static IEnumerable<Finding> Listener(Examination seen)
    {
        if (!seen.Machine.EveSocketListens)
        {
            bool running = seen.Machine.SuricataProcess is not null;
            yield return new Finding(running ? Severity.Loses : Severity.Note, "listener", $"nobody listens on {seen.EveSocket}",
                running ? "The running Suricata drops all that it writes there, and tries again every half second." : "Suricata drops all that it writes there until somebody does.",
                "shell", $"eve-sidecar run --run-dir {Path.GetDirectoryName(seen.EveSocket)}");
        }
    }

    public static IEnumerable<Finding> Permission(Examination seen)
    {
        MachineFacts machine = seen.Machine;
        if (machine is { SuricataAccount: Account account, EveSocket: FileFacts socket, RunFolder: FileFacts folder }
            && !(folder.Allows(account, UnixFileMode.OtherExecute) && socket.Allows(account, UnixFileMode.OtherWrite)))
        {
            string path = Path.GetDirectoryName(seen.EveSocket)!;
            yield return new Finding(Severity.Loses, "permission", $"user {account.Name} may not write to {seen.EveSocket}",
                "Suricata cannot connect: nothing reaches the sidecar.", "shell",
                $"install -d -g {account.Group} -m 2750 {path}\n# then start eve-sidecar again: its sockets take the folder's group");
        }
    }

    /// <summary>The sidecar itself may let in certain users only.</summary>
    public static IEnumerable<Finding> Users(Examination seen)
    {
        IReadOnlyList<string> users = seen.Options.Inputs.Users;
        if (users.Count > 0 && seen.Machine.SuricataAccount is Account account
            && !users.Contains(account.Name) && !users.Contains(account.User.ToString(CultureInfo.InvariantCulture)))
        {
            yield return new Finding(Severity.Loses, "users", $"the sidecar lets in {string.Join(", ", users)} only, and Suricata is {account.Name}",
                "Its connection is refused: nothing reaches the sidecar.", "sidecar.yaml", $"inputs:\n  users: {string.Join(", ", users.Append(account.Name))}");
        }
    }

    public static IEnumerable<Finding> AppArmor(Examination seen)
    {
        if (seen.Machine.AppArmor != AppArmorMode.Off && !seen.Machine.AppArmorNamesSocket)
        {
            bool enforced = seen.Machine.AppArmor == AppArmorMode.Enforced;
            yield return new Finding(enforced ? Severity.Loses : Severity.Note, "apparmor",
                enforced ? "AppArmor confines Suricata, without a rule for the socket" : "there is an AppArmor profile without a rule for the socket; only root sees whether it is in force",
                "Suricata cannot connect: the kernel refuses it.", "/etc/apparmor.d/local/usr.bin.suricata",
                $"{seen.EveSocket} rw,\n# then: apparmor_parser -r /etc/apparmor.d/usr.bin.suricata");
        }
    }

    public static IEnumerable<Finding> Version(Examination seen)
    {
        string? version = seen.Machine.SuricataVersion ?? TriedVersions.SaidBy(seen.Yaml);
        if (version is not null && !TriedVersions.Has(version))
        {
            yield return new Finding(Severity.Note, "version", $"Suricata {version}", TriedVersions.Consequence,
                "shell", "suricata -V");
        }
    }
}
