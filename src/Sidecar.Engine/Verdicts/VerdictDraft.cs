using System.Globalization;
using Sidecar.Engine.Learning;
using Sidecar.Engine.Profiles;

namespace Sidecar.Engine.Verdicts;

/// <summary>The verdicts of one moment while they are being made: their order, and what they have in common.</summary>
/// <param name="window">Of the tick, or of the latest one before.</param>
/// <param name="models">Of the tick's rounds; there is one at least.</param>
/// <param name="evidence">Of the keys as they stand when their verdict is made; none has any when absent.</param>
internal sealed class VerdictDraft(long now, WindowSnapshot window, IReadOnlyList<TickModel> models, WindowEvidence? evidence)
{
    private readonly List<Verdict> _verdicts = [];
    private readonly TickWindow _window = new(window.View, window.Start, window.End, window.Records, window.Keys.Count);

    public IReadOnlyList<Verdict> Verdicts => _verdicts;

    /// <summary>What the latest of them says.</summary>
    public string LatestReason => _verdicts[^1].Reason;

    public WindowSnapshot Window => window;

    public IReadOnlyList<TickModel> Models => models;

    private VerdictAction Beginning => window.View.Effect == ViewEffect.Exclude ? VerdictAction.Exclude : VerdictAction.Mark;

    /// <summary>An empty draft of a later moment, with the numbers of this one.</summary>
    public VerdictDraft At(long later) => new(later, window, models, evidence);

    /// <summary>A heavy hitter is excluded, or marked where the view may do no more.</summary>
    public void Begin(HeavyHitter heavy, long expires) =>
        _verdicts.Add(Of(Beginning, heavy.Key, Reason(heavy)) with { Heavy = heavy, Model = models[heavy.Round - 1], Expires = expires });

    /// <summary>A key is excluded by the word of a crowd.</summary>
    public void Begin(KeySnapshot key, Crowd crowd, long expires) =>
        _verdicts.Add(Of(VerdictAction.Exclude, key, Reason(crowd)) with { Crowd = crowd, Expires = expires });

    /// <param name="crowd">Nothing when the key is still heavy.</param>
    public void Renew(KeySnapshot key, Crowd? crowd, long expires) => _verdicts.Add(
        Of(VerdictAction.Renew, key, crowd is null ? $"still {Percent(key, out string of)} % of {of}" : Reason(crowd)) with { Crowd = crowd, Expires = expires });

    /// <summary>A person wants the key excluded.</summary>
    /// <param name="wasTold">It was excluded before, and a verdict said so.</param>
    /// <param name="expires">Nothing when there is no end.</param>
    public void Hold(KeySnapshot key, bool wasTold, long? expires) =>
        _verdicts.Add(Of(wasTold ? VerdictAction.Renew : Beginning, key, HandCommand.Reason) with { Expires = expires });

    /// <summary>
    /// What a restart has for the latest tick: what that saw of the window is not saved, so until the next one verdicts
    /// quote the window of the restart.
    /// </summary>
    /// <param name="model">Nothing when the state had none.</param>
    /// <param name="tick">Number of the latest tick; 0 before the first, which nothing can be quoted of.</param>
    public static VerdictDraft? Behind(ModelState? model, int tick, ulong seed, WindowSnapshot window, WindowEvidence? evidence) => tick == 0
        ? null
        : new VerdictDraft(window.End, window, model is { Models.Count: > 0 } ? model.Models : [new TickModel(tick, 1, 0, 0, seed, 0, [])], evidence);

    /// <summary>The release of a key that drew an alert.</summary>
    public Verdict Alerted(byte[] key)
    {
        KeySnapshot known = window.Find(key);
        return Of(VerdictAction.Release, known with { Alerts = Math.Max(1, known.Alerts) }, "it drew an alert");
    }

    /// <summary>An exclusion ends.</summary>
    public void End(VerdictAction action, KeySnapshot key, string reason) => _verdicts.Add(Of(action, key, reason));

    private Verdict Of(VerdictAction action, KeySnapshot key, string reason) => new()
    {
        Action = action,
        Time = now,
        Window = _window,
        Model = models[0],
        Key = key,
        Evidence = evidence?.Of(key.Key) ?? KeyEvidence.None,
        Shares = window.SharesOf(key),
        Reason = reason,
    };

    private string Reason(HeavyHitter heavy) => heavy.Round == 1
        ? $"farthest cluster, {Percent(heavy.Key, out string of)} % of {of}"
        : $"farthest cluster of round {heavy.Round}, {Percent(heavy.Key, out of)} % of {of}";

    private static string Reason(Crowd crowd)
    {
        string time = crowd.Seconds switch
        {
            < 120 => $"{crowd.Seconds} s",
            < 7200 => $"{crowd.Seconds / 60} min",
            _ => $"{crowd.Seconds / 3600} h",
        };
        return $"crowd: {crowd.Sources} hosts in {time}, beside heavy hitters";
    }

    private string Percent(KeySnapshot key, out string of)
    {
        KeyShares shares = window.SharesOf(key);
        of = shares.Records >= shares.Flows ? "records" : "flows";
        return string.Create(CultureInfo.InvariantCulture, $"{100 * shares.Weight:0.##}");
    }
}
