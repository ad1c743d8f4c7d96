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
    public SiftResult Run(WindowSnapshot window, KeySubset candidates, IReadOnlyList<ClusterMemory>? before = null)
    {
        int[] refused = new int[Enum.GetValues<Guard>().Length];
        List<HeavyHitter> passed = [];
        List<TickClusters> models = [];
        KeySubset rest = candidates;
        do
        {
            TickClusters model = TickStep.Run(rest.TableOf(window.View), learning, before is not null && models.Count < before.Count ? before[models.Count] : null);
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

            // What the far cluster hid; whatever the guards said of it, it has had its turn in this tick.
            rest = rest.Without(far);
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

    /// <summary>
    /// Whether another round can find anything: the rest is more than the residual target, and those of its keys that lie
    /// far enough above the mean carry the least share together.
    /// </summary>
    private bool HoldsHeavy(WindowSnapshot window, KeySubset rest)
    {
        SiftBasis basis = SiftBasis.Of(window, rest);
        double heavy = 0;
        double records = 0;
        for (int key = 0; key < rest.Count; key++)
        {
            (double ofKey, double flows) = (rest.Records(key), rest.Flows(key));
            records += ofKey;
            heavy += basis.IsAboveMean(ofKey, flows, options.TimesMean) ? basis.SharesOf(ofKey, flows).Weight : 0;
        }

        return records > options.ResidualTarget * window.Records && heavy >= options.MinShare;
    }

    private Guard? ClusterRefusal(SiftBasis basis, KeySubset candidates, List<int> far)
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
            KeyShares shares = basis.SharesOf(candidates.Records(key), candidates.Flows(key));
            records += shares.Records;
            flows += shares.Flows;
        }

        if (Math.Max(records, flows) < options.MinShare)
        {
            return Guard.SmallShare;
        }

        return (records + flows) / 2 / far.Count < options.TimesMean * basis.MeanVolume ? Guard.NotAboveMean : null;
    }

    private List<int> KeysThatPass(WindowSnapshot window, SiftBasis basis, KeySubset candidates, List<int> far, int[] refused)
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
        if (!basis.IsAboveMean(key.Records, key.Flows, options.TimesMean))
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
    private List<HeavyHitter> Ranked(WindowSnapshot window, KeySubset candidates, List<int> passed, List<TickClusters> models, int before)
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
