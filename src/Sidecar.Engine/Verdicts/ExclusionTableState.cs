namespace Sidecar.Engine.Verdicts;

/// <summary>
/// All that the exclusions of one view are, at one moment: immutable, for a restart. What it lacks begins anew: how
/// often a guard refused is counted from the start of the program.
/// </summary>
/// <param name="View">Name of the view.</param>
/// <param name="Tick">Number of the latest tick.</param>
/// <param name="Excluded">Those that were told sorted by key bytes, then the others in the order in which they began.</param>
/// <param name="InARow">Keys that have passed the guards but not yet often enough, sorted by key bytes.</param>
public sealed record ExclusionTableState(string View, int Tick, IReadOnlyList<ExclusionState> Excluded, IReadOnlyList<KeyTicks> InARow);

/// <summary>One key that is excluded. Times are event time in microseconds.</summary>
/// <param name="Weight">Weight (0 to 1 of the window) that the key had when it was last found heavy.</param>
public sealed record ExclusionState(byte[] Key, long Since, long Expires, int CalmTicks, double Weight, bool IsHeavy, bool IsTold);

/// <summary>A key that has passed all guards in so many ticks in a row.</summary>
public readonly record struct KeyTicks(byte[] Key, int Ticks);
