using Sidecar.Engine.Profiles;

namespace Sidecar.Engine.Learning;

/// <summary>
/// One tick over one view, in rounds: clusters the keys that are not excluded, takes the cluster farthest from the origin,
/// lets its keys through the guards, and does the same with the rest, until nothing heavy is left in it. Pure: the same
/// window, candidates, memory, options and seed give the same result; any thread.
/// </summary>
internal sealed class Sift(SiftOptions options, LearningOptions learning)
{
    private readonly NeverList _never = new(options.Never);

    /// <param name="candidates">The keys to cluster, sorted by key bytes.</param>
    /// <param name="before">What the rounds of the last tick left.</param>
    public SiftResult Run(WindowSnapshot window, IReadOnlyList<KeySnapshot> candidates, IReadOnlyList<ClusterMemory>? before = null)
    {
        int[] refused = new int[Enum.GetValues<Guard>().Length];
        List<HeavyHitter> passed = [];
        List<TickClusters> models = [];
        IReadOnlyList<KeySnapshot> rest = candidates;
        do
        {
            TickClusters model = TickStep.Run(TableOf(window.View, rest), learning, before is not null && models.Count < before.Count ? before[models.Count] : null);
            models.Add(model);
            List<int> far = FarCluster(model);
            SiftBasis basis = SiftBasis.Of(window, rest);
            if (ClusterRefusal(basis, rest, far) is Guard whole)
            {
                refused[(int)whole] += far.Count;
            }
            else
            {
                passed.AddRange(Ranked(window, rest, KeysThatPass(window, basis, rest, far, refused), models, passed.Count));
            }

            rest = Without(rest, far);
        }
        while (models.Count < options.Rounds && models[^1].K > 1 && HoldsHeavy(window, rest));

        return new SiftResult(candidates, models, passed, refused, options.Anomaly);
    }

    /// <summary>Whether the number of its sources speaks against excluding the key.</summary>
    public Guard? SourceRefusal(View view, KeySnapshot key) => view.Kind switch
    {
        ViewKind.Actor when key.Sources > options.MaxSources => Guard.ManySources,
        ViewKind.Service when key.Sources < options.MinSources => Guard.FewSources,
        _ => null,
    };

    public bool IsNever(ReadOnlySpan<byte> key) => _never.Holds(key);

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

    private static List<int> FarCluster(TickClusters model)
    {
        List<int> far = [];
        for (int key = 0; key < model.Labels.Length; key++)
        {
            if (model.K > 1 && model.Labels[key] == model.K - 1)
            {
                far.Add(key);
            }
        }

        return far;
    }

    /// <summary>What the far cluster hid; whatever the guards said of it, it has had its turn in this tick.</summary>
    private static List<KeySnapshot> Without(IReadOnlyList<KeySnapshot> keys, List<int> far)
    {
        List<KeySnapshot> rest = new(keys.Count - far.Count);
        int next = 0;
        for (int key = 0; key < keys.Count; key++)
        {
            if (next < far.Count && far[next] == key)
            {
                next++;
            }
            else
            {
                rest.Add(keys[key]);
            }
        }

        return rest;
    }

    /// <summary>
    /// Whether another round can find anything: the rest is more than the residual target, and those of its keys that lie
    /// far enough above the mean carry the least share together.
    /// </summary>
    private bool HoldsHeavy(WindowSnapshot window, IReadOnlyList<KeySnapshot> rest)
    {
        SiftBasis basis = SiftBasis.Of(window, rest);
        double heavy = 0;
        long records = 0;
        foreach (KeySnapshot key in rest)
        {
            records += key.Records;
            heavy += basis.IsAboveMean(key, options.TimesMean) ? basis.SharesOf(key).Weight : 0;
        }

        return records > options.ResidualTarget * window.Records && heavy >= options.MinShare;
    }

    private Guard? ClusterRefusal(SiftBasis basis, IReadOnlyList<KeySnapshot> candidates, List<int> far)
    {
        if (basis.Records < options.MinRecords)
        {
            return Guard.FewRecords;
        }

        if (2 * far.Count >= candidates.Count)
        {
            return Guard.NoMinority;
        }

        double records = 0;
        double flows = 0;
        foreach (int key in far)
        {
            KeyShares shares = basis.SharesOf(candidates[key]);
            records += shares.Records;
            flows += shares.Flows;
        }

        if (Math.Max(records, flows) < options.MinShare)
        {
            return Guard.SmallShare;
        }

        return (records + flows) / 2 / far.Count < options.TimesMean * basis.MeanVolume ? Guard.NotAboveMean : null;
    }

    private List<int> KeysThatPass(WindowSnapshot window, SiftBasis basis, IReadOnlyList<KeySnapshot> candidates, List<int> far, int[] refused)
    {
        List<int> passed = [];
        foreach (int key in far)
        {
            if (KeyRefusal(window, basis, candidates[key]) is Guard guard)
            {
                refused[(int)guard]++;
            }
            else
            {
                passed.Add(key);
            }
        }

        return passed;
    }

    private Guard? KeyRefusal(WindowSnapshot window, SiftBasis basis, KeySnapshot key)
    {
        if (!basis.IsAboveMean(key, options.TimesMean))
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

    /// <param name="before">Heavy hitters of the rounds before, which rank before these.</param>
    private List<HeavyHitter> Ranked(WindowSnapshot window, IReadOnlyList<KeySnapshot> candidates, List<int> passed, List<TickClusters> models, int before)
    {
        TickClusters model = models[^1];
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
                Round = models.Count,
                Rank = before + heavy.Count + 1,
                Cluster = model.Memory.Numbers[model.K - 1],
                Distance = model.CentroidDistances[model.K - 1],
                Scaled = model.Scale.Scaled(candidates[key].Features),
                Anomaly = options.Anomaly,
            });
        }

        return heavy;
    }
}
