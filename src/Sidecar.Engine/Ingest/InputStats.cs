namespace Sidecar.Engine.Ingest;

/// <summary>The accounts of one input that is no connection, at one moment.</summary>
public sealed record InputStats
{
    /// <summary>The path as it was given, or <c>-</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Lines handed to the engine.</summary>
    public required long Lines { get; init; }

    public required long Bytes { get; init; }

    /// <summary>What befell the input, by cause; causes that never occurred are left out.</summary>
    public required IReadOnlyDictionary<string, long> Events { get; init; }

    /// <summary>Why reading ended before its time, if it did.</summary>
    public string? Failure { get; init; }
}
