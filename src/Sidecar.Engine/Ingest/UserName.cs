using System.Globalization;

namespace Sidecar.Engine.Ingest;

/// <summary>The numbers of users: given as such, or by a name of /etc/passwd. Users of a directory service go by number.</summary>
public static class UserName
{
    private const string PasswordFile = "/etc/passwd";

    public static bool IsKnown(string user) => TryFind(user, out _);

    /// <summary>For a person: the name, or the number where it has none here.</summary>
    public static string Of(uint id)
    {
        string number = id.ToString(CultureInfo.InvariantCulture);
        return Accounts().FirstOrDefault(fields => fields[2] == number)?[0] ?? number;
    }

    /// <exception cref="IOException">A name is not known here.</exception>
    internal static IReadOnlyList<uint> Find(IReadOnlyList<string> users)
    {
        uint[] ids = new uint[users.Count];
        for (int i = 0; i < ids.Length; i++)
        {
            if (!TryFind(users[i], out ids[i]))
            {
                throw new IOException($"'{users[i]}' is no user of this machine; give a number or a name of {PasswordFile}");
            }
        }

        return ids;
    }

    private static bool TryFind(string user, out uint id) =>
        uint.TryParse(user, NumberStyles.None, CultureInfo.InvariantCulture, out id)
        || uint.TryParse(Accounts().FirstOrDefault(fields => fields[0] == user)?[2], NumberStyles.None, CultureInfo.InvariantCulture, out id);

    /// <summary>Of each account: name, password, number, group and more.</summary>
    private static IEnumerable<string[]> Accounts() =>
        (File.Exists(PasswordFile) ? File.ReadLines(PasswordFile) : []).Select(line => line.Split(':')).Where(fields => fields.Length > 2);
}
