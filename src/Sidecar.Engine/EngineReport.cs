using Sidecar.Engine.Verdicts;

namespace Sidecar.Engine;

/// <summary>What a running engine tells of itself, as it stood at one moment; immutable, made by the engine thread.</summary>
public sealed record EngineReport
{
    public required EngineStats Stats { get; init; }

    /// <summary>Event time in microseconds; absent before the first record that has one.</summary>
    public required long? EventTime { get; init; }

    /// <summary>When it was made: <see cref="TimeProvider.GetTimestamp"/> of the engine's clock.</summary>
    public required long TakenAt { get; init; }

    /// <summary>Records a second that reached the engine thread, over the last second or so.</summary>
    public required double RecordsPerSecond { get; init; }

    /// <summary>The same over the last minute, or since the start when that is less.</summary>
    public required double RecordsPerSecondOverMinute { get; init; }

    /// <summary>What the latest tick of each view saw and said; empty before the first.</summary>
    public required IReadOnlyList<TickResult> Latest { get; init; }
}
