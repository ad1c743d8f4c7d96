using Sidecar.Engine.Profiles;
using Sidecar.Engine.Verdicts;

namespace Sidecar.Engine;

/// <summary>One view with all that the engine thread keeps for it.</summary>
internal sealed record ProfiledView(View View, KeyTable Keys, ViewReader Reader, ProfileWindow Window, ExclusionTable Exclusions)
{
    /// <summary>Of the view, among those of its engine.</summary>
    public int Number => Reader.Number;

    /// <summary>A crowd can vouch for its keys.</summary>
    public bool IsVouchedFor { get; } = View is { Kind: ViewKind.Service, Effect: ViewEffect.Exclude };

    /// <summary>Who uses its keys; nothing in a view that no crowd vouches for.</summary>
    public CrowdMemory? Crowd { get; init; }

    /// <summary>What people said about its keys.</summary>
    public HandRules Hand => Exclusions.Hand;

    /// <summary>What the latest tick saw and said.</summary>
    public TickResult? Latest { get; set; }

    /// <summary>The latest tick that excluded a key: what a person looks at to believe it.</summary>
    public TickResult? LatestExclusion { get; set; }

    /// <summary>A record will be read of a key whose entry has come (<see cref="KeyTable.ForeseeEntry"/>).</summary>
    public void Foresee(int key)
    {
        Keys.ForeseeText(key);
        Crowd?.Foresee(Keys[key]);
    }

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
