using System.Globalization;
using Sidecar.Engine.Eve;
using Sidecar.Engine.Extraction;

namespace Sidecar.Cli;

/// <summary>
/// Three lines at the end of an extraction: what came, of which types, what was kept; and one for what was asked for and is
/// nowhere.
/// </summary>
internal static class ExtractSummary
{
    private const int MostNamed = 5;

    public static void Write(TextWriter output, ExtractRun run, ExtractRequest request)
    {
        ExtractCounts counts = run.Counts;
        string causes = counts.Rejected > 0 ? $" ({counts.Causes()})" : "";
        output.WriteLine($"records  {N(counts.Received)} received = {N(counts.Records)} parsed + {N(counts.Rejected)} rejected{causes}");
        output.WriteLine($"read     {Types(counts.ByType)}");
        string kept = counts.Kept > 0 ? $": {Types(counts.KeptByType)}" : "";
        string addresses = counts.FlowsWithoutAddresses > 0 ? $"; {N(counts.FlowsWithoutAddresses)} flows without two addresses" : "";
        output.WriteLine($"kept     {N(counts.Kept)} records of {N(counts.Flows)} flows{(request.AsFlows ? ", a line each" : "")}{kept}{addresses}");
        string[] missing = [.. run.MissingKeys.Select(key => $"{key.View}={KeyJson.ToJson(key.Key.Span)}"), .. run.MissingFlowIds.Order().Select(flowId => $"flow_id {flowId}")];
        if (missing.Length > 0)
        {
            string more = missing.Length > MostNamed ? $" and {N(missing.Length - MostNamed)} more" : "";
            output.WriteLine($"missing  {string.Join(", ", missing.Take(MostNamed))}{more}");
        }
    }

    /// <summary>What may be missing from the output, and what to do about it.</summary>
    public static string Missing(ExtractCounts counts) => string.Join("; ", ((string[])
    [
        counts.GivenUp > 0 ? $"{N(counts.GivenUp)} records were given up before their flow was known to be wanted or not: raise --set ingest.buffer=, or give files instead of a pipe" : "",
        counts.FlowsForgotten > 0 ? $"{N(counts.FlowsForgotten)} flows were forgotten to make room for others: raise --open-flows" : "",
    ]).Where(said => said.Length > 0));

    private static string Types(IReadOnlyList<long> counts)
    {
        IEnumerable<string> types = counts.Select((count, type) => (Count: count, Name: EventTypes.Names[type]))
            .Where(type => type.Count > 0)
            .OrderByDescending(type => type.Count)
            .Select(type => $"{N(type.Count)} {type.Name}");
        return string.Join(", ", types.DefaultIfEmpty("nothing"));
    }

    private static string N(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
