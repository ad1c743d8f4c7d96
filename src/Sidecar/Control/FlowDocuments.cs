namespace Sidecar.Control;

/// <summary>What <c>/flows</c> answers.</summary>
internal sealed record LiveFlowsDocument(
    IReadOnlyList<LiveFlowDocument> LongestLived,
    IReadOnlyList<LiveFlowDocument> Heaviest,
    IReadOnlyList<LiveFlowDocument>? HeaviestByBytes = null);

/// <summary>One live flow; times are event time, as Suricata writes it.</summary>
internal sealed record LiveFlowDocument(
    long FlowId,
    string Proto,
    string State,
    string FirstSeen,
    string LastSeen,
    long Transactions,
    bool Alerted,
    WeightDocument? Weight = null);

/// <summary>What Suricata said of the flow when it was asked, some seconds ago.</summary>
internal sealed record WeightDocument(
    long PktsToserver,
    long BytesToserver,
    long PktsToclient,
    long BytesToclient,
    double SecondsAgo);
