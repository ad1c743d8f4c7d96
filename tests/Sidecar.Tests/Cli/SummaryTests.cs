using Sidecar.Cli;
using Sidecar.Engine;
using Sidecar.Engine.Learning;
using Xunit;

namespace Sidecar.Tests.Cli;

public sealed class SummaryTests
{
    private static readonly EngineStats s_stats = new()
    {
        Received = 1_234_567,
        Parsed = 1_234_560,
        Bytes = 1,
        RejectedByCause = new Dictionary<string, long> { ["NotAnObject"] = 5, ["TooLong"] = 2 },
        ByType = [],
        ResidualByType = [600_000, 17_280],
        ResidualLost = 9,
        WithoutTime = 0,
        FlowsOpened = 0,
        FlowsClosed = 0,
        FlowsEvicted = 3,
        FlowsUnfinished = 4,
        FlowsReused = 0,
        FlowsLive = 0,
        FlowsJoined = 5_000,
        Flows = new() { Opened = 0, Closed = 0, Live = 0, ByProtocol = [], Orphans = 0, Late = 0, IsEmergency = false, Emergencies = 0, WaitingTransactions = 0 },
        TransactionsNotKept = 0,
        Views = [View("http-user-agent", (Guard.ManySources, 12), (Guard.NotYetInARow, 1_001)), View("other")],
        SnapshotsWritten = 0,
        SnapshotsFailed = 0,
        LatestSnapshot = "/run/p.zst",
        ShedRecords = 1_010,
        ShedByType = new Dictionary<string, long> { ["flow"] = 1_008, ["unknown"] = 2 },
    };

    [Fact]
    public void Records_that_came_too_late_are_told_with_what_keeps_a_pcap_in_order() => Assert.Contains(
        " without a flow record, 1,345 records too late for their time (suricata -r wants --runmode single)\n",
        Written(s_stats with { Flows = s_stats.Flows with { Late = 1345 } }, report: null),
        StringComparison.Ordinal);

    [Fact]
    public void Six_lines_tell_what_came_of_a_run() => Assert.Equal(
        """
        records  1,235,577 received = 1,234,560 parsed + 7 rejected + 1,010 shed (5 NotAnObject, 2 TooLong, 1,008 shed flow, 2 shed unknown)
        flows    5,000 joined with their transactions, 7 without a flow record
        keys     91 in http-user-agent, 91 in other
        excluded 2 in http-user-agent, 1 still (refused: 12 many sources, 1,001 not yet in a row), 2 in other, 1 still
        residual 617,280 records belong to no excluded key (50 %), 9 of them not delivered
        files    report /run/report.html, snapshot /run/p.zst

        """,
        Written(s_stats, "/run/report.html"));

    [Fact]
    public void What_nobody_got_is_said() => Assert.Contains(
        "+ 1,010 shed (5 NotAnObject, 2 TooLong, 1,008 shed flow, 2 shed unknown); 1,200 verdict lines lost\n",
        Written(s_stats with { VerdictLinesLost = 1_200 }, report: null), StringComparison.Ordinal);

    [Fact]
    public void Nothing_written_is_said()
    {
        string text = Written(s_stats with { LatestSnapshot = null, RejectedByCause = new Dictionary<string, long>(), ShedByType = new Dictionary<string, long>() }, report: null);
        Assert.EndsWith("files    report none, snapshot none\n", text, StringComparison.Ordinal);
        Assert.Contains("+ 1,010 shed\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_state_is_named_and_its_failures_are_counted()
    {
        StateStats state = new() { Latest = "/run/s.evs" };
        Assert.EndsWith(", state /run/s.evs\n", Written(s_stats with { State = state }, report: null), StringComparison.Ordinal);
        state = new StateStats { Failed = 1_200, JournalFailed = 34, LatestError = "No space left\u001b" };
        Assert.EndsWith(", state none (1,234 failed: No space left\\u001B)\n", Written(s_stats with { State = state }, report: null), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_guard_is_told_in_words()
    {
        string text = Written(s_stats with { Views = [View("v", [.. Enum.GetValues<Guard>().Select(guard => (guard, 1L))])] }, report: null);
        Assert.Contains(
            "(refused: 1 few records, 1 no minority, 1 small share, 1 not above mean, 1 alerts, 1 never list, 1 many sources, 1 few sources, 1 too many, 1 not yet in a row)",
            text, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_files_and_errors_cannot_move_the_terminal()
    {
        string text = Written(s_stats with { LatestSnapshot = null, LatestSnapshotError = "no \u001b[2J" }, "/tmp/\u001b]0;x\u0007\u202e");
        Assert.EndsWith("files    report /tmp/\\u001B]0;x\\u0007\\u202E, snapshot failed: no \\u001B[2J\n", text, StringComparison.Ordinal);
        Assert.EndsWith(", snapshot \\u001B\n", Written(s_stats with { LatestSnapshot = "\u001b" }, report: null), StringComparison.Ordinal);
    }

    private static string Written(EngineStats stats, string? report)
    {
        using StringWriter output = new();
        Summary.Write(output, stats, report);
        return output.ToString();
    }

    private static ViewStats View(string name, params (Guard Guard, long Count)[] refused)
    {
        long[] byGuard = new long[Enum.GetValues<Guard>().Length];
        foreach ((Guard guard, long count) in refused)
            byGuard[(int)guard] = count;
        return new ViewStats { Name = name, Keys = 91, KeysDropped = 0, KeysCut = 0, Excluded = 1, ExclusionsAnnounced = 2, RefusedByGuard = byGuard };
    }
}
