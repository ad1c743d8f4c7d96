using Sidecar.Engine.Flows;
using Sidecar.Engine.Ingest;
using Sidecar.Engine.Learning;
using Sidecar.Engine.Outputs;
using Sidecar.Engine.Profiles;
using Sidecar.Engine.Snapshots;
using Sidecar.Engine.Verdicts;

namespace Sidecar.Engine;

/// <summary>All options of the engine, with their defaults in the records of the rooms.</summary>
public sealed record EngineOptions
{
    public static EngineOptions Default { get; } = new();

    public IngestOptions Ingest { get; init; } = IngestOptions.Default;

    public InputOptions Inputs { get; init; } = InputOptions.Default;

    public FlowOptions Flows { get; init; } = FlowOptions.Default;

    public ProfileOptions Profiles { get; init; } = ProfileOptions.Default;

    public CrowdOptions Crowd { get; init; } = CrowdOptions.Default;

    /// <summary>Event time between two learning ticks.</summary>
    public long TickSeconds { get; init; } = 60;

    /// <summary>Fewer starts than a single playbook run: the ticks repeat anyway.</summary>
    public LearningOptions Learning { get; init; } = new() { Starts = 10 };

    public SiftOptions Sift { get; init; } = SiftOptions.Default;

    public ExclusionOptions Exclusions { get; init; } = ExclusionOptions.Default;

    public OutputOptions Outputs { get; init; } = OutputOptions.Default;

    public ResidualOptions Residual { get; init; } = ResidualOptions.Default;

    public DatasetOptions Datasets { get; init; } = DatasetOptions.Default;

    public ElephantOptions Elephants { get; init; } = ElephantOptions.Default;

    public SnapshotOptions Snapshots { get; init; } = SnapshotOptions.Default;

    public MetricsOptions Metrics { get; init; } = MetricsOptions.Default;

    public IReadOnlyList<View> Views { get; init; } = ShippedViews.All;

    /// <summary>
    /// These with what a running engine can take over from others: what it reads at every tick. Tables, windows, sockets and
    /// files are made once.
    /// </summary>
    public EngineOptions RetunedBy(EngineOptions others) => this with
    {
        TickSeconds = others.TickSeconds,
        Learning = others.Learning,
        Sift = others.Sift with { MinSources = Sift.MinSources },
        Exclusions = others.Exclusions with { LifeSeconds = Exclusions.LifeSeconds },
    };
}
