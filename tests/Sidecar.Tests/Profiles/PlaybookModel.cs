using System.Numerics;
using System.Text;
using System.Text.Json;

namespace Sidecar.Tests.Profiles;

/// <summary>
/// The offline join as a nested loop over parsed documents, with sets of strings: what PlaybookJoin must come to.
/// </summary>
internal static class PlaybookModel
{
    private static readonly string[] s_distinct = ["src_ip", "dest_ip", "http.url", "http.hostname", "http.http_refer"];
    private static readonly string[] s_sums = ["flow.bytes_toserver", "flow.bytes_toclient", "flow.pkts_toserver", "flow.pkts_toclient"];

    public static (int Joined, SortedDictionary<string, double[]> Profiles) Join(IEnumerable<string> lines)
    {
        JsonElement[] records = [.. lines.Select(line => JsonDocument.Parse(line).RootElement)];
        JsonElement[] flows = [.. records.Where(record => Text(record, "event_type") == "flow")];
        var pairs =
            from transaction in records
            where Text(transaction, "event_type") == "http"
            from flow in flows
            where Text(transaction, "flow_id") == Text(flow, "flow_id")
            select (Transaction: transaction, Flow: flow);
        var joined = pairs.ToArray();

        var profiles = new SortedDictionary<string, double[]>(Comparer<string>.Create(CompareBytes));
        foreach (var key in joined.GroupBy(pair => Text(pair.Transaction, "http.http_user_agent")).Where(group => group.Key is not null))
            profiles[key.Key!] =
            [
                .. s_distinct.Select(field => (double)key.Select(pair => Text(pair.Transaction, field)).Where(value => value is not null).Distinct().Count()),
                .. s_sums.Select(field => (double)key.Aggregate(BigInteger.Zero, (sum, pair) => sum + BigInteger.Parse(Text(pair.Flow, field) ?? "0", null))),
            ];
        return (joined.Length, profiles);
    }

    private static string? Text(JsonElement record, string path)
    {
        foreach (string step in path.Split('.'))
            if (record.ValueKind != JsonValueKind.Object || !record.TryGetProperty(step, out record))
                return null;
        return record.ValueKind == JsonValueKind.Null ? null : record.ToString();
    }

    private static int CompareBytes(string left, string right) =>
        Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right));
}
