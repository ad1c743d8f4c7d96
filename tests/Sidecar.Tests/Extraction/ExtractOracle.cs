using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Sidecar.Engine.Extraction;

namespace Sidecar.Tests.Extraction;

/// <summary>
/// What extract should find, told by System.Text.Json and a list of lines: the shipped views' keys are read again here in
/// words of their own.
/// </summary>
internal sealed class ExtractOracle
{
    private readonly string[] _lines;
    private readonly JsonElement?[] _records;
    private readonly HashSet<long> _named = [];

    public ExtractOracle(string[] lines)
    {
        _lines = lines;
        _records = [.. lines.Select(Parse)];
        _named = [.. Flows(record => IsNamed(record))];
    }

    /// <summary>All keys of a view, in the order in which they first come.</summary>
    public string[] Keys(string view) => [.. _records.OfType<JsonElement>().Select(record => KeyOf(view, record)).OfType<string>().Distinct()];

    /// <summary>The lines of all flows that have the key, in their order.</summary>
    public string[] LinesOf(string view, string key) => LinesOf(Flows(record => KeyOf(view, record) == key));

    public string[] LinesOf(IEnumerable<long> flowIds)
    {
        HashSet<long> wanted = [.. flowIds];
        return [.. _lines.Where((_, i) => _records[i] is JsonElement record && FlowId(record) is long id && wanted.Contains(id))];
    }

    public IEnumerable<long> Flows(Func<JsonElement, bool> has) =>
        _records.OfType<JsonElement>().Where(has).Select(FlowId).OfType<long>().Distinct();

    /// <summary>What the run writes; once is a pipe, otherwise a file that is read twice.</summary>
    public static string Run(ExtractRequest request, IEnumerable<string> lines, bool once, out ExtractCounts counts)
    {
        byte[] eve = Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")));
        return Encoding.UTF8.GetString(Run(request, eve, once, out counts));
    }

    public static byte[] Run(ExtractRequest request, byte[] eve, bool once, out ExtractCounts counts)
    {
        ExtractRun run = new(request);
        byte[] output = Run(run, eve, once);
        counts = run.Counts;
        return output;
    }

    public static byte[] Run(ExtractRun run, byte[] eve, bool once)
    {
        if (run.LooksAhead && !once)
        {
            run.Find(read => read(PipeReader.Create(new MemoryStream(eve))));
        }

        using MemoryStream output = new();
        run.Write(read => read(PipeReader.Create(new MemoryStream(eve))), output);
        return output.ToArray();
    }

    public static long? FlowId(JsonElement record) => record.TryGetProperty("flow_id", out JsonElement id) ? id.GetInt64() : null;

    private static JsonElement? Parse(string line)
    {
        try
        {
            return JsonDocument.Parse(line).RootElement;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private string? KeyOf(string view, JsonElement record) => (view, Text(record, "event_type")) switch
    {
        ("http-user-agent", "http") => Text(record, "http", "http_user_agent"),
        ("http-hostname", "http") => Text(record, "http", "hostname"),
        ("tls-sni", "tls") => Text(record, "tls", "sni") ?? Text(record, "dest_ip"),
        ("dns-rrname", "dns") when Text(record, "dns", "type") is "query" or "request" => Text(record, "dns", "rrname"),
        ("src-ip", "flow") => Text(record, "src_ip"),
        ("dest-ip", "flow") when FlowId(record) is long id && !_named.Contains(id) => Text(record, "dest_ip"),
        _ => null,
    };

    private static bool IsNamed(JsonElement record) => Text(record, "event_type") switch
    {
        "http" => Text(record, "http", "hostname") is not null,
        "tls" => true,
        "dns" => Text(record, "dns", "type") is "query" or "request",
        _ => false,
    };

    private static string? Text(JsonElement record, params string[] path)
    {
        foreach (string step in path)
        {
            if (record.ValueKind != JsonValueKind.Object || !record.TryGetProperty(step, out record))
            {
                return null;
            }
        }

        return record.GetString();
    }
}
