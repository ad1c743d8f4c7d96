using System.Text;
using Sidecar.Engine.Memory;

namespace Sidecar.Engine.Profiles;

/// <summary>What leads from a verdict back to the raw records of its key.</summary>
public sealed record KeyEvidence
{
    public static readonly KeyEvidence None = new();

    /// <summary>The source address when there is only one.</summary>
    public string? SourceAddress { get; init; }

    /// <summary>The destination address when there is only one.</summary>
    public string? DestinationAddress { get; init; }

    /// <summary>Some of its flows, the earliest in the window.</summary>
    public IReadOnlyList<long> FlowIds { get; init; } = [];
}

/// <summary>
/// Looks up the evidence of single keys of a window as it stands: of the few that a verdict is about, and not of all at each
/// tick. Owned by the engine thread.
/// </summary>
/// <param name="settle">Counts what waits to be counted.</param>
internal sealed class WindowEvidence(ViewShape shape, KeyTable keys, KeyRows rows, Action settle)
{
    /// <summary>Nothing when the key has left the window.</summary>
    public KeyEvidence Of(ReadOnlySpan<byte> key)
    {
        settle();
        if (!keys.TryFind(key, out int number) || number >= rows.Used || !rows[number].IsInWindow)
        {
            return KeyEvidence.None;
        }

        ref readonly KeyAddresses latest = ref keys.AddressesOf(number);
        return new KeyEvidence
        {
            SourceAddress = shape.KeyIsSource ? AddressOf(key) : shape.CountsSources ? Only(number, shape.Sources, latest.Source) : null,
            DestinationAddress = shape.KeyIsDestination ? AddressOf(key) : shape.CountsDestinations ? Only(number, shape.Destinations, latest.Destination) : null,
            FlowIds = FlowIdsOf(rows[number].Oldest),
        };
    }

    private static string? AddressOf(ReadOnlySpan<byte> key) => AddressText.CanBe(key) ? Encoding.ASCII.GetString(key) : null;

    /// <summary>
    /// The latest address when no other one was counted. It may be of a transaction that still waits: then it is not known
    /// which one was.
    /// </summary>
    private string? Only(int key, int field, in AddressText latest)
    {
        if (rows.Counts(key)[field] != 1 || latest.Length == 0)
        {
            return null;
        }

        for (Native<KeyProfile> profile = rows[key].Newest; !profile.IsNone; profile = profile.Value.Older)
        {
            ref readonly DistinctCounter counter = ref profile.Value.Counter(field);
            if (counter.Count > 0)
            {
                return counter.Contains(latest.Hash) ? latest.Text : null;
            }
        }

        return null;
    }

    private static List<long> FlowIdsOf(Native<KeyProfile> oldest)
    {
        List<long> flowIds = new(KeyProfile.KeptFlowIds);
        for (Native<KeyProfile> profile = oldest; !profile.IsNone; profile = profile.Value.Newer)
        {
            ReadOnlySpan<long> some = profile.Value.FlowIds;
            flowIds.AddRange(some[..Math.Min(some.Length, KeyProfile.KeptFlowIds - flowIds.Count)]);
        }

        return flowIds;
    }
}
