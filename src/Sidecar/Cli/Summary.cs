using System.Globalization;
using Sidecar.Engine;

namespace Sidecar.Cli;

/// <summary>Five lines at the end of a run: what came, what was joined, what is known, what is excluded, where it lies.</summary>
internal static class Summary
{
    public static void Write(TextWriter output, EngineStats stats, string? report)
    {
        string rejected = string.Join(", ", stats.RejectedByCause.Select(cause => $"{cause.Value} {cause.Key}"));
        output.WriteLine(Line("records", $"{N(stats.Received + stats.ShedRecords)} received = {N(stats.Parsed)} parsed + {N(stats.Rejected)} rejected + {N(stats.ShedRecords)} shed{(rejected.Length > 0 ? $" ({rejected})" : "")}"));
        output.WriteLine(Line("flows", $"{N(stats.FlowsJoined)} joined with their transactions, {N(stats.FlowsUnfinished + stats.FlowsEvicted)} without a flow record"));
        output.WriteLine(Line("keys", string.Join(", ", stats.Views.Select(view => $"{N(view.Keys)} in {view.Name}"))));
        output.WriteLine(Line("excluded", string.Join(", ", stats.Views.Select(view => $"{N(view.ExclusionsAnnounced)} in {view.Name}, {N(view.Excluded)} still"))));
        output.WriteLine(Line("files", $"report {report ?? "none"}, snapshot {stats.LatestSnapshot ?? Missing(stats)}"));
    }

    private static string Missing(EngineStats stats) =>
        stats.LatestSnapshotError is string error ? $"failed: {Printable.Text(error)}" : "none";

    private static string Line(string what, string text) => $"{what,-8} {text}";

    private static string N(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
