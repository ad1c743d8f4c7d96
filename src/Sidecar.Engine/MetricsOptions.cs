namespace Sidecar.Engine;

/// <summary>Where the figures of monitoring go on their own. The engine only carries it: the executable sends them.</summary>
public sealed record MetricsOptions
{
    public static MetricsOptions Default { get; } = new();

    /// <summary>An OpenTelemetry collector's address for OTLP over HTTP; empty for none.</summary>
    public string OtlpEndpoint { get; init; } = "";

    /// <summary>Of the wall clock, between two sendings.</summary>
    public long OtlpIntervalSeconds { get; init; } = 60;
}
