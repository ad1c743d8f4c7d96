using Sidecar.Engine.Eve;

namespace Sidecar.Engine.Losses;

/// <summary>How many records of one type were lost before they reached us.</summary>
public sealed record LossEstimate(EventType Type, LossCount Count)
{
    /// <summary>Without records that did reach us, and were lost here.</summary>
    public LossEstimate Without(long lostHere) => this with { Count = Count with { Lost = Math.Max(0, Count.Lost - lostHere) } };
}

/// <summary>Records of one type.</summary>
/// <param name="Made">Those that Suricata says it made while we counted.</param>
/// <param name="Lost">How many of them did not come, at least.</param>
/// <param name="Unsure">
/// How many more it may have been: or Suricata's counters were so much behind when counting began amid traffic.
/// </param>
public readonly record struct LossCount(long Made, long Lost, long Unsure)
{
    public static LossCount operator +(LossCount one, LossCount other) =>
        new(one.Made + other.Made, one.Lost + other.Lost, one.Unsure + other.Unsure);
}
