using System.Text;
using System.Text.Json;
using Sidecar.Cli;

namespace Sidecar.Doctor;

/// <summary>The findings for a person, ten seconds to read, or for a program.</summary>
internal static class DoctorReport
{
    private const int Indent = 7;

    public static string Text(Examination seen, IReadOnlyList<Finding> findings)
    {
        StringBuilder text = new();
        text.Append($"{seen.File}, Suricata {seen.Machine.SuricataVersion ?? "of unknown version"}, ")
            .Append(seen.Machine.SuricataProcess is int process ? $"running as process {process}\n" : "not running\n");
        foreach (Finding finding in findings)
        {
            text.Append('\n').Append($"{Word(finding.Severity),-Indent}").Append(finding.Found).Append('\n');
            Line(text, finding.Consequence);
            Line(text, $"{finding.Where}:");
            foreach (string line in finding.Change.Split('\n'))
            {
                Line(text, "  " + line);
            }
        }

        text.Append('\n').Append(Conclusion(findings)).Append('\n');
        return Printable.Text(text.ToString());
    }

    public static void WriteJson(Stream output, Examination seen, IReadOnlyList<Finding> findings)
    {
        using Utf8JsonWriter json = new(output, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("suricata_yaml", seen.File);
        json.WriteString("suricata_version", seen.Machine.SuricataVersion);
        json.WriteBoolean("loses_records", Loses(findings));
        json.WriteStartArray("findings");
        foreach (Finding finding in findings)
        {
            json.WriteStartObject();
            json.WriteString("severity", Word(finding.Severity).ToLowerInvariant());
            json.WriteString("check", finding.Check);
            json.WriteString("found", finding.Found);
            json.WriteString("consequence", finding.Consequence);
            json.WriteString("where", finding.Where);
            json.WriteString("change", finding.Change);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        output.Write("\n"u8);
    }

    public static bool Loses(IReadOnlyList<Finding> findings) => findings.Any(finding => finding.Severity == Severity.Loses);

    private static void Line(StringBuilder text, string line) => text.Append(' ', Indent).Append(line).Append('\n');

    private static string Conclusion(IReadOnlyList<Finding> findings)
    {
        if (findings.Count == 0)
        {
            return "nothing to change: nothing here loses records";
        }

        int[] counts = [.. Enum.GetValues<Severity>().Select(severity => findings.Count(finding => finding.Severity == severity))];
        return $"{counts[0]} by which records are lost, {counts[1]} by which something is missed, {counts[2]} to note";
    }

    private static string Word(Severity severity) => severity switch
    {
        Severity.Loses => "LOSES",
        Severity.Misses => "MISSES",
        _ => "NOTE",
    };
}
