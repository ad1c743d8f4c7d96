using Sidecar.Engine.Profiles;
using Sidecar.Engine.Verdicts;

namespace Sidecar.Engine;

/// <summary>
/// What people say about keys, over all views: carries commands out, lists, and knows the rules for a restart. Owned by
/// the engine thread.
/// </summary>
internal sealed class HandDesk(ProfiledView[] views, int maxRules, int maxKeyBytes)
{
    /// <summary>Goes up with every change of a rule, also when learning ends one. Asked after every batch.</summary>
    public long Version
    {
        get
        {
            long sum = 0;
            foreach (ProfiledView view in views)
            {
                sum += view.Hand.Version;
            }

            return sum;
        }
    }

    public IReadOnlyList<HandRule> Rules => [.. views.SelectMany(view => view.Hand.All)];

    /// <param name="now">Event time in microseconds.</param>
    public HandOutcome Apply(string viewName, HandCommand command, long now, out Verdict? verdict)
    {
        verdict = null;
        ProfiledView? view = Find(viewName);
        if (view is null)
        {
            return HandOutcome.NoSuchView;
        }

        if (command.Key.Length == 0 || command.Key.Length > maxKeyBytes)
        {
            return HandOutcome.NoSuchKey;
        }

        if (command.Action != HandAction.Remove && view.Hand.Find(command.Key) is null && views.Sum(one => one.Hand.Count) >= maxRules)
        {
            return HandOutcome.TooMany;
        }

        VerdictDraft draft = DraftOf(view, now);
        HandOutcome outcome = command.Apply(view.Exclusions, draft, now);
        verdict = draft.Verdicts.Count > 0 ? draft.Verdicts[0] : null;
        return outcome;
    }

    /// <summary>What was said before a restart holds again, without a verdict: it was announced then.</summary>
    public void Restore(IEnumerable<HandRule> rules)
    {
        foreach (HandRule rule in rules)
        {
            if (Find(rule.View) is ProfiledView view)
            {
                view.Hand.Set(rule);
                if (rule.Action != HandAction.Never)
                {
                    view.Exclusions.Hold(rule, view.Exclusions.Find(rule.Key)?.Weight ?? 0);
                }
            }
        }
    }

    /// <summary>By view, then by key bytes; keys that are only kept from exclusion come last in their view.</summary>
    public IReadOnlyList<ExclusionStats> List() => [.. views.SelectMany(ListOf)];

    private static IEnumerable<ExclusionStats> ListOf(ProfiledView view) =>
        view.Exclusions.All.Select(one => new ExclusionStats
        {
            View = view.View.Name,
            Key = one.Key,
            IsExcluded = true,
            ByHand = view.Hand.Find(one.Key)?.Action,
            Since = one.Since,
            Expires = one.Expires == Exclusion.NoEnd ? null : one.Expires,
            Share = one.Weight,
            Reason = view.Hand.Find(one.Key) is null ? one.Reason : HandCommand.Reason,
        }).Concat(view.Hand.All.Where(rule => rule.Action == HandAction.Never).Select(rule => new ExclusionStats
        {
            View = view.View.Name,
            Key = rule.Key,
            IsExcluded = false,
            ByHand = rule.Action,
            Since = rule.Since,
            Expires = null,
            Share = 0,
            Reason = HandCommand.Reason,
        }));

    /// <summary>With the figures of the latest tick, or with none before there was one.</summary>
    private static VerdictDraft DraftOf(ProfiledView view, long now) => new(
        now,
        view.Latest?.Window ?? new WindowSnapshot(view.View, now, now, Array.Empty<KeySnapshot>(), recordsOfDroppedKeys: 0),
        [view.Latest?.Model ?? new TickModel(Tick: 0, Round: 1, K: 0, Components: 0, Seed: 0, Inertia: 0, Explained: [])],
        view.Window.Evidence);

    private ProfiledView? Find(string name) => Array.Find(views, view => view.View.Name == name);
}
