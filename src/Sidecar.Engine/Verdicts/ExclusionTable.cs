using Sidecar.Engine.Learning;
using Sidecar.Engine.Profiles;

namespace Sidecar.Engine.Verdicts;

/// <summary>
/// The exclusions of one view through their life. A key is excluded when it passed the sift so many ticks in a row, or at
/// once when a crowd vouches for it beside heavy hitters. It is released when it draws an alert, when more hosts put an
/// actor on, or when it calmed down and no crowd vouches for it; when its time is over it is examined again. Each change is
/// a verdict. An excluded key is not clustered, so that the next tick sees what it hid. What a person said about a key comes
/// before all that. Owned by the engine thread.
/// </summary>
internal sealed class ExclusionTable
{
    private readonly ExcludedKeys _excluded;
    private readonly List<Exclusion> _untold = [];
    private readonly SortedSet<byte[]> _alertedMeanwhile = new(ByBytes.Order);
    private Sift _sift;
    private SiftOptions _sifting;
    private LearningOptions _learning;
    private ExclusionOptions _options;
    private readonly KeyTable _keys;
    private readonly CrowdMemory? _crowd;
    private readonly CrowdGate _gate;
    private readonly WindowEvidence? _evidence;
    private readonly long _life;
    private SortedDictionary<byte[], int> _ticksInARow = new(ByBytes.Order);
    private IReadOnlyList<ClusterMemory> _memory = [];
    private VerdictDraft? _latest;
    private int _tick;
    private long _present;
    private bool _isLearning;

    /// <param name="effect">Of the view: where it only marks, no record is excluded.</param>
    /// <param name="crowd">Who uses the keys; nothing in a view that no crowd vouches for.</param>
    public ExclusionTable(ViewEffect effect, SiftOptions sifting, LearningOptions learning, ExclusionOptions options, KeyTable keys, CrowdMemory? crowd, CrowdGate gate, WindowEvidence? evidence = null)
    {
        _sift = new Sift(sifting, learning);
        _sifting = sifting;
        _learning = learning;
        _options = options;
        _keys = keys;
        _crowd = crowd;
        _gate = gate;
        _evidence = evidence;
        _excluded = new ExcludedKeys(keys, effect == ViewEffect.Exclude);
        _life = options.LifeSeconds * 1_000_000;
    }

    public int Count => _excluded.Count;

    /// <summary>What people said about keys.</summary>
    public HandRules Hand { get; } = new();

    /// <summary>Sorted by key bytes.</summary>
    public IEnumerable<Exclusion> All => _excluded.All;

    /// <summary>The excluded keys, sorted.</summary>
    public IReadOnlyCollection<byte[]> Keys => _excluded.Keys;

    /// <summary>Exclusions since the start.</summary>
    public long Announced { get; private set; }

    /// <summary>Those of <see cref="Announced"/> by the word of a crowd.</summary>
    public long AnnouncedByCrowd { get; private set; }

    /// <summary>Refusals since the start, by <see cref="Guard"/>.</summary>
    public long[] Refused { get; } = new long[Enum.GetValues<Guard>().Length];

    public Exclusion? Find(byte[] key) => _excluded.TryFind(key, out Exclusion? exclusion) ? exclusion : null;

    /// <summary>A person wants the key excluded: from now on, or for longer. The bound of what is learned does not hold it.</summary>
    /// <param name="weight">Weight (0 to 1 of the window) of the key.</param>
    public void Hold(HandRule rule, double weight)
    {
        Exclusion exclusion = _excluded.Hold(rule, weight, out bool isNew);
        _untold.Remove(exclusion);
        Announced += isNew ? 1 : 0;
    }

    /// <summary>A person ends the exclusion of a key, or what kept it from being excluded.</summary>
    public void Release(byte[] key)
    {
        if (_excluded.Release(key) is Exclusion exclusion)
        {
            _untold.Remove(exclusion);
        }

        _ticksInARow.Remove(key);
    }

    /// <summary>
    /// Goes on with other options; not while a tick is being learned. What now stands on the never list is released at the
    /// next tick. How many sources make a crowd, and how long one is remembered, stay: the memory of crowds is made for them.
    /// </summary>
    public void Retune(SiftOptions sifting, LearningOptions learning, ExclusionOptions options)
    {
        _sift = new Sift(sifting, learning);
        _sifting = sifting;
        _learning = learning;
        _options = options;
        _keys.ForgetNever();
    }

    /// <summary>A record of the key has come: whether it is excluded. Its source vouches for the key first.</summary>
    /// <param name="source">Hash of the source's address, or 0.</param>
    /// <param name="now">Event time in microseconds.</param>
    public bool Judge(int key, ulong source, long now)
    {
        ref KeyEntry entry = ref _keys[key];
        if (_crowd is not null)
        {
            _crowd.See(ref entry, source, now);
            if (!entry.Excluded && !entry.IsNever && _gate.IsOpen && _crowd.Vouches(entry, now))
            {
                ExcludeCommon(key, now);
            }
        }

        return entry.Excluded;
    }

    /// <summary>A flow of the key drew an alert: an exclusion ends at once.</summary>
    /// <returns>The verdict that says so, if there was one.</returns>
    public Verdict? MarkAlert(int key, long now)
    {
        ref KeyEntry entry = ref _keys[key];
        _crowd?.MarkAlert(ref entry, now);
        if (_isLearning)
        {
            _alertedMeanwhile.Add(entry.Text);
        }

        if (!entry.Excluded || !_excluded.TryFind(entry.Text, out Exclusion? exclusion) || Hand.Find(exclusion.Key) is { Action: HandAction.Pin })
        {
            return null;
        }

        Hand.Forget(exclusion.Key);
        if (exclusion.IsTold && _latest is null)
        {
            // Before the first tick of all there is no window to quote yet: its records pass, and that tick says so.
            entry.Excluded = false;
            return null;
        }

        _excluded.Remove(exclusion);
        _ticksInARow.Remove(exclusion.Key);
        if (!exclusion.IsTold || _latest is not VerdictDraft latest)
        {
            _untold.Remove(exclusion);
            return null;
        }

        return latest.At(now).Alerted(exclusion.Key);
    }

    /// <summary>What a tick at event time <paramref name="time"/> (microseconds) works on.</summary>
    public TickInput InputOf(long time, WindowSnapshot window)
    {
        _isLearning = true;
        return new TickInput(time, window, _excluded.Keys, _memory);
    }

    /// <summary>Sifts; the only part of a tick for any thread, since it reads its input and nothing else.</summary>
    public SiftResult Learn(TickInput input) => _sift.Run(input.Window, input.Candidates(), input.Memory);

    /// <summary>One learning tick at once: the changes, in a fixed order.</summary>
    public TickResult Tick(long now, WindowSnapshot window, bool isWhole = true)
    {
        TickInput input = InputOf(now, window);
        return Apply(input, Learn(input), isWhole, now);
    }

    /// <summary>An immutable copy, for a restart.</summary>
    public ExclusionTableState State(string view) => new(
        view,
        _tick,
        [.. _excluded.All.Where(one => one.IsTold).Concat(_untold).Select(one => one.State)],
        [.. _ticksInARow.Select(pair => new KeyTicks(pair.Key, pair.Value))]);

    /// <summary>Goes on where another table stood. Called before the first record.</summary>
    public void Restore(ExclusionTableState state)
    {
        _tick = state.Tick;
        foreach (ExclusionState one in state.Excluded)
        {
            if (Begin(one.Key, one.Since) is Exclusion exclusion)
            {
                exclusion.Restore(one, isTrusted: _crowd is not null && one.Since > _crowd.RestoredUntil);
                _untold.AddRange(one.IsTold ? [] : [exclusion]);
            }
        }

        Announced = 0;
        _ticksInARow = new SortedDictionary<byte[], int>(state.InARow.ToDictionary(key => key.Key, key => key.Ticks), ByBytes.Order);
    }

    /// <summary>What the latest tick left; nothing before the first.</summary>
    public ModelState? Model(string view) => _latest is null ? null : new ModelState(view, _memory, _latest.Models);

    /// <summary>Goes on with the model of another table; called after <see cref="Restore"/>.</summary>
    public void Resume(ModelState? model, WindowSnapshot window) =>
        (_memory, _latest) = (model?.Memory ?? [], VerdictDraft.Behind(model, _tick, _learning.Seed, window, _evidence));

    /// <summary>What a tick has found changes the exclusions, in a fixed order.</summary>
    /// <param name="isWhole">
    /// A whole interval has passed since the last tick. The end of all input is no such tick: a key would pass two in a row
    /// in one moment.
    /// </param>
    /// <param name="present">Event time in microseconds: the tick's, or somewhat later.</param>
    public TickResult Apply(TickInput input, SiftResult sifted, bool isWhole, long present)
    {
        (long now, WindowSnapshot window) = (input.Time, input.Window);
        _tick++;
        _present = present;
        TickModel[] models = [.. sifted.Models.Select((model, round) => new TickModel(
            _tick, round + 1, model.K, model.Components.Count, _learning.Seed, model.Inertia, model.ExplainedVarianceRatio))];
        VerdictDraft draft = new(now, window, models, _evidence);
        _memory = [.. sifted.Models.Select(model => model.Memory)];
        TellCommon(draft, now);
        ReleaseSome(draft, now, isWhole);
        RenewOrExpire(draft, now);
        if (isWhole)
        {
            ExcludeHeavy(draft, sifted.Passed, now);
        }

        for (int guard = 0; guard < Refused.Length; guard++)
        {
            Refused[guard] += sifted.Refused[guard];
        }

        _latest = draft;
        _isLearning = false;
        _alertedMeanwhile.Clear();
        return new TickResult(window, sifted, models[0], draft.Verdicts, _excluded.Keys, _excluded.RecordsAboveMean(window, _sifting.TimesMean));
    }

    private void ExcludeCommon(int key, long now)
    {
        ref KeyEntry entry = ref _keys[key];
        if (_sift.IsNever(entry.Text) || Hand.IsNever(entry.Text))
        {
            entry.IsNever = true;
            Refused[(int)Guard.NeverList]++;
        }
        else if (Begin(entry.Text, now) is Exclusion exclusion)
        {
            _untold.Add(exclusion);
            AnnouncedByCrowd++;
        }
    }

    /// <summary>The exclusions that a crowd made since the last tick.</summary>
    private void TellCommon(VerdictDraft draft, long now)
    {
        foreach (Exclusion exclusion in _untold)
        {
            if (!exclusion.IsLater(now, _present))
            {
                exclusion.IsTold = true;
                draft.Begin(draft.Window.Find(exclusion.Key), CrowdOf(exclusion, now), exclusion.Expires);
                exclusion.Reason = draft.LatestReason;
            }
        }

        _untold.RemoveAll(exclusion => exclusion.IsTold);
    }

    private void ReleaseSome(VerdictDraft draft, long now, bool isWhole)
    {
        List<(Exclusion Exclusion, KeySnapshot Key, string Reason)> released = [];
        foreach ((Exclusion exclusion, KeySnapshot key) in _excluded.InWindow(draft.Window))
        {
            if (isWhole && exclusion.IsHeavy)
            {
                exclusion.CalmTicks = exclusion.IsCalm(draft.Window.SharesOf(key), _options) ? exclusion.CalmTicks + 1 : 0;
                exclusion.IsHeavy = exclusion.CalmTicks < _options.CalmTicks;
            }

            HandRule? rule = Hand.Find(exclusion.Key);
            if (key.Alerts > 0 && rule is not { Action: HandAction.Pin })
            {
                Hand.Forget(exclusion.Key);
                released.Add((exclusion, key, "it drew an alert"));
            }
            else if (rule is null && _sift.IsNever(key.Key))
            {
                released.Add((exclusion, key, "it is on the never list"));
            }
            else if (rule is null && _sift.SourceRefusal(draft.Window.View, key) is Guard.ManySources)
            {
                // Somebody else wears it now, whom nobody vouches for.
                released.Add((exclusion, key, "more hosts carry it than may"));
            }
            else if (rule is null && !exclusion.IsHeavy && !exclusion.IsRestored && !IsCommon(exclusion, now))
            {
                released.Add((exclusion, key, exclusion.CalmTicks > 0 ? "it calmed down" : "no heavy hitters stand beside it any more"));
            }
        }

        foreach ((Exclusion exclusion, KeySnapshot key, string reason) in released)
        {
            _excluded.Remove(exclusion);
            draft.End(VerdictAction.Release, key, reason);
        }
    }

    /// <summary>
    /// Those whose time is over, and those announced at a later time than now: event time has gone back since, and they would
    /// last until that time comes. What has left the window is over, whatever a crowd remembers: it comes back with it.
    /// </summary>
    private void RenewOrExpire(VerdictDraft draft, long now)
    {
        List<(Exclusion Exclusion, KeySnapshot Key)> due = [];
        foreach ((Exclusion exclusion, KeySnapshot key) in _excluded.InWindow(draft.Window))
        {
            if (exclusion.Expires <= now || (exclusion.Expires > _present + _life && Hand.Find(exclusion.Key) is null))
            {
                due.Add((exclusion, key));
            }
        }

        foreach ((Exclusion exclusion, KeySnapshot key) in due)
        {
            // What a person wanted until now is over; from here it is as learned.
            Hand.Forget(exclusion.Key);
            bool isHeavy = exclusion.IsHeavy && !exclusion.IsCalm(draft.Window.SharesOf(key), _options) && _sift.SourceRefusal(draft.Window.View, key) is null;
            if (isHeavy || (key.Records > 0 && IsCommon(exclusion, now)))
            {
                exclusion.Expires = now + _life;
                exclusion.IsHeavy = isHeavy;
                draft.Renew(key, isHeavy ? null : CrowdOf(exclusion, now), exclusion.Expires);
                exclusion.Reason = draft.LatestReason;
            }
            else
            {
                _excluded.Remove(exclusion);
                draft.End(VerdictAction.Expire, key, "its time is over, and nothing speaks for it any more");
            }
        }
    }

    private void ExcludeHeavy(VerdictDraft draft, IReadOnlyList<HeavyHitter> passed, long now)
    {
        SortedDictionary<byte[], int> before = _ticksInARow;
        _ticksInARow = new SortedDictionary<byte[], int>(ByBytes.Order);
        foreach (HeavyHitter heavy in passed)
        {
            byte[] key = heavy.Key.Key;
            int ticks = before.GetValueOrDefault(key) + 1;
            if (_excluded.Contains(key))
            {
                continue;
            }

            if (Hand.IsNever(key))
            {
                Refused[(int)Guard.NeverList]++;
            }
            else if (_alertedMeanwhile.Contains(key))
            {
                Refused[(int)Guard.Alerts]++;
            }
            else if (ticks < _sifting.TicksInARow)
            {
                _ticksInARow[key] = ticks;
                Refused[(int)Guard.NotYetInARow]++;
            }
            else if (Begin(key, now) is Exclusion exclusion)
            {
                exclusion.IsHeavy = true;
                exclusion.IsTold = true;
                exclusion.Weight = heavy.Shares.Weight;
                draft.Begin(heavy, exclusion.Expires);
                exclusion.Reason = draft.LatestReason;
            }
        }
    }

    private bool IsCommon(Exclusion exclusion, long now) =>
        _crowd is not null && _gate.IsOpen && _crowd.Vouches(_keys[exclusion.Number], now);

    private Crowd CrowdOf(Exclusion exclusion, long now) =>
        new(_sifting.MinSources, _crowd?.SecondsOf(_keys[exclusion.Number], now) ?? 0);

    /// <returns>Nothing when there is no room for it.</returns>
    private Exclusion? Begin(byte[] key, long now)
    {
        if (_excluded.Count >= _options.MaxKeys || _excluded.Contains(key))
        {
            Refused[(int)Guard.TooMany]++;
            return null;
        }

        Announced++;
        return _excluded.Add(key, now, now + _life);
    }
}
