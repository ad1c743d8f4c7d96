using System.Globalization;

namespace Sidecar.Engine.Ingest;

/// <summary>The numbers of users: given as such, or by a name of /etc/passwd. Users of a directory service go by number.</summary>
public static class UserName
{
    private const string PasswordFile = "/etc/passwd";

    public static bool IsKnown(string user) => TryFind(user, out _);

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

    private static bool TryFind(string user, out uint id)
    {
        if (uint.TryParse(user, NumberStyles.None, CultureInfo.InvariantCulture, out id))
        {
            return true;
        }

        foreach (string line in File.Exists(PasswordFile) ? File.ReadLines(PasswordFile) : [])
        {
            // name:password:uid:gid:...
            string[] fields = line.Split(':');
            if (fields.Length > 2 && fields[0] == user)
            {
                return uint.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out id);
            }
        }

        return false;
    }
}
