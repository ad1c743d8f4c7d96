using Sidecar.Engine.Profiles;
using Sidecar.Engine.Verdicts;

namespace Sidecar.Engine;

/// <summary>One view with all that the engine thread keeps for it.</summary>
internal sealed record ProfiledView(View View, KeyTable Keys, ViewReader Reader, ProfileWindow Window, ExclusionTable Exclusions)
{
    /// <summary>Makes a verdict true for the records that come from now on.</summary>
    public void Apply(Verdict verdict)
    {
        if (verdict.Action == VerdictAction.Exclude)
        {
            Keys.Exclude(verdict.Key.Key);
        }
        else if (verdict.Action is VerdictAction.Release or VerdictAction.Expire)
        {
            Keys.Include(verdict.Key.Key);
        }
    }

    /// <summary>What the latest tick saw and said.</summary>
    public TickResult? Latest { get; set; }

    /// <summary>The latest tick that excluded a key: what a person looks at to believe it.</summary>
    public TickResult? LatestExclusion { get; set; }
}
