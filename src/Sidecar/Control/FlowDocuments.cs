namespace Sidecar.Control;

/// <summary>What <c>/flows</c> answers.</summary>
internal sealed record LiveFlowsDocument(IReadOnlyList<LiveFlowDocument> LongestLived, IReadOnlyList<LiveFlowDocument> Heaviest);

/// <summary>One live flow; times are event time, as Suricata writes it.</summary>
internal sealed record LiveFlowDocument(
    long FlowId,
    string Proto,
    string State,
    string FirstSeen,
    string LastSeen,
    long Transactions,
    bool Alerted);
