using System.Diagnostics.CodeAnalysis;

namespace Sidecar.Engine.Learning;

/// <summary>
/// What one learning round may be told. The defaults are those of the reference method (k-means++, best of 50 seeded
/// starts, 5 clusters in 3 components), with scikit-learn's limit of 300 iterations a start.
/// </summary>
public sealed record LearningOptions
{
    public static LearningOptions Default { get; } = new();

    /// <summary>Clusters wanted; fewer when there are fewer distinct points.</summary>
    public int Clusters { get; init; } = 5;

    /// <summary>Principal components kept; fewer when there are fewer keys or features.</summary>
    public int Components { get; init; } = 3;

    /// <summary>Seed of the k-means++ starts.</summary>
    public ulong Seed { get; init; } = 7;

    /// <summary>Starts of k-means, of which the one with the least inertia is kept.</summary>
    public int Starts { get; init; } = 50;

    /// <summary>Iterations of one start at most.</summary>
    public int MaxIterations { get; init; } = 300;

    /// <summary>
    /// Keys that the starts of a tick work on. A larger table is sampled for them, and the best start is finished on all keys.
    /// </summary>
    public int SampleKeys { get; init; } = 32_768;

    /// <summary>Threads that share a large table in a tick. Their number changes no result.</summary>
    public int Threads { get; init; } = 2;

    internal void Validate()
    {
        RequireAtLeastOne(SampleKeys, nameof(SampleKeys));
        RequireAtLeastOne(Threads, nameof(Threads));
        RequireAtLeastOne(Clusters, nameof(Clusters));
        RequireAtLeastOne(Components, nameof(Components));
        RequireAtLeastOne(Starts, nameof(Starts));
        RequireAtLeastOne(MaxIterations, nameof(MaxIterations));
    }

    private static void RequireAtLeastOne(int value, string name)
    {
        if (value < 1)
            Refuse(value, name);
    }

    [DoesNotReturn]
    private static void Refuse(int value, string name) =>
        throw new ArgumentOutOfRangeException(name, value, $"{name} must be at least 1.");
}
