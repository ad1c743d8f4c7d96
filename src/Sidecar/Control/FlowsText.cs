using System.Globalization;
using Sidecar.Cli;

namespace Sidecar.Control;

/// <summary>Live flows as a person reads them: two lists, one flow a line. A transaction waits for the end of its flow
/// once for each view that has a key in it.</summary>
internal static class FlowsText
{
    public static void Write(TextWriter output, LiveFlowsDocument flows)
    {
        Write(output, "longest-lived", flows.LongestLived);
        output.WriteLine();
        Write(output, "heaviest", flows.Heaviest);
    }

    private static void Write(TextWriter output, string what, IReadOnlyList<LiveFlowDocument> flows)
    {
        output.WriteLine($"{what,-18} {"proto",-5} {"state",-11} {"first seen",-19} {"last seen",-19} {"waiting",7}");
        foreach (LiveFlowDocument flow in flows)
        {
            string text = string.Create(CultureInfo.InvariantCulture, $"{flow.FlowId,-18} {flow.Proto,-5} {flow.State,-11} {Time(flow.FirstSeen),-19} {Time(flow.LastSeen),-19} {flow.Transactions,7}{(flow.Alerted ? " alerted" : "")}");
            output.WriteLine(Printable.Line(text));
        }
    }

    /// <summary>To the second.</summary>
    private static string Time(string time) => time.Split('.')[0].Replace('T', ' ');
}
