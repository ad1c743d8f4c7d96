using Sidecar.Engine.Learning;
using Sidecar.Engine.Profiles;

namespace Sidecar.Engine.Verdicts;

/// <summary>
/// The exclusions of one view through their life: a key that passed the sift so many ticks in a row is excluded; it is
/// released when it draws an alert or calms down, and examined again when its time is over. Each change is a verdict.
/// An excluded key is not clustered, so that the next tick sees what it hid. Owned by the engine thread.
/// </summary>
internal sealed class ExclusionTable(Sift sift, SiftOptions sifting, LearningOptions learning, ExclusionOptions options)
{
    private readonly SortedDictionary<byte[], Exclusion> _excluded = new(ByBytes.Order);
    private readonly long _life = options.LifeSeconds * 1_000_000;
    private Dictionary<byte[], int> _ticksInARow = new(ByBytes.Equality);
    private int _tick;

    public int Count => _excluded.Count;

    /// <summary>Exclusions announced since the start.</summary>
    public long Announced { get; private set; }

    /// <summary>Refusals since the start, by <see cref="Guard"/>.</summary>
    public long[] Refused { get; } = new long[Enum.GetValues<Guard>().Length];

    /// <summary>One learning tick at event time <paramref name="now"/> (microseconds): the changes, in a fixed order.</summary>
    public TickResult Tick(long now, WindowSnapshot window)
    {
        _tick++;
        List<Ending> released = ReleaseCalmAndAlerted(window);
        HashSet<byte[]> examined = EndingAt(now);
        SiftResult sifted = sift.Run(window, Candidates(window, examined));
        TickModel model = new(
            _tick, sifted.Model.K, sifted.Model.Components.Length, learning.Seed, sifted.Model.Inertia, sifted.Model.ExplainedVarianceRatio);
        VerdictDraft draft = new(now, window, model);
        foreach (Ending ending in released)
        {
            draft.Add(VerdictAction.Release, ending.Key, ending.Reason);
        }

        long expires = now + _life;
        RenewOrExpire(draft, window, examined, sifted.Passed, expires);
        ExcludeNew(draft, sifted.Passed, now, expires);
        for (int guard = 0; guard < Refused.Length; guard++)
        {
            Refused[guard] += sifted.Refused[guard];
        }

        return new TickResult(window, sifted, model, draft.Verdicts, [.. _excluded.Keys]);
    }

    private List<KeySnapshot> Candidates(WindowSnapshot window, HashSet<byte[]> examined) =>
        [.. window.Keys.Where(key => !_excluded.ContainsKey(key.Key) || examined.Contains(key.Key))];

    /// <summary>
    /// Those whose time is over, and those announced at a later time than now: event time has gone back since, and
    /// they would last until that time comes.
    /// </summary>
    private HashSet<byte[]> EndingAt(long now) => _excluded.Values
        .Where(exclusion => exclusion.Expires <= now || exclusion.Expires > now + _life)
        .Select(exclusion => exclusion.Key)
        .ToHashSet(ByBytes.Equality);

    private List<Ending> ReleaseCalmAndAlerted(WindowSnapshot window)
    {
        List<Ending> released = [];
        foreach (Exclusion exclusion in _excluded.Values)
        {
            KeySnapshot key = window.Find(exclusion.Key);
            bool calm = window.SharesOf(key).Largest < Math.Min(options.CalmShare, exclusion.Share / 2);
            exclusion.CalmTicks = calm ? exclusion.CalmTicks + 1 : 0;
            if (key.Alerts > 0)
            {
                released.Add(new Ending(key, "it drew an alert"));
            }
            else if (sift.SourceRefusal(window.View, key) is Guard.ManySources)
            {
                // Somebody else wears it now, whom nobody vouches for.
                released.Add(new Ending(key, "more hosts carry it than may"));
            }
            else if (exclusion.CalmTicks >= options.CalmTicks)
            {
                released.Add(new Ending(key, "it calmed down"));
            }
        }

        foreach (Ending ending in released)
        {
            _excluded.Remove(ending.Key.Key);
        }

        return released;
    }

    private void RenewOrExpire(VerdictDraft draft, WindowSnapshot window, HashSet<byte[]> examined, IReadOnlyList<HeavyHitter> passed, long expires)
    {
        foreach (byte[] key in examined.Order(ByBytes.Order))
        {
            HeavyHitter? heavy = passed.FirstOrDefault(heavy => heavy.Key.Key.AsSpan().SequenceEqual(key));
            if (heavy is null)
            {
                _excluded.Remove(key);
                draft.Add(VerdictAction.Expire, window.Find(key), "its time is over and it is no heavy hitter any more");
            }
            else
            {
                _excluded[key].Extend(heavy.Shares.Largest, expires);
                draft.Add(VerdictAction.Renew, heavy, expires);
            }
        }
    }

    private void ExcludeNew(VerdictDraft draft, IReadOnlyList<HeavyHitter> passed, long now, long expires)
    {
        Dictionary<byte[], int> before = _ticksInARow;
        _ticksInARow = new Dictionary<byte[], int>(ByBytes.Equality);
        foreach (HeavyHitter heavy in passed)
        {
            byte[] key = heavy.Key.Key;
            if (_excluded.ContainsKey(key))
            {
                continue;
            }

            int ticks = before.GetValueOrDefault(key) + 1;
            if (ticks < sifting.TicksInARow)
            {
                _ticksInARow[key] = ticks;
                Refused[(int)Guard.NotYetInARow]++;
                continue;
            }

            Exclusion exclusion = new(key, now);
            exclusion.Extend(heavy.Shares.Largest, expires);
            _excluded.Add(key, exclusion);
            Announced++;
            draft.Add(draft.Beginning, heavy, expires);
        }
    }

    /// <summary>An exclusion that ends before its time, and why.</summary>
    private readonly record struct Ending(KeySnapshot Key, string Reason);
}
