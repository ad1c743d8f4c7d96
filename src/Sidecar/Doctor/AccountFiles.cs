using System.Globalization;

namespace Sidecar.Doctor;

/// <summary>Users and groups of the machine, out of <c>/etc/passwd</c> and <c>/etc/group</c>.</summary>
internal sealed class AccountFiles(string etc)
{
    private readonly string[][] _users = Read(Path.Combine(etc, "passwd"), fields: 4);
    private readonly string[][] _groups = Read(Path.Combine(etc, "group"), fields: 4);

    public string NameOfUser(long number) => NameOf(_users, number);

    public string NameOfGroup(long number) => NameOf(_groups, number);

    /// <summary>The account that Suricata would take (src/util-privs.c): its groups are those of the user, the first may be said.</summary>
    /// <returns>Root when no user is named, nothing when there is none of the name.</returns>
    public Account? Find(string? user, string? group)
    {
        if (string.IsNullOrEmpty(user))
        {
            return new Account("root", "root", 0, [0]);
        }

        if (_users.FirstOrDefault(fields => fields[0] == user) is not [_, _, string number, string first, ..])
        {
            return null;
        }

        string primary = _groups.FirstOrDefault(fields => fields[0] == group)?[2] ?? first;
        IEnumerable<string> further = _groups.Where(fields => fields[3].Split(',').Contains(user)).Select(fields => fields[2]);
        return new Account(user, NameOfGroup(Number(primary)), Number(number), [Number(primary), .. further.Select(Number)]);
    }

    private static string NameOf(string[][] file, long number) =>
        file.FirstOrDefault(fields => Number(fields[2]) == number)?[0] ?? number.ToString(CultureInfo.InvariantCulture);

    private static long Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : -1;

    private static string[][] Read(string file, int fields) =>
        File.Exists(file) ? [.. File.ReadLines(file).Select(line => line.Split(':')).Where(line => line.Length >= fields)] : [];
}
