using System.Globalization;
using Sidecar.Control;

namespace Sidecar.Top;

/// <summary>
/// One row a live flow: the longest-lived and the heaviest, which the sidecar looks for. Bytes are known of the flows that
/// Suricata was asked about; the others come behind them. Ages are event time.
/// </summary>
internal static class FlowsPane
{
    public const int BytesColumn = 3;

    private static readonly TopColumn[] s_columns =
    [
        new("FLOW", 16, Grow: 1),
        new("PROTO", 6),
        new("STATE", 11),
        new("BYTES", 9, IsNumber: true),
        new("AGE", 6, IsNumber: true),
        new("IDLE", 6, IsNumber: true),
        new("WAITING", 8, IsNumber: true),
        new("ALERT", 5),
    ];

    public static TopTable Of(TopSample sample) => new(
        s_columns,
        [.. sample.Flows.LongestLived.Concat(sample.Flows.Heaviest).Concat(sample.Flows.HeaviestByBytes ?? []).DistinctBy(flow => (flow.FlowId, flow.FirstSeen)).Select(flow => Row(flow, sample.Now))],
        "no flow waits for its end");

    private static TopRow Row(LiveFlowDocument flow, long? now) => new(
        [
            new TopCell(flow.FlowId.ToString(CultureInfo.InvariantCulture), flow.FlowId),
            TopCell.Word(flow.Proto),
            TopCell.Word(flow.State),
            flow.Weight is WeightDocument weight ? new TopCell(Amount.Count(Bytes(weight), 9), Bytes(weight)) : new TopCell("-"),
            TopCell.Time((now - TopSample.Time(flow.FirstSeen)) / 1e6),
            TopCell.Time((now - TopSample.Time(flow.LastSeen)) / 1e6),
            TopCell.Count(flow.Transactions),
            TopCell.Word(flow.Alerted ? "alert" : ""),
        ],
        Cells.Harmless($"first seen {flow.FirstSeen}, last {flow.LastSeen}{Detail(flow.Weight)}"));

    private static string Detail(WeightDocument? weight) => weight is null ? "" : string.Create(CultureInfo.InvariantCulture,
        $"; {weight.BytesToserver:#,0} bytes in {weight.PktsToserver:#,0} packets to the server, {weight.BytesToclient:#,0} in {weight.PktsToclient:#,0} to the client, {weight.SecondsAgo:0} s ago");

    private static long Bytes(WeightDocument weight) => weight.BytesToserver + weight.BytesToclient;
}
