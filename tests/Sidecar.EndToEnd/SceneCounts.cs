using System.Text.Json;

namespace Sidecar.EndToEnd;

/// <summary>What the flows of a user agent add up to.</summary>
internal sealed record FlowSums(long BytesToServer, long BytesToClient, long PacketsToServer, long PacketsToClient)
{
    public static FlowSums OfTruth(JsonElement sums) => new(Number(sums, "bytes_toserver"), Number(sums, "bytes_toclient"),
        Number(sums, "pkts_toserver"), Number(sums, "pkts_toclient"));

    public static FlowSums OfRecords(IEnumerable<JsonElement> flows)
    {
        FlowSums[] each = [.. flows.Select(record => OfTruth(record.GetProperty("flow")))];
        return new FlowSums(each.Sum(f => f.BytesToServer), each.Sum(f => f.BytesToClient),
            each.Sum(f => f.PacketsToServer), each.Sum(f => f.PacketsToClient));
    }

    private static long Number(JsonElement parent, string name) => parent.GetProperty(name).GetInt64();
}

/// <summary>One user agent's numbers: the generator's and, counted from EVE, Suricata's.</summary>
internal sealed record UserAgentCounts(int Transactions, int Flows, int SourceIps, int DestinationIps, int Urls, int Hostnames,
    int Referers, FlowSums OncePerFlow, FlowSums OncePerTransaction)
{
    public static UserAgentCounts OfTruth(JsonElement truth) => new(
        truth.GetProperty("transactions").GetInt32(), truth.GetProperty("flows").GetInt32(),
        truth.GetProperty("src_ip").GetInt32(), truth.GetProperty("dest_ip").GetInt32(), truth.GetProperty("url").GetInt32(),
        truth.GetProperty("hostname").GetInt32(), truth.GetProperty("http_refer").GetInt32(),
        FlowSums.OfTruth(truth.GetProperty("once_per_flow")), FlowSums.OfTruth(truth.GetProperty("once_per_transaction")));

    public static UserAgentCounts OfRecords(IEnumerable<JsonElement> transactions, IReadOnlyDictionary<long, JsonElement> flowById)
    {
        List<JsonElement> records = [.. transactions];
        List<long> ids = [.. records.Select(record => record.GetProperty("flow_id").GetInt64())];
        return new UserAgentCounts(records.Count, ids.Distinct().Count(), Distinct(records, "src_ip"), Distinct(records, "dest_ip"),
            Distinct(records, "http", "url"), Distinct(records, "http", "hostname"), Distinct(records, "http", "http_refer"),
            FlowSums.OfRecords(ids.Distinct().Select(id => flowById[id])), FlowSums.OfRecords(ids.Select(id => flowById[id])));
    }

    private static int Distinct(IEnumerable<JsonElement> records, params string[] path) =>
        records.Select(record => Text(record, path)).Where(text => text is not null).Distinct().Count();

    private static string? Text(JsonElement record, string[] path)
    {
        foreach (string name in path)
        {
            if (!record.TryGetProperty(name, out record))
                return null;
        }
        return record.GetString();
    }
}
