using System.Diagnostics.CodeAnalysis;

namespace Sidecar.Engine.Snapshots;

/// <summary>Counts since the first start on this folder, by name: a restart begins its own at zero, these go on.</summary>
internal sealed record AccountState(IReadOnlyDictionary<string, long> Counts)
{
    public static AccountState Empty { get; } = new(new Dictionary<string, long>());

    /// <summary>Both together: those of the runs before, and those of this one.</summary>
    public AccountState Plus(IEnumerable<KeyValuePair<string, long>> counts)
    {
        SortedDictionary<string, long> sum = new(Counts.ToDictionary(), StringComparer.Ordinal);
        foreach ((string name, long count) in counts)
        {
            sum[name] = sum.GetValueOrDefault(name) + count;
        }

        return new AccountState(sum);
    }
}

/// <summary>The accounts as a section: names and numbers, so that a new account needs no new version.</summary>
internal static class AccountSection
{
    public const string Name = "accounts";
    private const int Version = 1;
    private const int SmallestCount = sizeof(int) + sizeof(long);

    public static StateSection Encode(AccountState accounts)
    {
        StateWriter writer = new();
        writer.Int32(accounts.Counts.Count);
        foreach ((string name, long count) in accounts.Counts.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            writer.Text(name);
            writer.Int64(count);
        }

        return new StateSection(Name, Version, writer.Written);
    }

    public static bool TryDecode(StateSection section, [NotNullWhen(true)] out AccountState? accounts)
    {
        accounts = null;
        if (section is not { Name: Name, Version: Version })
        {
            return false;
        }

        StateReader reader = new(section.Content.Span);
        Dictionary<string, long> counts = [];
        string before = "";
        bool ascends = true;
        for (int left = reader.Count(SmallestCount); left > 0; left--)
        {
            string name = reader.Text();
            ascends &= string.CompareOrdinal(before, name) < 0;
            before = name;
            counts[name] = reader.Int64();
        }

        accounts = reader.IsGoodToTheEnd && ascends ? new AccountState(counts) : null;
        return accounts is not null;
    }
}
