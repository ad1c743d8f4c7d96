using Sidecar.Engine.Profiles;

namespace Sidecar.Engine.Verdicts;

/// <summary>One command by hand about a key of one view.</summary>
/// <param name="Key">Canonical text.</param>
/// <param name="LifeSeconds">How long an <see cref="HandAction.Add"/> lasts, in event time.</param>
public sealed record HandCommand(HandAction Action, byte[] Key, long LifeSeconds)
{
    /// <summary>The reason that verdicts by hand give.</summary>
    public const string Reason = "by hand";

    /// <summary>Changes what is excluded, and what is remembered of it.</summary>
    /// <param name="draft">Of this moment, with the figures of the latest tick: gets the change, when there is one.</param>
    /// <param name="now">Event time in microseconds.</param>
    internal HandOutcome Apply(ExclusionTable table, VerdictDraft draft, long now)
    {
        Exclusion? before = table.Find(Key);
        bool wasTold = before is { IsTold: true };
        KeySnapshot key = draft.Window.Find(Key);
        if (Action == HandAction.Remove && !table.Hand.Forget(Key) && before is null)
        {
            return HandOutcome.NotThere;
        }

        if (Action is HandAction.Remove or HandAction.Never)
        {
            table.Release(Key);
            if (wasTold)
            {
                draft.End(VerdictAction.Release, key, Reason);
            }
        }

        if (Action != HandAction.Remove)
        {
            long? expires = Action == HandAction.Add ? now + (LifeSeconds * 1_000_000) : null;
            HandRule rule = new(draft.Window.View.Name, Key, Action, now, expires);
            table.Hand.Set(rule);
            if (Action != HandAction.Never)
            {
                table.Hold(rule, draft.Window.SharesOf(key).Weight);
                draft.Hold(key, wasTold, expires);
            }
        }

        return HandOutcome.Done;
    }
}
