using System.Globalization;
using Sidecar.Engine;
using Sidecar.Engine.Ingest;
using Sidecar.Engine.Learning;
using Sidecar.Engine.Outputs;

namespace Sidecar.Cli;

/// <summary>
/// Six lines at the end of a run: what came, what was joined, what is known, what is excluded, what is left, where it lies.
/// Before them one for each input that is no connection, and one for refused connections.
/// </summary>
internal static class Summary
{
    public static void Write(TextWriter output, EngineStats stats, string? report)
    {
        string rejected = string.Join(", ", stats.RejectedByCause.Select(cause => $"{cause.Value} {cause.Key}")
            .Concat(stats.ShedByType.Select(type => $"{N(type.Value)} shed {type.Key}")));
        WriteInputs(output, stats);
        output.WriteLine(Line("records", $"{N(stats.Received + stats.ShedRecords)} received = {N(stats.Parsed)} parsed + {N(stats.Rejected)} rejected + {N(stats.ShedRecords)} shed{(rejected.Length > 0 ? $" ({rejected})" : "")}{Some(stats.VerdictLinesLost, "verdict lines lost")}"));
        output.WriteLine(Line("flows", $"{N(stats.FlowsJoined)} joined with their transactions, {N(stats.FlowsUnfinished + stats.FlowsEvicted)} without a flow record{Late(stats.Flows.Late)}"));
        output.WriteLine(Line("keys", string.Join(", ", stats.Views.Select(view => $"{N(view.Keys)} in {view.Name}"))));
        output.WriteLine(Line("excluded", string.Join(", ", stats.Views.Select(Excluded)) + Datasets(stats.Datasets)));
        output.WriteLine(Line("residual", Residual(stats)));
        output.WriteLine(Line("files", $"report {Printable.Text(report ?? "none")}, snapshot {Printable.Text(stats.LatestSnapshot ?? Missing(stats))}{State(stats.State)}"));
    }

    /// <summary>What is left to look at, and what of it never arrived.</summary>
    private static string Residual(EngineStats stats)
    {
        long left = stats.ResidualByType.Sum();
        double share = stats.Parsed > 0 ? 100.0 * left / stats.Parsed : 0;
        string lost = stats.ResidualLost > 0 ? $", {N(stats.ResidualLost)} of them not delivered" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{N(left)} records belong to no excluded key ({share:0.##} %){lost}");
    }

    /// <summary>Of live traffic hardly one; of a pcap most, when packet threads race ahead of the one that ends flows.</summary>
    private static string Late(long records) => records == 0 ? "" : $", {N(records)} records too late for their time (suricata -r wants --runmode single)";

    private static void WriteInputs(TextWriter output, EngineStats stats)
    {
        foreach (InputStats input in stats.Inputs)
        {
            string events = string.Concat(input.Events.Select(cause => $", {N(cause.Value)} {cause.Key}"));
            string failure = input.Failure is string why ? $"; ended early: {why}" : "";
            output.WriteLine(Line("input", Printable.Text($"{input.Name} {N(input.Lines)} lines{events}{failure}")));
        }

        if (stats.ConnectionsRefusedByCause.Count > 0)
        {
            output.WriteLine(Line("refused", $"connections: {string.Join(", ", stats.ConnectionsRefusedByCause.Select(cause => $"{N(cause.Value)} {cause.Key}"))}"));
        }
    }

    private static string Excluded(ViewStats view)
    {
        IEnumerable<string> refused = Enum.GetValues<Guard>()
            .Where(guard => view.RefusedByGuard[(int)guard] > 0)
            .Select(guard => $"{N(view.RefusedByGuard[(int)guard])} {Words(guard)}");
        string guards = string.Join(", ", refused);
        return $"{N(view.ExclusionsAnnounced)} in {view.Name}, {N(view.Excluded)} still{(guards.Length > 0 ? $" (refused: {guards})" : "")}";
    }

    private static string Datasets(DatasetStats? told) => told is null ? ""
        : $"; Suricata was told {N(told.Added)} and untold {N(told.Removed)} ({N(told.Refused)} refused, {N(told.Failures)} times out of reach)";

    /// <summary>ManySources becomes "many sources".</summary>
    public static string Words(Guard guard) =>
        string.Concat(guard.ToString().Select((c, i) => char.IsAsciiLetterUpper(c) && i > 0 ? $" {char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));

    /// <summary>Nothing in a replay, which saves no state.</summary>
    private static string State(StateStats state)
    {
        if (state is { Latest: null, LatestError: null })
        {
            return "";
        }

        long failed = state.Failed + state.JournalFailed;
        return $", state {Printable.Text(state.Latest ?? "none")}{(failed > 0 ? $" ({N(failed)} failed: {Printable.Text(state.LatestError ?? "")})" : "")}";
    }

    /// <summary>What should be nothing is said only when it is something.</summary>
    private static string Some(long count, string what) => count > 0 ? $"; {N(count)} {what}" : "";

    private static string Missing(EngineStats stats) =>
        stats.LatestSnapshotError is string error ? $"failed: {error}" : "none";

    private static string Line(string what, string text) => $"{what,-8} {text}";

    private static string N(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
