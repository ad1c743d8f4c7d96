using System.Globalization;
using Sidecar.Cli;
using Sidecar.Engine.Ingest;

namespace Sidecar.Control;

/// <summary>A status as a person reads it in ten seconds: what is well says little, what was lost stands out.</summary>
internal static class StatusText
{
    public static void Write(TextWriter output, StatusDocument status)
    {
        Line(output, "sidecar", $"{status.Version.Split('+')[0]}, up {Duration(status.UptimeSeconds)}, pid {status.Pid}, {status.Kernel} kernel, {Size(status.ResidentBytes)} of memory, {Text(status.RunDir)}");
        if (status.Stats is not StatsDocument stats)
        {
            Line(output, "engine", "has not begun yet");
            return;
        }

        if (status.ReportAgeSeconds > 2)
        {
            Line(output, "engine", string.Create(CultureInfo.InvariantCulture, $"busy with one thing for {status.ReportAgeSeconds:0.0} s; what follows is as old"));
        }

        Line(output, "time", $"{status.EventTime ?? "no record has one yet"} (event time)");
        Line(output, "rate", string.Create(CultureInfo.InvariantCulture, $"{status.RecordsPerSecond:#,0} records a second now, {status.RecordsPerSecondOverMinute:#,0} over the last minute"));
        WriteRecords(output, stats.Records);
        WriteLosses(output, stats.LostBefore);
        ConnectionsDocument connections = stats.Connections;
        Line(output, "suricata", $"{N(connections.Open)} connected, {N(connections.Accepted)} since the start{Some(connections.Refused, "refused")}{Detail(connections.RefusedByCause)}{Some(connections.Resets, "reset")}{SocketFile(connections.SocketsMadeAgain, connections.SocketsNotMade)}");
        More(output, "by user: ", string.Join(", ", (connections.Each ?? []).Select(one => $"{Text(UserName.Of(one.User))} {Size(one.Bytes)}")));
        foreach (InputDocument input in stats.Inputs)
        {
            string failure = input.Failure is string why ? $"; ended early: {Text(why)}" : "";
            Line(output, "input", $"{Text(input.Name)}: {N(input.Lines)} lines{Detail(input.Events)}{failure}");
        }

        ResidualDocument residual = stats.Residual;
        Line(output, "residual", string.Create(CultureInfo.InvariantCulture, $"{residual.Records:#,0} records, {100 * residual.Share:0.###} % of all since the start{Some(residual.Lost, "lost")}{Some(residual.Failures, "failures")}{SocketFile(residual.SocketsMadeAgain, residual.SocketsNotMade)}{Detail(residual.ByType)}"));
        WriteFlows(output, stats.Flows, status.EventTime);
        if (stats.Elephants is ElephantsDocument asked)
        {
            Line(output, "asked", $"Suricata about live flows {N(asked.Asked)} times, {N(asked.Answered)} answers, the heaviest has {Size(asked.HeaviestBytes)}{Some(asked.Unknown, "unknown to it")}{Some(asked.Refused, "refused")}{Some(asked.Failures, "failures")}");
        }

        foreach (ViewDocument view in stats.Views)
        {
            WriteView(output, view);
        }

        ExclusionsText.Write(output, status);
        Line(output, "verdicts", $"{N(stats.Verdicts.Readers)} readers since the start{Some(stats.Verdicts.ReadersRefused, "refused")}{Some(stats.Verdicts.LinesLost, "lines lost")}{SocketFile(stats.Verdicts.SocketsMadeAgain, stats.Verdicts.SocketsNotMade)}");
        string latest = status.LatestSnapshotError is string error ? $", the latest failed: {Text(error)}" : status.LatestSnapshot is string file ? $", latest {Text(file)}" : "";
        Line(output, "files", $"{N(stats.Snapshots.Written)} snapshots written{Some(stats.Snapshots.Failed, "failed")}{latest}");
        StateDocument state = stats.State;
        Line(output, "state", $"{N(state.Written)} saved, {N(state.ExclusionsRestored)} exclusions taken up at the start{Some(state.Failed, "failed")}{Some(state.JournalFailed, "changes not in the journal")}{(status.LatestStateError is string reason ? $"; the latest error: {Text(reason)}" : "")}");
        Line(output, "pauses", string.Create(CultureInfo.InvariantCulture, $"{1000 * status.Collections.PauseSeconds:0} ms in {status.Collections.ByGeneration[0]} collections, {status.Collections.ByGeneration[^1]} of them full; at most {state.LongestPauseMicroseconds / 1e3:0.0} ms for a part of the state"));
    }

    private static void WriteRecords(TextWriter output, RecordsDocument records)
    {
        Line(output, "records", $"{N(records.Received)} received = {N(records.Parsed)} parsed + {N(records.Rejected)} rejected + {N(records.Shed)} shed{Detail(records.RejectedByCause)}");
        More(output, "", Counts(records.ByType));
        More(output, "torn: ", Counts(records.TornByType));
        More(output, "shed: ", Counts(records.ShedByType));
    }

    private static void WriteFlows(TextWriter output, FlowsDocument flows, string? eventTime)
    {
        string emergency = flows.InEmergency ? ", in emergency: the memcap is hit" : "";
        Line(output, "flows", $"{N(flows.Live)} live, {N(flows.Joined)} joined with their transactions, {N(flows.Unfinished + flows.Evicted)} without a flow record{Some(flows.Evicted, "of them evicted")}{Some(flows.Orphans, "orphans")}{Some(flows.Late, "late")}{emergency}");
        string live = Counts(flows.ByProtocol
            .SelectMany(protocol => (KeyValuePair<string, long>[])[new($"{protocol.Key} new", protocol.Value.LiveNew), new($"{protocol.Key} established", protocol.Value.LiveEstablished)])
            .ToDictionary());
        More(output, "live: ", live.Length > 0 ? $"{live}; the longest idle for {ExclusionsText.Duration(flows.OldestActivity, eventTime)}" : "");
        More(output, "given up: ", Counts(flows.ByProtocol.SelectMany(Ends).ToDictionary()));
    }

    /// <summary>Why flows of a protocol ended without their flow record.</summary>
    private static IEnumerable<KeyValuePair<string, long>> Ends(KeyValuePair<string, ProtocolDocument> protocol) =>
        (protocol.Value.UnfinishedByCause ?? new Dictionary<string, long>())
            .Select(cause => new KeyValuePair<string, long>($"{protocol.Key} {(cause.Key == "reused" ? "flow_id reused" : cause.Key)}", cause.Value))
            .Append(new KeyValuePair<string, long>($"{protocol.Key} evicted", protocol.Value.Evicted));

    private static void WriteLosses(TextWriter output, IReadOnlyDictionary<string, LossDocument> lost)
    {
        if (lost.Count > 0)
        {
            string some = Counts(lost.ToDictionary(type => type.Key, type => type.Value.Lost));
            string unsure = Counts(lost.ToDictionary(type => type.Key, type => type.Value.Unsure));
            Line(output, "lost", $"before they reached us, by Suricata's own counters: {(some.Length > 0 ? some : "nothing")}{(unsure.Length > 0 ? $"; unsure: {unsure}" : "")}");
        }
    }

    private static void WriteView(TextWriter output, ViewDocument view)
    {
        Line(output, "view", $"{Text(view.View)}: {N(view.Keys)} keys, {N(view.Excluded)} excluded, {N(view.Announced)} since the start{Some(view.AnnouncedByCrowd, "of them by a crowd")}{Some(view.KeysDropped, "dropped")}");
        More(output, "refused: ", Counts(view.RefusedByGuard));
    }

    /// <summary>A line below another, when there is something to say.</summary>
    private static void More(TextWriter output, string what, string counts)
    {
        if (counts.Length > 0)
        {
            Line(output, "", what + counts);
        }
    }

    private static string Detail(IReadOnlyDictionary<string, long> counts) => Counts(counts) is { Length: > 0 } some ? $" ({some})" : "";

    /// <summary>Those that are not zero, largest first.</summary>
    private static string Counts(IReadOnlyDictionary<string, long> counts) => string.Join(", ", counts
        .Where(count => count.Value > 0)
        .OrderByDescending(count => count.Value)
        .Select(count => $"{N(count.Value)} {Text(count.Key.Replace('_', ' '))}"));

    private static string SocketFile(long madeAgain, long notMade) =>
        $"{Some(madeAgain, "times its file was gone and made again")}{Some(notMade, "times it could not be made")}";

    /// <summary>What should be nothing is said only when it is something.</summary>
    private static string Some(long count, string what) => count > 0 ? $", {N(count)} {what}" : "";

    public static string Duration(double seconds)
    {
        TimeSpan time = TimeSpan.FromSeconds(seconds);
        return time.TotalDays >= 1 ? $"{time.Days} d {time.Hours} h"
            : time.TotalHours >= 1 ? $"{time.Hours} h {time.Minutes} min"
            : time.TotalMinutes >= 1 ? $"{time.Minutes} min {time.Seconds} s" : $"{time.Seconds} s";
    }

    private static string Size(long bytes) => $"{N(bytes >> 20)} MB";

    public static string Text(string text) => Printable.Text(text).ReplaceLineEndings("\\n");

    public static void Line(TextWriter output, string what, string text) => output.WriteLine($"{what,-8} {text}");

    private static string N(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
