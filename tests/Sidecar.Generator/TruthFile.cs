using System.Text.Json;

namespace Sidecar.Generator;

/// <summary>Writes down who is who, and what an oracle leaves hour by hour.</summary>
internal static class TruthFile
{
    public static void Write(string path, Cast cast, IReadOnlyList<EveHour> hours)
    {
        using FileStream file = File.Create(path);
        using Utf8JsonWriter json = new(file, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteNumber("seed", cast.Options.Seed);
        WriteServers(json, "services", cast, ServerRole.Service);
        json.WriteStartObject("scanner");
        json.WriteString("src_ip", cast.Clients[cast.ScannerClient]);
        json.WriteString("http_user_agent", Cast.ScannerAgent);
        json.WriteEndObject();
        WriteCallers(json, cast);
        json.WriteNumber("clients", cast.Options.Clients);
        json.WriteNumber("sites", cast.Options.Sites);
        json.WriteString("most common user agent", cast.Agents[cast.CommonBrowser]);
        json.WriteStartArray("hours");
        foreach (EveHour hour in hours)
        {
            json.WriteStartObject();
            WriteCounts(json, "records", hour.Records);
            WriteCounts(json, "of callers", hour.OfCallers);
            WriteCounts(json, "oracle leaves", hour.OracleLeaves);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteServers(Utf8JsonWriter json, string name, Cast cast, ServerRole role)
    {
        json.WriteStartArray(name);
        foreach (Server server in cast.Servers.Where(server => server.Role == role && !cast.Options.Flat))
        {
            json.WriteStartObject();
            WriteServer(json, server);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteCallers(Utf8JsonWriter json, Cast cast)
    {
        json.WriteStartArray("callers");
        foreach (Caller caller in cast.Callers)
        {
            Server home = cast.Servers[caller.Server];
            json.WriteStartObject();
            json.WriteString("src_ip", cast.Clients[caller.Client]);
            WriteServer(json, home);
            if (home.Protocol == Protocol.Http)
                json.WriteString("http_user_agent", cast.Agents[caller.Browser]);
            json.WriteNumber("period_seconds", caller.PeriodSeconds);
            json.WriteNumber("jitter_percent", caller.JitterPercent);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteServer(Utf8JsonWriter json, Server server)
    {
        json.WriteString("name", server.Name);
        json.WriteString("protocol", server.Protocol switch { Protocol.Tls => "tls", Protocol.Http => "http", _ => "none" });
        json.WriteStartArray("dest_ip");
        foreach (string address in server.Addresses)
            json.WriteStringValue(address);
        json.WriteEndArray();
    }

    private static void WriteCounts(Utf8JsonWriter json, string name, long[] counts)
    {
        json.WriteStartObject(name);
        for (int type = 0; type < counts.Length; type++)
            json.WriteNumber(EveHour.TypeNames[type], counts[type]);
        json.WriteEndObject();
    }
}
