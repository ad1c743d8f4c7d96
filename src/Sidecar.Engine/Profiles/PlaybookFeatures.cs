using Sidecar.Engine.Eve;

namespace Sidecar.Engine.Profiles;

/// <summary>
/// The nine features of the reference method, in its order and with its names: five distinct counts over transactions,
/// four sums (bytes and packets each way) over flows.
/// </summary>
internal static class PlaybookFeatures
{
    public static ReadOnlySpan<EveField> DistinctFields =>
        [EveField.SrcIp, EveField.DestIp, EveField.HttpUrl, EveField.HttpHostname, EveField.HttpReferer];

    public static ReadOnlySpan<EveField> SummedFields =>
    [
        EveField.FlowBytesToServer, EveField.FlowBytesToClient,
        EveField.FlowPacketsToServer, EveField.FlowPacketsToClient,
    ];

    public static IReadOnlyList<string> Names { get; } =
    [
        "nunique(src_ip)", "nunique(dest_ip)", "nunique(http.url)", "nunique(http.hostname)", "nunique(http.http_refer)",
        "sum(flow.bytes_toserver)", "sum(flow.bytes_toclient)", "sum(flow.pkts_toserver)", "sum(flow.pkts_toclient)",
    ];
}
