namespace Sidecar.Doctor;

/// <summary>
/// Everything the doctor looks at outside of suricata.yaml, read once by <see cref="MachineReader"/>, so that each check
/// is a function of facts. What could not be found out is missing.
/// </summary>
internal sealed record MachineFacts
{
    /// <summary><c>net.core.wmem_default</c> in bytes.</summary>
    public long? WmemDefault { get; init; }

    /// <summary>Version of the running Suricata, or of the installed one, for example <c>7.0.10</c>.</summary>
    public string? SuricataVersion { get; init; }

    /// <summary>Process of a running Suricata.</summary>
    public int? SuricataProcess { get; init; }

    /// <summary>As whom Suricata runs, or would by <c>run-as</c>.</summary>
    public Account? SuricataAccount { get; init; }

    /// <summary>The EVE socket of the sidecar.</summary>
    public FileFacts? EveSocket { get; init; }

    /// <summary>The folder it is in.</summary>
    public FileFacts? RunFolder { get; init; }

    /// <summary>Whether somebody listens on it; a file alone says nothing.</summary>
    public bool EveSocketListens { get; init; }

    /// <summary>Whether the running sidecar was told to take the time-outs out of suricata.yaml.</summary>
    public bool SidecarReadsSuricataYaml { get; init; }

    public AppArmorMode AppArmor { get; init; }

    /// <summary>Whether the profile, or what the machine adds to it, names the folder of the socket.</summary>
    public bool AppArmorNamesSocket { get; init; }
}

/// <summary>What the kernel does with Suricata's AppArmor profile.</summary>
internal enum AppArmorMode
{
    /// <summary>There is none, or it only complains.</summary>
    Off,

    /// <summary>There is a file, but the kernel would not say whether it is in force.</summary>
    Unknown,

    Enforced,
}

/// <summary>A user and its groups, by number.</summary>
/// <param name="Group">Name of its first group.</param>
internal sealed record Account(string Name, string Group, long User, IReadOnlyList<long> Groups);

/// <summary>Owner and permissions of a file.</summary>
/// <param name="Mode">The twelve bits of chmod.</param>
internal sealed record FileFacts(UnixFileMode Mode, long User, long Group)
{
    /// <summary>Whether an account has a permission, given as that of others: the kernel's rule (path_permission), root may all.</summary>
    public bool Allows(Account account, UnixFileMode ofOthers)
    {
        int shift = account.User == User ? 6 : account.Groups.Contains(Group) ? 3 : 0;
        return account.User == 0 || ((int)Mode & ((int)ofOthers << shift)) != 0;
    }
}
