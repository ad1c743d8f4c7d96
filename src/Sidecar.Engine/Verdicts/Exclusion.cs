using Sidecar.Engine.Profiles;

namespace Sidecar.Engine.Verdicts;

/// <summary>One key that is excluded now. Owned by the engine thread.</summary>
/// <param name="key">Its text.</param>
/// <param name="number">In the key table, where the exclusion holds a reference to it.</param>
/// <param name="since">Event time in microseconds from when on its records are excluded.</param>
internal sealed class Exclusion(byte[] key, int number, long since)
{
    /// <summary><see cref="Expires"/> of one that a person pinned.</summary>
    public const long NoEnd = long.MaxValue;

    public byte[] Key { get; } = key;

    public int Number { get; } = number;

    public long Since { get; } = since;

    public long Expires { get; set; }

    /// <summary>
    /// Clusters found it heavy, and it has not calmed down since. If not, it is excluded by the word of a crowd alone.
    /// </summary>
    public bool IsHeavy { get; set; }

    /// <summary>It has been told in a verdict.</summary>
    public bool IsTold { get; set; }

    /// <summary>
    /// It comes from before a restart, and is younger than what is known of crowds: it is believed that one vouched for it
    /// until its time is over.
    /// </summary>
    public bool IsRestored { get; set; }

    public int CalmTicks { get; set; }

    /// <summary>Weight (0 to 1 of the window) that the key had when it was last found heavy, or when a person named it.</summary>
    public double Weight { get; set; }

    /// <summary>Why it is excluded, for a person: as the latest verdict said.</summary>
    public string Reason { get; set; } = "a crowd, beside heavy hitters";

    /// <summary>An immutable copy, for a restart.</summary>
    public ExclusionState State => new(Key, Since, Expires, CalmTicks, Weight, IsHeavy, IsTold);

    /// <summary>Goes on as it was before a restart.</summary>
    /// <param name="isTrusted">What is known of crowds is older than it.</param>
    public void Restore(ExclusionState state, bool isTrusted)
    {
        (Expires, CalmTicks, Weight) = (state.Expires, state.CalmTicks, state.Weight);
        (IsHeavy, IsTold, IsRestored) = (state.IsHeavy, state.IsTold, isTrusted);
    }

    /// <param name="shares">Of the key in the window.</param>
    public bool IsCalm(KeyShares shares, ExclusionOptions options) => shares.Weight < Math.Min(options.CalmShare, Weight / 2);

    /// <summary>It began while a tick was being learned, which knows nothing of it: the next one judges it.</summary>
    /// <param name="tick">Event time of the tick in microseconds.</param>
    /// <param name="present">Event time in microseconds at which the tick changes the exclusions.</param>
    public bool IsLater(long tick, long present) => Since > tick && Since <= present;
}
