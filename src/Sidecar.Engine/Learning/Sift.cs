using Sidecar.Engine.Profiles;

namespace Sidecar.Engine.Learning;

/// <summary>
/// One round over one view: clusters the keys that are not excluded, takes the cluster farthest from the origin, and
/// lets its keys through the guards. Pure: the same window, options and seed give the same result.
/// </summary>
internal sealed class Sift(SiftOptions options, LearningOptions learning)
{
    private readonly NeverList _never = new(options.Never);

    /// <param name="candidates">The keys to cluster, sorted by key bytes.</param>
    public SiftResult Run(WindowSnapshot window, IReadOnlyList<KeySnapshot> candidates)
    {
        int[] refused = new int[Enum.GetValues<Guard>().Length];
        LearningResult model = LearningStep.Run(TableOf(window.View, candidates), learning);
        List<int> far = [];
        for (int key = 0; key < candidates.Count; key++)
        {
            if (model.K > 1 && model.Labels[key] == model.K - 1)
            {
                far.Add(key);
            }
        }

        if (ClusterRefusal(window, candidates, far) is Guard whole)
        {
            refused[(int)whole] += far.Count;
            return new SiftResult(candidates, model, [], refused);
        }

        double mean = MeanVolume(window);
        List<int> passed = [];
        foreach (int key in far)
        {
            if (KeyRefusal(window, candidates[key], mean) is Guard guard)
            {
                refused[(int)guard]++;
            }
            else
            {
                passed.Add(key);
            }
        }

        return new SiftResult(candidates, model, Ranked(window, candidates, passed, model), refused);
    }

    /// <summary>Keys x features of a window, as the learning step takes it.</summary>
    public static FeatureTable TableOf(View view, IReadOnlyList<KeySnapshot> keys)
    {
        double[][] columns = new double[view.Features.Count][];
        for (int feature = 0; feature < columns.Length; feature++)
        {
            columns[feature] = new double[keys.Count];
            for (int key = 0; key < keys.Count; key++)
            {
                columns[feature][key] = keys[key].Features[feature];
            }
        }

        return new FeatureTable([.. keys.Select(key => key.Key)], view.Features, columns);
    }

    private Guard? ClusterRefusal(WindowSnapshot window, IReadOnlyList<KeySnapshot> candidates, List<int> far)
    {
        if (window.Records < options.MinRecords)
        {
            return Guard.FewRecords;
        }

        if (2 * far.Count >= candidates.Count)
        {
            return Guard.NoMinority;
        }

        KeyShares sum = default;
        foreach (int key in far)
        {
            KeyShares shares = window.SharesOf(candidates[key]);
            sum = new KeyShares(sum.Records + shares.Records, sum.Bytes + shares.Bytes, sum.Flows + shares.Flows);
        }

        if (sum.Largest < options.MinShare)
        {
            return Guard.SmallShare;
        }

        return sum.Volume / far.Count < options.TimesMean * MeanVolume(window) ? Guard.NotAboveMean : null;
    }

    /// <summary>
    /// Of all keys in the window, the excluded ones too: beside a scanner that makes most of the traffic the rest is small,
    /// and what stands out among the small is not heavy.
    /// </summary>
    private static double MeanVolume(WindowSnapshot window) => window.Keys.Average(key => window.SharesOf(key).Volume);

    private Guard? KeyRefusal(WindowSnapshot window, KeySnapshot key, double meanVolume)
    {
        if (window.SharesOf(key).Volume < options.TimesMean * meanVolume)
        {
            return Guard.NotAboveMean;
        }

        if (key.Alerts > 0)
        {
            return Guard.Alerts;
        }

        if (_never.Holds(key.Key))
        {
            return Guard.NeverList;
        }

        return SourceRefusal(window.View, key);
    }

    /// <summary>Whether the number of its sources speaks against excluding the key.</summary>
    public Guard? SourceRefusal(View view, KeySnapshot key) => view.Kind switch
    {
        ViewKind.Actor when key.Sources > options.MaxSources => Guard.ManySources,
        ViewKind.Service when key.Sources < options.MinSources => Guard.FewSources,
        _ => null,
    };

    private static List<HeavyHitter> Ranked(WindowSnapshot window, IReadOnlyList<KeySnapshot> candidates, List<int> passed, LearningResult model)
    {
        List<HeavyHitter> heavy = [];
        IEnumerable<int> byVolume = passed
            .OrderByDescending(key => window.SharesOf(candidates[key]).Volume)
            .ThenBy(key => key);
        foreach (int key in byVolume)
        {
            heavy.Add(new HeavyHitter
            {
                Key = candidates[key],
                Shares = window.SharesOf(candidates[key]),
                Rank = heavy.Count + 1,
                Cluster = model.K - 1,
                Distance = model.CentroidDistances[model.K - 1],
                Scaled = [.. model.Scaled.Select(column => column[key])],
            });
        }

        return heavy;
    }
}

/// <summary>What one round gave.</summary>
/// <param name="Candidates">The keys that were clustered, sorted by key bytes.</param>
/// <param name="Model">Scaled values, components and clusters of the keys that were clustered.</param>
/// <param name="Passed">Keys of the far cluster that every guard let through, by volume.</param>
/// <param name="Refused">Keys of the far cluster that were refused, by <see cref="Guard"/>.</param>
public sealed record SiftResult(
    IReadOnlyList<KeySnapshot> Candidates,
    LearningResult Model,
    IReadOnlyList<HeavyHitter> Passed,
    IReadOnlyList<int> Refused);
