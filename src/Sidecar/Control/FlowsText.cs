using System.Globalization;
using Sidecar.Cli;

namespace Sidecar.Control;

/// <summary>Live flows as a person reads them: a list after the other, one flow a line. A transaction waits for the end of
/// its flow once for each view that has a key in it; bytes are known where Suricata was asked for them.</summary>
internal static class FlowsText
{
    public static void Write(TextWriter output, LiveFlowsDocument flows)
    {
        bool isWeighed = flows.HeaviestByBytes is not null;
        Write(output, "longest-lived", flows.LongestLived, isWeighed);
        output.WriteLine();
        Write(output, "heaviest", flows.Heaviest, isWeighed);
        if (flows.HeaviestByBytes is not null)
        {
            output.WriteLine();
            Write(output, "heaviest by bytes", flows.HeaviestByBytes, isWeighed);
        }
    }

    private static void Write(TextWriter output, string what, IReadOnlyList<LiveFlowDocument> flows, bool isWeighed)
    {
        output.WriteLine($"{what,-18} {"proto",-5} {"state",-11} {"first seen",-19} {"last seen",-19} {"waiting",7}{(isWeighed ? $" {"bytes",17}" : "")}");
        foreach (LiveFlowDocument flow in flows)
        {
            string text = string.Create(CultureInfo.InvariantCulture, $"{flow.FlowId,-18} {flow.Proto,-5} {flow.State,-11} {Time(flow.FirstSeen),-19} {Time(flow.LastSeen),-19} {flow.Transactions,7}{(isWeighed ? Bytes(flow.Weight) : "")}{(flow.Alerted ? " alerted" : "")}");
            output.WriteLine(Printable.Line(text));
        }
    }

    private static string Bytes(WeightDocument? weight) => weight is null
        ? $" {"not asked",17}"
        : string.Create(CultureInfo.InvariantCulture, $" {weight.BytesToserver + weight.BytesToclient,17:#,0}");

    /// <summary>To the second.</summary>
    private static string Time(string time) => time.Split('.')[0].Replace('T', ' ');
}
