using Sidecar.Engine.Profiles;
using Sidecar.Engine.Verdicts;

namespace Sidecar.Engine;

/// <summary>One view with all that the engine thread keeps for it.</summary>
internal sealed record ProfiledView(View View, KeyTable Keys, ViewReader Reader, ProfileWindow Window, ExclusionTable Exclusions)
{
    /// <summary>A crowd can vouch for its keys.</summary>
    public bool IsVouchedFor => View is { Kind: ViewKind.Service, Effect: ViewEffect.Exclude };

    /// <summary>What people said about its keys.</summary>
    public HandRules Hand => Exclusions.Hand;

    /// <summary>What the latest tick saw and said.</summary>
    public TickResult? Latest { get; set; }

    /// <summary>The latest tick that excluded a key: what a person looks at to believe it.</summary>
    public TickResult? LatestExclusion { get; set; }

    /// <summary>With all that has ended until now.</summary>
    public ViewStats Stats()
    {
        Window.Settle();
        return new ViewStats
        {
            Name = View.Name,
            Keys = Keys.Count,
            KeysDropped = Window.KeysDropped,
            KeysCut = Reader.KeysCut,
            Excluded = Exclusions.Count,
            ExclusionsAnnounced = Exclusions.Announced,
            ExclusionsByCrowd = Exclusions.AnnouncedByCrowd,
            RefusedByGuard = [.. Exclusions.Refused],
        };
    }
}
