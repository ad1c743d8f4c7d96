using System.Globalization;

namespace Sidecar.Engine.Ingest;

/// <summary>
/// Datagrams by the user that sent them. Written by the receiving thread, read by anyone; a user keeps the place that he
/// was given, and users beyond the last place are counted together.
/// </summary>
internal sealed class SenderCounts
{
    /// <summary>A Suricata has one user; each of several may have its own.</summary>
    private const int MostUsers = 16;

    private readonly uint[] _users = new uint[MostUsers];
    private readonly long[] _counts = new long[MostUsers + 1];
    private int _known;

    public void Add(uint user) => Interlocked.Increment(ref _counts[PlaceOf(user)]);

    /// <summary>By cause, as the accounts of an input have it.</summary>
    public IEnumerable<(string Cause, long Count)> ByUser()
    {
        // Pairs with PlaceOf: what is known is written.
        int known = Volatile.Read(ref _known);
        for (int i = 0; i < known; i++)
        {
            yield return (string.Create(CultureInfo.InvariantCulture, $"from user {_users[i]}"), Volatile.Read(ref _counts[i]));
        }

        yield return ("from other users", Volatile.Read(ref _counts[MostUsers]));
    }

    private int PlaceOf(uint user)
    {
        for (int i = 0; i < _known; i++)
        {
            if (_users[i] == user)
            {
                return i;
            }
        }

        if (_known == MostUsers)
        {
            return MostUsers;
        }

        _users[_known] = user;
        // Pairs with ByUser.
        Volatile.Write(ref _known, _known + 1);
        return _known - 1;
    }
}
