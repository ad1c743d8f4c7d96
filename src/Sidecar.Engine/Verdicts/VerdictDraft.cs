using System.Globalization;
using Sidecar.Engine.Learning;
using Sidecar.Engine.Profiles;

namespace Sidecar.Engine.Verdicts;

/// <summary>The verdicts of one tick while they are being made: their order, and what they have in common.</summary>
internal sealed class VerdictDraft(long now, WindowSnapshot window, TickModel model)
{
    private readonly List<Verdict> _verdicts = [];
    private readonly TickWindow _window = new(window.View, window.Start, window.End, window.Records, window.Keys.Count);

    public IReadOnlyList<Verdict> Verdicts => _verdicts;

    /// <summary>How an exclusion begins, by what the view may do.</summary>
    public VerdictAction Beginning => window.View.Effect == ViewEffect.Exclude ? VerdictAction.Exclude : VerdictAction.Mark;

    /// <summary>An exclusion ends.</summary>
    public void Add(VerdictAction action, KeySnapshot key, string reason) => _verdicts.Add(new Verdict
    {
        Action = action,
        Time = now,
        Window = _window,
        Model = model,
        Key = key,
        Shares = window.SharesOf(key),
        Reason = reason,
    });

    /// <summary>An exclusion begins or goes on.</summary>
    public void Add(VerdictAction action, HeavyHitter heavy, long expires) => _verdicts.Add(new Verdict
    {
        Action = action,
        Time = now,
        Window = _window,
        Model = model,
        Key = heavy.Key,
        Shares = heavy.Shares,
        Heavy = heavy,
        Expires = expires,
        Reason = Reason(heavy),
    });

    private static string Reason(HeavyHitter heavy)
    {
        (double share, string what) = heavy.Shares.Records >= heavy.Shares.Largest ? (heavy.Shares.Records, "records")
            : heavy.Shares.Bytes >= heavy.Shares.Largest ? (heavy.Shares.Bytes, "bytes")
            : (heavy.Shares.Flows, "flows");
        return string.Create(CultureInfo.InvariantCulture, $"farthest cluster, {100 * share:0.#} % of {what}");
    }
}
