using Sidecar.Engine.Ingest;
using Sidecar.Engine.Profiles;

namespace Sidecar.Engine.Extraction;

/// <summary>What <c>extract</c> is asked for: flows, keys of views, and how what is found comes out. Immutable.</summary>
public sealed record ExtractRequest
{
    public IReadOnlyCollection<long> FlowIds { get; init; } = [];

    /// <summary>Each names one of <see cref="Views"/>.</summary>
    public IReadOnlyCollection<ViewKey> Keys { get; init; } = [];

    public IReadOnlyList<View> Views { get; init; } = ShippedViews.All;

    /// <summary>A key that is longer is cut, as the views cut it.</summary>
    public int MaxKeyBytes { get; init; } = ProfileOptions.Default.MaxKeyBytes;

    /// <summary>A longer line is counted and skipped.</summary>
    public int MaxRecordBytes { get; init; } = IngestOptions.Default.MaxRecordBytes;

    /// <summary>Records that wait until it is known whether their flow is wanted, where the input can be read once only.</summary>
    public long WaitingBytes { get; init; } = IngestOptions.Default.BufferBytes;

    /// <summary>Flows that are remembered at the same time, in each of the tables of them.</summary>
    public int OpenFlows { get; init; } = 1_000_000;

    /// <summary>A line for each flow, which gophercap makes its filters of, instead of the records.</summary>
    public bool AsFlows { get; init; }

    /// <summary>The output is a terminal: nothing may reach it that it obeys.</summary>
    public bool ForTerminal { get; init; }
}
