using Sidecar.Engine.Verdicts;

namespace Sidecar.Engine;

/// <summary>One key that is excluded, or about which a person said something; immutable, for lists.</summary>
public sealed record ExclusionStats
{
    public required string View { get; init; }

    /// <summary>Canonical text, as an attacker chose it.</summary>
    public required byte[] Key { get; init; }

    /// <summary>False for a key that is only kept from being excluded (<see cref="HandAction.Never"/>).</summary>
    public required bool IsExcluded { get; init; }

    /// <summary>What was said by hand; absent when it was learned.</summary>
    public required HandAction? ByHand { get; init; }

    /// <summary>Event time in microseconds.</summary>
    public required long Since { get; init; }

    /// <summary>Event time in microseconds; absent when it has no end.</summary>
    public required long? Expires { get; init; }

    /// <summary>Largest part of the window (0 to 1) that the key had when it was last found heavy.</summary>
    public required double Share { get; init; }

    /// <summary>Why, for a person.</summary>
    public required string Reason { get; init; }
}
