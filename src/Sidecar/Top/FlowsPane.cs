using System.Globalization;
using Sidecar.Control;

namespace Sidecar.Top;

/// <summary>One row a live flow: the longest-lived and the heaviest, which the sidecar looks for. Ages are event time.</summary>
internal static class FlowsPane
{
    public const int AgeColumn = 3;

    private static readonly TopColumn[] s_columns =
    [
        new("FLOW", 16, Grow: 1),
        new("PROTO", 6),
        new("STATE", 12),
        new("AGE", 7, IsNumber: true),
        new("IDLE", 7, IsNumber: true),
        new("WAITING", 9, IsNumber: true),
        new("ALERT", 6),
    ];

    public static TopTable Of(TopSample sample) => new(
        s_columns,
        [.. sample.Flows.LongestLived.Concat(sample.Flows.Heaviest).DistinctBy(flow => (flow.FlowId, flow.FirstSeen)).Select(flow => Row(flow, sample.Now))],
        "no flow waits for its end");

    private static TopRow Row(LiveFlowDocument flow, long? now) => new(
        [
            new TopCell(flow.FlowId.ToString(CultureInfo.InvariantCulture), flow.FlowId),
            TopCell.Word(flow.Proto),
            TopCell.Word(flow.State),
            TopCell.Time((now - TopSample.Time(flow.FirstSeen)) / 1e6),
            TopCell.Time((now - TopSample.Time(flow.LastSeen)) / 1e6),
            TopCell.Count(flow.Transactions),
            TopCell.Word(flow.Alerted ? "alert" : ""),
        ],
        Cells.Harmless($"first seen {flow.FirstSeen}, last {flow.LastSeen}"));
}
