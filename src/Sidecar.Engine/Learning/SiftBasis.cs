using System.Numerics.Tensors;
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
    public static SiftBasis Of(WindowSnapshot window, KeySubset rest)
    {
        if (window.View.Kind == ViewKind.Actor)
        {
            return OfAll(window);
        }

        double records = 0;
        double flows = 0;
        for (int key = 0; key < rest.Count; key++)
        {
            records += rest.Records(key);
            flows += rest.Flows(key);
        }

        return Measure(records, flows, rest.Count, 0);
    }


    /// <summary>By all keys of a window, the excluded ones too, and the records of those that left it at a bound.</summary>
    public static SiftBasis OfAll(WindowSnapshot window) => Measure(
        TensorPrimitives.Sum(window.Keys.Records), TensorPrimitives.Sum(window.Keys.Flows), window.Keys.Count, window.Records);

    public KeyShares SharesOf(double records, double flows) => new(Ratio(records, Records), 0, Ratio(flows, Flows));

    /// <summary>
    /// Whether a key lies so many times above the mean, even when chance has helped it by three standard errors: in a
    /// window that has hardly begun most keys have one flow, and one that has three is no heavy hitter.
    /// </summary>
    public bool IsAboveMean(double records, double flows, double times)
    {
        double counted = flows > 0 ? flows : records;
        double least = counted > 0 ? 1 - (3 / Math.Sqrt(counted)) : 0;
        return SharesOf(records, flows).Volume * least >= times * MeanVolume;
    }

    /// <param name="least">Records that there are at least, whatever the keys have.</param>
    private static SiftBasis Measure(double records, double flows, int keys, long least)
    {
        double all = Math.Max(records, least);
        double volume = (Ratio(records, all) + Ratio(flows, flows)) / 2;
        return new SiftBasis((long)all, (long)flows, keys > 0 ? volume / keys : 0);
    }

    private static double Ratio(double part, double whole) => whole > 0 ? part / whole : 0;
}
