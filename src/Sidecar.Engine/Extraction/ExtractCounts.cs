using Sidecar.Engine.Eve;

namespace Sidecar.Engine.Extraction;

/// <summary>
/// What became of the input: each line is records, or rejected by cause; blank ones are nothing. Written by the thread that
/// reads.
/// </summary>
public sealed class ExtractCounts
{
    private readonly long[] _rejected = new long[Enum.GetValues<EveStatus>().Length];
    private readonly long[] _byType = new long[EventTypes.Names.Count];
    private readonly long[] _keptByType = new long[EventTypes.Names.Count];

    public long Records { get; private set; }

    public long Kept { get; private set; }

    /// <summary>Flows of which a record was kept.</summary>
    public long Flows { get; internal set; }

    /// <summary>Lines longer than the longest record that is read.</summary>
    public long TooLong { get; internal set; }

    /// <summary>Heads of records in the middle of which another one begins.</summary>
    public long Torn { get; internal set; }

    /// <summary>Records that might have been wanted, and could not wait until that was known.</summary>
    public long GivenUp { get; internal set; }

    /// <summary>Flows that had to make room for others in a table of <see cref="ExtractRequest.OpenFlows"/>.</summary>
    public long FlowsForgotten { get; internal set; }

    /// <summary>Flows for which no line could be written, since no record has two addresses.</summary>
    public long FlowsWithoutAddresses { get; internal set; }

    public long Rejected => _rejected.Sum() + TooLong + Torn;

    public long Received => Records + Rejected;

    /// <summary>In the order of <see cref="EventTypes.Names"/>.</summary>
    public IReadOnlyList<long> ByType => _byType;

    public IReadOnlyList<long> KeptByType => _keptByType;

    /// <summary>"3 UnexpectedByte, 1 TooLong"; the causes that occurred.</summary>
    public string Causes() => string.Join(", ", Enum.GetValues<EveStatus>()
        .Select(status => (Name: status.ToString(), Count: _rejected[(int)status]))
        .Append((Name: nameof(TooLong), Count: TooLong))
        .Append((Name: nameof(Torn), Count: Torn))
        .Where(cause => cause.Count > 0)
        .Select(cause => $"{cause.Count} {cause.Name}"));

    internal void Count(EventType type)
    {
        Records++;
        _byType[(int)type]++;
    }

    internal void CountKept(EventType type)
    {
        Kept++;
        _keptByType[(int)type]++;
    }

    internal void Reject(EveStatus status) => _rejected[(int)status]++;
}
