using Sidecar.Engine.Profiles;

namespace Sidecar.Engine.Learning;

/// <summary>
/// What heavy is measured by. A crowd is what vouches for a service, and its weight only says when it is its turn: it is
/// measured by what is left, or nothing would be found behind the first few. Nothing vouches for an actor but its noise:
/// it is measured by the whole window, since what stands out among the small is not loud.
/// </summary>
internal readonly record struct SiftBasis(long Records, long Flows, double MeanVolume)
{
    /// <param name="rest">The keys that this round is about; there may be none.</param>
    public static SiftBasis Of(WindowSnapshot window, IReadOnlyList<KeySnapshot> rest) =>
        window.View.Kind == ViewKind.Actor ? OfAll(window) : Measure(rest, 0);

    /// <summary>By all keys of a window, the excluded ones too, and the records of those that left it at a bound.</summary>
    public static SiftBasis OfAll(WindowSnapshot window) => Measure(window.Keys, window.Records);

    public KeyShares SharesOf(KeySnapshot key) => new(Ratio(key.Records, Records), 0, Ratio(key.Flows, Flows));

    public double VolumeOf(KeySnapshot key) => SharesOf(key).Volume;

    /// <summary>
    /// Whether the key lies so many times above the mean, even when chance has helped it by three standard errors: in a
    /// window that has hardly begun most keys have one flow, and one that has three is no heavy hitter.
    /// </summary>
    public bool IsAboveMean(KeySnapshot key, double times)
    {
        double counted = key.Flows > 0 ? key.Flows : key.Records;
        double least = counted > 0 ? 1 - (3 / Math.Sqrt(counted)) : 0;
        return VolumeOf(key) * least >= times * MeanVolume;
    }

    /// <param name="least">Records that there are at least, whatever the keys have.</param>
    private static SiftBasis Measure(IReadOnlyList<KeySnapshot> keys, long least)
    {
        long records = 0;
        long flows = 0;
        foreach (KeySnapshot key in keys)
        {
            records += key.Records;
            flows += key.Flows;
        }

        long all = Math.Max(records, least);
        double volume = (Ratio(records, all) + Ratio(flows, flows)) / 2;
        return new SiftBasis(all, flows, keys.Count > 0 ? volume / keys.Count : 0);
    }

    private static double Ratio(double part, double whole) => whole > 0 ? part / whole : 0;
}
